import type { InteractionResponseType } from 'discord-api-types/v10'
import type { World } from '../world.ts'
import type { InteractionRecord, ShownResponse } from './record.ts'
import type { Interactions } from './store.ts'

/** How long an application has for its first answer, in milliseconds, unless the sandbox is set up otherwise. */
export const discordWaitsMs = 3000
/** How long a token serves for edits and follow-ups after that. */
export const tokenLivesMs = 15 * 60_000

/** What a person reads when no answer came. */
export const noAnswer = 'The application did not respond'

/** Tells the person's own clients how their interaction fares. */
export function tellPerson(
  world: World,
  record: InteractionRecord,
  t: string,
  d: object = {},
): void {
  world.dispatch({
    t,
    d: { id: record.id, ...(record.nonce === undefined ? {} : { nonce: record.nonce }), ...d },
    users: [record.user_id],
  })
}

/** Ends the wait for an answer: the person reads that the application did not respond. */
export function failInteraction(
  world: World,
  interactions: Interactions,
  record: InteractionRecord,
  reason: string,
): void {
  if (record.state !== 'waiting') return
  record.state = 'failed'
  record.reason = reason
  record.elapsed_ms = world.clock.now() - record.at
  tellPerson(world, record, 'INTERACTION_FAILURE', { reason })
  interactions.changed(record)
}

/** Notes the first answer and ends the wait. */
export function acknowledge(
  world: World,
  interactions: Interactions,
  record: InteractionRecord,
  answer: { type: InteractionResponseType; data: unknown; shown?: ShownResponse | undefined },
): void {
  record.state = 'answered'
  record.elapsed_ms = world.clock.now() - record.at
  record.answer = { type: answer.type, data: answer.data }
  if (answer.shown !== undefined) record.responses.push(answer.shown)
  tellPerson(world, record, 'INTERACTION_SUCCESS')
  interactions.changed(record)
}
