import { Routes } from 'discord-api-types/v10'
import type { Answer } from '../part.ts'
import { isRefusal } from '../rest/errors.ts'
import { apart, postedMessage, type PostedMessage } from '../rest/messages.ts'
import { pause } from '../rest/pause.ts'
import type { DiscordRest } from '../rest/rest.ts'
import { flagsOf } from './callback.ts'
import type { PersonInteraction } from './payload.ts'

/** The calls that an interaction's token allows for 15 minutes. */
export type TokenCalls = {
  original(interaction: PersonInteraction): Promise<PostedMessage>
  editOriginal(interaction: PersonInteraction, body: object): Promise<PostedMessage>
  deleteOriginal(interaction: PersonInteraction): Promise<void>
  followUp(
    interaction: PersonInteraction,
    answer: Answer & { type: 'reply' },
  ): Promise<PostedMessage>
}

/** Waits for a token that Discord does not know yet (10015 right after an inline answer). */
const notYetKnownMs = [250, 500, 1_000, 2_000, 4_000]

function apartFrom(whole: object) {
  const { body, files } = apart(whole)
  return { body, ...files }
}

/** Makes the calls, which are patient with a token that is too young. */
export function createTokenCalls(rest: DiscordRest): TokenCalls {
  async function patiently<T>(work: () => Promise<T>): Promise<T> {
    for (const ms of notYetKnownMs) {
      try {
        return await work()
      } catch (error) {
        if (!isRefusal(error, 10015)) throw error
        await pause(ms)
      }
    }
    return work()
  }

  function byToken(
    method: 'GET' | 'PATCH' | 'DELETE',
    interaction: PersonInteraction,
    body?: object,
  ) {
    const { application_id, token } = interaction
    const path = Routes.webhookMessage(application_id, token, '@original')
    return { method, path, lane: 'answers', auth: false, ...(body ? apartFrom(body) : {}) } as const
  }

  function followUp(interaction: PersonInteraction, answer: Answer & { type: 'reply' }) {
    const path = Routes.webhook(interaction.application_id, interaction.token)
    const sent = apartFrom({ ...answer.message, ...flagsOf(answer) })
    return patiently(() =>
      rest.call({ method: 'POST', path, lane: 'answers', auth: false, ...sent }, postedMessage),
    )
  }

  return {
    original: (interaction) =>
      patiently(() => rest.call(byToken('GET', interaction), postedMessage)),
    editOriginal: (interaction, body) =>
      patiently(() => rest.call(byToken('PATCH', interaction, body), postedMessage)),
    deleteOriginal: (interaction) => patiently(() => rest.send(byToken('DELETE', interaction))),
    followUp,
  }
}
