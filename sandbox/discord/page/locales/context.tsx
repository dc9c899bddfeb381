import { createContext, useContext } from 'react'
import { en, type Texts } from './en.ts'
import { fr } from './fr.ts'
import { ja } from './ja.ts'
import { ko } from './ko.ts'

const catalogues = { en, ja, fr, ko }

/** A language that the page speaks. */
export type Language = keyof typeof catalogues

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

/** The language that components inside speak. */
export const LanguageContext = createContext<Language>('en')

/** The texts in the language that is spoken here. */
export function useTexts(): Texts {
  return catalogues[useContext(LanguageContext)]
}

/** The language that is spoken here, for `Intl` and `lang`. */
export function useLanguage(): Language {
  return useContext(LanguageContext)
}
