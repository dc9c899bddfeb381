import type { Catalogue } from '#core/i18n/translate.ts'
import { en } from './en.ts'
import { fr } from './fr.ts'
import { ja } from './ja.ts'
import { ko } from './ko.ts'

/** The texts of one language. */
export type DiscordTexts = Record<keyof typeof en, string>

/** What the Discord layer itself says to people, in all languages. */
export const discordCatalogue: Catalogue<keyof DiscordTexts> = { en, ja, fr, ko }
