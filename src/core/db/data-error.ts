import type { Locale } from '../i18n/locale.ts'
import { coreCatalogue, type CoreText } from '../i18n/locales/catalogue.ts'
import { createTranslate, type MessageValues } from '../i18n/translate.ts'

const translate = createTranslate(coreCatalogue)

/** The data cannot be used as it is. The words say why and what helps, and are all that is shown. */
export class DataError extends Error {
  /** The same in any language. */
  readonly words: (locale: Locale) => string

  constructor(key: Extract<CoreText, `data.${string}`>, values: MessageValues = {}) {
    super(translate('en', key, values))
    this.name = 'DataError'
    this.words = (locale) => translate(locale, key, values)
  }
}
