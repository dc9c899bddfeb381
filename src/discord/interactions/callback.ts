import { InteractionResponseType, MessageFlags } from 'discord-api-types/v10'
import type { Answer } from '../part.ts'
import { wholeBody } from '../rest/messages.ts'

/** The body of a first answer, by whichever door it goes. */
export type Callback = { type: InteractionResponseType; data?: object }

/** How an interaction was put off; decides how the answer is given later. */
export type Deferral = 'update' | 'private' | 'public'

/** The answer to Discord's own question whether we are there. */
export const pong: Callback = { type: InteractionResponseType.Pong }

/** The flags of a reply: its own, and whether only the person who acted sees it. */
export function flagsOf({ message, ephemeral }: Answer & { type: 'reply' }): { flags?: number } {
  const flags = (message.flags ?? 0) | (ephemeral ? MessageFlags.Ephemeral : 0)
  return flags === 0 ? {} : { flags }
}

/** The wire form of an answer. */
export function callbackOf(answer: Answer): Callback {
  switch (answer.type) {
    case 'reply':
      return {
        type: InteractionResponseType.ChannelMessageWithSource,
        data: { ...answer.message, ...flagsOf(answer) },
      }
    case 'update':
      return { type: InteractionResponseType.UpdateMessage, data: wholeBody(answer.message) }
    case 'modal':
      return { type: InteractionResponseType.Modal, data: answer.modal }
    case 'choices':
      return {
        type: InteractionResponseType.ApplicationCommandAutocompleteResult,
        data: { choices: answer.choices.slice(0, 25) },
      }
  }
}

/** The wire form of "wait a moment". */
export function deferralOf(deferral: Deferral): Callback {
  switch (deferral) {
    case 'update':
      return { type: InteractionResponseType.DeferredMessageUpdate }
    case 'private':
      return {
        type: InteractionResponseType.DeferredChannelMessageWithSource,
        data: { flags: MessageFlags.Ephemeral },
      }
    case 'public':
      return { type: InteractionResponseType.DeferredChannelMessageWithSource }
  }
}
