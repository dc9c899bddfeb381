import { createUseTexts } from '#web/i18n/texts.tsx'
import type { en } from './locales/en.ts'

/** Key of a text of the trading pages. */
export type TextKey = keyof typeof en

/** The texts of the trading pages. */
export const useTexts = createUseTexts<TextKey>()
