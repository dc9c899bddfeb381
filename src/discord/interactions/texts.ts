import type { Locale } from '#core/i18n/locale.ts'
import { createTranslate } from '#core/i18n/translate.ts'
import { discordCatalogue, type DiscordTexts } from '../locales/catalogue.ts'
import { noMentions } from '../message.ts'
import type { Answer } from '../part.ts'

/** A text that only the person who acted sees. */
export function privateText(content: string): Answer & { type: 'reply' } {
  return { type: 'reply', ephemeral: true, message: { content, allowed_mentions: noMentions } }
}

/** Makes the answers that the Discord layer itself gives. */
export function createOwnAnswers() {
  const translate = createTranslate(discordCatalogue)
  return (locale: Locale, key: keyof DiscordTexts, values?: Record<string, string>) =>
    privateText(translate(locale, key, values))
}

/** Makes the answers that the Discord layer itself gives. */
export type OwnAnswers = ReturnType<typeof createOwnAnswers>
