// The languages of the pages that the sandbox shows.
const languages = ['en', 'ja', 'fr', 'ko'] as const

/** One of them. */
export type Language = (typeof languages)[number]

/** The language of a reader, by `Accept-Language`; English where none fits. */
export function languageOf(accepted: string | undefined): Language {
  const wanted = (accepted ?? '').split(',').map((one) => one.trim().slice(0, 2).toLowerCase())
  for (const one of wanted) {
    const found = languages.find((language) => language === one)
    if (found) return found
  }
  return 'en'
}
