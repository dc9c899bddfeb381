import { createUseTexts } from '#web/i18n/texts.tsx'
import type { en } from './locales/en.ts'

/** The texts of this module's pages. */
export const useTexts = createUseTexts<keyof typeof en>()
