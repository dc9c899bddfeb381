import { createTexts } from '#core/i18n/texts.ts'
import type { Module } from '#core/module.ts'
import type { DiscordPart } from '#discord/part.ts'
import { recruitment } from '#modules/recruitment/module.ts'
import { events } from '#modules/events/module.ts'
import { forms } from '#modules/forms/module.ts'
import { staff } from '#modules/staff/module.ts'
import { trading } from '#modules/trading/module.ts'

/** Every module of this program, in the order of its menu. */
export const modules: readonly Module<DiscordPart>[] = [recruitment, events, staff, trading, forms]

/** What every door says: the core's words and those of all modules. */
export const texts = createTexts(modules)
