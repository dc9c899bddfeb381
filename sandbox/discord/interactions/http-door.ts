import { Agent } from 'node:http'
import type { KeyObject } from 'node:crypto'
import { DiscordError } from '../errors.ts'
import type { World } from '../world.ts'
import { answerInteraction } from './answer.ts'
import { postSigned, signatureTime } from './endpoint.ts'
import type { EndpointAnswer } from './endpoint.ts'
import { failInteraction, noAnswer } from './lifecycle.ts'
import type { InteractionRecord } from './record.ts'
import { ed25519PrivateKey, signRequest } from './signing.ts'
import type { Interactions } from './store.ts'

/** Posts interactions to an endpoint and takes what it answers inline. */
export type HttpDoor = {
  /** Resolves when the endpoint answered, or failed to; `signal` gives up. */
  post(record: InteractionRecord, url: string, signal: AbortSignal): Promise<void>
  close(): void
}

/** A door that keeps its connections, at most `maxSockets` at once. */
export function createHttpDoor(
  world: World,
  interactions: Interactions,
  maxSockets: number,
): HttpDoor {
  const agent = new Agent({ keepAlive: true, maxSockets })
  const keys = new Map<string, KeyObject>()
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
  const post: HttpDoor['post'] = async (record, url, signal) => {
    const body = JSON.stringify(record.payload)
    const headers = signRequest(
      keyOf(world.state.application.private_key),
      signatureTime(world),
      body,
    )
    record.signature = headers
    const withinMs = interactions.answerWithinMs
    try {
      take(record, await postSigned({ url, body, headers, signal, withinMs, agent }))
    } catch (error) {
      const cause = error instanceof Error ? error.message : String(error)
      failInteraction(world, interactions, record, `${noAnswer}: ${cause}`)
    }
  }
  return { post, close: () => agent.destroy() }
}
