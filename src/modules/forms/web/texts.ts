import { createUseTexts } from '#web/i18n/texts.tsx'
import type { en } from './locales/en.ts'

/** Key of a text of the form pages. */
export type TextKey = keyof typeof en

/** The texts of this module's pages. */
export const useTexts = createUseTexts<TextKey>()
