/** A language that the page speaks. */
export type Language = 'en' | 'ja' | 'fr' | 'ko'

/** The page's languages, each in its own name. */
export const languages: readonly { id: Language; name: string }[] = [
  { id: 'en', name: 'English' },
  { id: 'ja', name: '日本語' },
  { id: 'fr', name: 'Français' },
  { id: 'ko', name: '한국어' },
]

/** The page's language for one of Discord's locales. */
export function languageFor(locale: string | null | undefined): Language {
  const wanted = locale?.slice(0, 2)
  return languages.find(({ id }) => id === wanted)?.id ?? 'en'
}
