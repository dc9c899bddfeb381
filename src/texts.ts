import { createTexts } from '#core/i18n/texts.ts'
import { modules } from './modules.ts'

/** What every door says: the core's words and those of all modules. */
export const texts = createTexts(modules)
