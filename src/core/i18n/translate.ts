import { IntlMessageFormat } from 'intl-messageformat'
import type { Locale } from './locale.ts'

/** ICU MessageFormat texts by key. */
export type Messages = Record<string, string>

/** The same keys in every language; `en` gives the type. */
export type Catalogue<Keys extends string = string> = Record<Locale, Record<Keys, string>>

/** Values for the placeholders of a text. */
export type MessageValues = Record<string, string | number | Date>

/** Looks a text up and fills in its values. */
export type Translate<Keys extends string = string> = (
  locale: Locale,
  key: Keys,
  values?: MessageValues,
) => string

/**
 * Makes the lookup function of a catalogue. Compiled messages are kept. A key that does not exist
 * is a programming error and throws; the catalogue test finds it first.
 */
export function createTranslate<Keys extends string>(catalogue: Catalogue<Keys>): Translate<Keys> {
  const compiled = new Map<string, IntlMessageFormat>()
  return (locale, key, values) => {
    const id = `${locale}\n${key}`
    let message = compiled.get(id)
    if (!message) {
      message = new IntlMessageFormat(catalogue[locale][key], locale, undefined, {
        ignoreTag: true,
      })
      compiled.set(id, message)
    }
    return String(message.format(values))
  }
}
