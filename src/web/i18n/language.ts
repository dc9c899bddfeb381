import { locales, parseLocale, type Locale } from '#core/i18n/locale.ts'
import type { Messages } from '#core/i18n/translate.ts'

type CatalogueFile = Partial<Record<Locale, Messages>>

const shellFiles = import.meta.glob<CatalogueFile>('../locales/*.ts')
const moduleFiles = import.meta.glob<CatalogueFile>('../../modules/*/web/locales/*.ts')

/** All texts of the page in one language: the shell's and every module's, merged. */
export async function loadMessages(locale: Locale): Promise<Messages> {
  const wanted = Object.entries({ ...shellFiles, ...moduleFiles }).filter(([path]) =>
    path.endsWith(`/${locale}.ts`),
  )
  const files = await Promise.all(wanted.map(([, load]) => load()))
  return Object.assign({}, ...files.map((file) => file[locale])) as Messages
}

/** The language chosen earlier, else the browser's first that we have, else English. */
export function initialLocale(): Locale {
  const chosen = /(?:^|;\s*)lang=([^;]+)/.exec(document.cookie)?.[1]
  const candidates = [chosen, ...navigator.languages]
  return candidates.map(parseLocale).find((locale) => locale !== null) ?? 'en'
}

/** Keeps the choice for a year, in the cookie that the server reads for its own texts. */
export function rememberLocale(locale: Locale): void {
  const secure = location.protocol === 'https:' ? '; Secure' : ''
  document.cookie = `lang=${locale}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`
}

/** The languages, each named in itself. */
export function languageNames(): { locale: Locale; name: string }[] {
  return locales.map((locale) => ({
    locale,
    name: new Intl.DisplayNames([locale], { type: 'language' }).of(locale) ?? locale,
  }))
}
