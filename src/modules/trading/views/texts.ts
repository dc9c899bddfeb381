import { createTranslate, type Catalogue } from '#core/i18n/translate.ts'
import { en } from '../locales/en.ts'
import { fr } from '../locales/fr.ts'
import { ja } from '../locales/ja.ts'
import { ko } from '../locales/ko.ts'

/** Keys of this module's texts. */
export type TextKey = keyof typeof en

/** This module's texts in all four languages. */
export const catalogue: Catalogue<TextKey> = { en, ja, fr, ko }

/** Looks up a text of this module. */
export const t = createTranslate<TextKey>(catalogue)
