import { createTranslate, type Catalogue } from '#core/i18n/translate.ts'
import { en } from './en.ts'
import { fr } from './fr.ts'
import { ja } from './ja.ts'
import { ko } from './ko.ts'

/** Keys of the command line's texts. */
export type CliText = keyof typeof en

/** What the command line says to people, in all languages. */
export const cliCatalogue: Catalogue<CliText> = { en, ja, fr, ko }

/** Looks up a text of the command line. */
export const say = createTranslate<CliText>(cliCatalogue)
