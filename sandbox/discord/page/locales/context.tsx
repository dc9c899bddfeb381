import { createContext, useContext } from 'react'
import { en, type Texts } from './en.ts'
import { fr } from './fr.ts'
import { ja } from './ja.ts'
import { ko } from './ko.ts'
import type { Language } from './languages.ts'

const catalogues: Record<Language, Texts> = { en, ja, fr, ko }

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
