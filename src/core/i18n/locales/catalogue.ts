import type { Catalogue } from '../translate.ts'
import { en } from './en.ts'
import { fr } from './fr.ts'
import { ja } from './ja.ts'
import { ko } from './ko.ts'

/** Keys of the core's texts. */
export type CoreText = keyof typeof en

/** The core's texts in all languages. */
export const coreCatalogue: Catalogue<CoreText> = { en, ja, fr, ko }
