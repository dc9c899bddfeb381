import { parseLocale } from '#core/i18n/locale.ts'
import type { Log } from '#core/log.ts'
import type { Answer } from '../part.ts'
import type { MessageBody } from '../message.ts'
import type { PanelNotes } from '../panels/notes.ts'
import {
  createMessage,
  nonceOf,
  sendDirectMessage,
  wholeBody,
  type PostedMessage,
} from '../rest/messages.ts'
import type { DiscordRest } from '../rest/rest.ts'
import { createTokenCalls } from './by-token.ts'
import type { Deferral } from './callback.ts'
import type { PersonInteraction } from './payload.ts'
import type { OwnAnswers } from './texts.ts'

/** Gives answers after the first one, by the interaction's token or, when that is dead, without. */
export type Later = {
  /** Fills in what was put off. */
  deliver(interaction: PersonInteraction, answer: Answer, deferral: Deferral): Promise<void>
  /** A private word after the first answer. */
  also(interaction: PersonInteraction, message: MessageBody): Promise<void>
  /** The token was dead before anything was shown. */
  fallBack(interaction: PersonInteraction, answer: Answer): Promise<void>
  /** The message that the first answer became. */
  original(interaction: PersonInteraction): Promise<PostedMessage>
}

/** Makes what gives the later answers. */
export function createLater(services: {
  rest: DiscordRest
  log: Log
  panels: PanelNotes
  say: OwnAnswers
}): Later {
  const { rest, log, panels, say } = services

  const byToken = createTokenCalls(rest)

  async function reply(
    interaction: PersonInteraction,
    answer: Answer & { type: 'reply' },
    deferral: Deferral,
  ): Promise<PostedMessage> {
    if (deferral === 'update') return byToken.followUp(interaction, answer)
    const same = (deferral === 'private') === answer.ephemeral
    if (same) return byToken.editOriginal(interaction, wholeBody(answer.message))
    // Who may see a deferred answer is fixed: take it away and answer anew.
    await byToken.deleteOriginal(interaction)
    return byToken.followUp(interaction, answer)
  }

  async function change(
    interaction: PersonInteraction,
    { panel, message }: Answer & { type: 'update' },
  ): Promise<void> {
    if (panel) panels.shown(panel, message)
    try {
      await byToken.editOriginal(interaction, wholeBody(message))
    } finally {
      if (panel) panels.arrived(panel)
    }
  }

  async function fallBack(interaction: PersonInteraction, answer: Answer): Promise<void> {
    if (answer.type === 'update' && answer.panel) panels.unshown(answer.panel)
    if (answer.type !== 'reply') return
    const message = { body: answer.message, nonce: nonceOf('answer', interaction.id) }
    const userId = interaction.member?.user.id ?? interaction.user?.id
    try {
      if (!answer.ephemeral && interaction.channel_id) {
        const posted = await createMessage(rest, interaction.channel_id, message)
        if (answer.panel) panels.posted(answer.panel, answer.message, posted)
      } else if (userId) await sendDirectMessage(rest, userId, message)
    } catch (error) {
      log.warn({ err: error, interaction: interaction.id }, 'an answer could not be given')
    }
  }

  async function also(interaction: PersonInteraction, message: MessageBody): Promise<void> {
    try {
      await byToken.followUp(interaction, { type: 'reply', message, ephemeral: true })
    } catch (error) {
      log.warn({ err: error, interaction: interaction.id }, 'a private word could not be said')
    }
  }

  async function deliver(
    interaction: PersonInteraction,
    given: Answer,
    deferral: Deferral,
  ): Promise<void> {
    const late = given.type === 'modal' || given.type === 'choices'
    const answer = late ? say(parseLocale(interaction.locale) ?? 'en', 'again') : given
    try {
      if (answer.type === 'update') {
        await change(interaction, answer)
        if (answer.also) await also(interaction, answer.also)
      } else if (answer.type === 'reply') {
        const posted = await reply(interaction, answer, deferral)
        if (answer.panel) panels.posted(answer.panel, answer.message, posted)
      }
    } catch (error) {
      log.warn({ err: error, interaction: interaction.id }, 'a late answer went another way')
      await fallBack(interaction, answer)
    }
  }

  return { deliver, also, fallBack, original: (interaction) => byToken.original(interaction) }
}
