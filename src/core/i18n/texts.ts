import type { AppError } from '../errors.ts'
import type { Locale } from './locale.ts'
import { coreCatalogue, type CoreText } from './locales/catalogue.ts'
import { createTranslate, type Catalogue, type MessageValues, type Translate } from './translate.ts'

/** Texts that every door needs: the core's own, and those of all error codes. */
export type Texts = {
  translate: Translate<CoreText>
  /** What happened, in words, for the person who asked. */
  error(locale: Locale, error: Pick<AppError, 'code' | 'details'>): string
  /**
   * The translation of an English sentence that a schema carries as its message (`issue.*` keys of
   * the catalogues), or null when no catalogue knows it.
   */
  sentence(locale: Locale, english: string): string | null
}

/**
 * Joins the core's catalogue with those of the modules. A module may reword a core text; its own refusals are
 * explained in its own words, whoever else uses their codes.
 */
export function createTexts(modules: readonly { name: string; catalogue: Catalogue }[]): Texts {
  const all = [...modules, { name: '', catalogue: coreCatalogue }]
  const sources = all.map(({ name, catalogue }) => ({
    name,
    keys: catalogue.en,
    translate: createTranslate<string>(catalogue),
  }))
  const translateCore = createTranslate(coreCatalogue)
  const sentences = new Map<string, (locale: Locale) => string>()
  for (const { keys, translate } of sources) {
    for (const [key, text] of Object.entries(keys)) {
      if (key.startsWith('issue.')) sentences.set(text, (locale) => translate(locale, key))
    }
  }

  function find(
    locale: Locale,
    key: string,
    { params, owner }: Pick<AppError, 'details'>['details'],
  ): string | null {
    const known = sources.filter(({ keys }) => key in keys)
    const source = known.find(({ name }) => name === owner) ?? known[0]
    const values: MessageValues = params ?? {}
    return source ? source.translate(locale, key, values) : null
  }

  return {
    translate: translateCore,
    error(locale, { code, details }) {
      try {
        return find(locale, `error.${code}`, details) ?? code
      } catch {
        // A text that lacks a value must not hide the refusal that it explains.
        return code
      }
    },
    sentence: (locale, english) => sentences.get(english)?.(locale) ?? null,
  }
}
