import type { Locale } from './locale.ts'
import { coreCatalogue, type CoreText } from './locales/catalogue.ts'
import { createTranslate } from './translate.ts'

const isText = (key: string): key is CoreText => key in coreCatalogue.en

/** A permission as Discord's own settings call it, in a language; its name where nobody has written that down. */
export function permissionName(locale: Locale, name: string): string {
  const key = `can.${name}`
  return isText(key) ? createTranslate(coreCatalogue)(locale, key) : name
}
