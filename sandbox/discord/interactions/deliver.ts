import { Agent } from 'node:http'
import type { KeyObject } from 'node:crypto'
import type { Timer } from '../../clock.ts'
import type { SandboxContext } from '../../context.ts'
import { DiscordError } from '../errors.ts'
import { answerInteraction } from './answer.ts'
import { postSigned, signatureTime } from './endpoint.ts'
import type { EndpointAnswer } from './endpoint.ts'
import { answerWithinMs, failInteraction } from './lifecycle.ts'
import { botId } from './payload.ts'
import type { InteractionRecord } from './record.ts'
import { ed25519PrivateKey, signRequest } from './signing.ts'
import type { Interactions } from './store.ts'

/** Brings interactions to the application and ends the wait of those that get no answer in time. */
export type Courier = { deliver(record: InteractionRecord): void; close(): void }

// Assumed: of a crowd that clicks at once, so many interactions are under way together. The 3 s of each count from
// when it is sent, so that a crowd on one small machine is not refused for the time that sending it takes.
const mostUnanswered = 200
const noAnswer = 'The application did not respond'

/** A courier for both doors: a dispatch to the bot's session, or a signed request to the endpoint. */
export function createCourier(
  { world, activity }: Pick<SandboxContext, 'world' | 'activity'>,
  interactions: Interactions,
): Courier {
  const agent = new Agent({ keepAlive: true, maxSockets: mostUnanswered })
  const keys = new Map<string, KeyObject>()
  const line: InteractionRecord[] = []
  const unanswered = new Map<string, Timer>()
  const keyOf = (hex: string): KeyObject => {
    const key = keys.get(hex) ?? ed25519PrivateKey(hex)
    keys.set(hex, key)
    return key
  }
  const take = (record: InteractionRecord, answer: EndpointAnswer): void => {
    if (answer.status === 202) return
    if (answer.status !== 200) {
      failInteraction(world, interactions, record, `${noAnswer}: HTTP ${answer.status}`)
      return
    }
    try {
      answerInteraction(world, interactions, record, {
        body: JSON.parse(answer.body),
        by: 'inline',
      })
    } catch (error) {
      if (!(error instanceof DiscordError) && !(error instanceof SyntaxError)) throw error
      failInteraction(world, interactions, record, `${noAnswer}: ${error.message}`)
    }
  }
  const post = async (
    record: InteractionRecord,
    url: string,
    signal: AbortSignal,
  ): Promise<void> => {
    const body = JSON.stringify(record.payload)
    const headers = signRequest(
      keyOf(world.state.application.private_key),
      signatureTime(world),
      body,
    )
    record.signature = headers
    try {
      take(record, await postSigned({ url, body, headers, signal, agent }))
    } catch (error) {
      const cause = error instanceof Error ? error.message : String(error)
      failInteraction(world, interactions, record, `${noAnswer}: ${cause}`)
    }
  }
  const send = (record: InteractionRecord): void => {
    const late = new AbortController()
    record.at = world.clock.now()
    const deadline = world.clock.after(answerWithinMs + 1, () => {
      failInteraction(world, interactions, record, noAnswer)
      late.abort()
    })
    unanswered.set(record.id, deadline)
    const { interactions_endpoint_url: url } = world.state.application
    if (record.door === 'http' && url !== null) {
      void activity.track(post(record, url, late.signal))
      return
    }
    world.dispatch({
      t: 'INTERACTION_CREATE',
      d: record.payload,
      users: [botId(world)],
      ...(record.guild_id === undefined ? {} : { guild_id: record.guild_id }),
    })
  }
  const sendNext = (): void => {
    while (unanswered.size < mostUnanswered) {
      const next = line.shift()
      if (next === undefined) return
      send(next)
    }
  }
  interactions.onChange(({ id, state }) => {
    if (state === 'waiting') return
    unanswered.get(id)?.cancel()
    unanswered.delete(id)
    sendNext()
  })
  world.onLoad(() => {
    line.length = 0
    for (const deadline of unanswered.values()) deadline.cancel()
    unanswered.clear()
  })
  return {
    deliver(record) {
      line.push(record)
      sendNext()
    },
    close: () => agent.destroy(),
  }
}
