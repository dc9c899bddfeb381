import type { GatewayRequestGuildMembersData } from 'discord-api-types/v10'
import { z } from 'zod'
import { wait, type Clock } from '#core/clock.ts'
import type { Metrics } from '#core/http/metrics.ts'
import { pause } from '../rest/pause.ts'

/** People in one request at most (Discord). */
const idsPerRequest = 100
/** Of the 120 frames that a connection may send in a minute. */
export const requestsPerMinute = 60
const minuteMs = 60_000
/** An answer that has not come by then will not come. In milliseconds of real time. */
const patienceMs = 10_000
/** Who wants to see everything settled waits this long for answers, in milliseconds of real time. */
const settleMs = 2_000

/** GUILD_MEMBERS_CHUNK, without what it says of members and presences. */
export const chunkShape = z.object({
  guild_id: z.string(),
  members: z.array(z.unknown()).default([]),
  presences: z.array(z.unknown()).optional(),
  not_found: z.array(z.string()).default([]),
  chunk_index: z.int(),
  chunk_count: z.int(),
  nonce: z.string().optional(),
})

/** RATE_LIMITED: a request for all members came too soon. */
export const limitedShape = z.object({
  opcode: z.int(),
  retry_after: z.number(),
  meta: z.object({ guild_id: z.string(), nonce: z.string().optional() }),
})

/** Requests for members that wait for their answers. */
export type Requests = {
  /**
   * Asks for these people. Resolves when all that was asked has been answered; false when something
   * was not.
   */
  ask(guildId: string, userIds: readonly string[], presences: boolean): Promise<boolean>
  /** Asks for all members; Discord allows it once in 30 seconds. */
  askAll(guildId: string): Promise<boolean>
  /** A chunk was taken in. */
  answered(nonce: string | undefined, isLast: boolean): void
  /** Discord wants the request to come later. */
  limited(nonce: string | undefined, afterMs: number): void
  /** Nothing that was asked will be answered any more. */
  lost(): void
  /** Resolves when nothing is waited for that comes soon. */
  settle(): Promise<void>
}

type Asked = {
  request: GatewayRequestGuildMembersData
  resolve: (answered: boolean) => void
  overdue: { cancel(): void }
}

/** Makes the wait for a free place in the minute. */
function createBudget(realTime: Clock): () => Promise<void> {
  let sent: number[] = []
  return async () => {
    for (;;) {
      const now = realTime.now()
      sent = sent.filter((at) => at > now - minuteMs)
      const [oldest] = sent
      if (sent.length < requestsPerMinute || oldest === undefined) break
      await wait(realTime, oldest + minuteMs - now)
    }
    sent.push(realTime.now())
  }
}

/** Makes it; `send` is false while there is no session. `realTime` is the machine's own. */
export function createRequests(needs: {
  send: (request: GatewayRequestGuildMembersData) => boolean
  realTime: Clock
  metrics: Metrics
}): Requests {
  const { realTime, metrics } = needs
  const waiting = new Map<string, Asked>()
  const running = new Set<Promise<unknown>>()
  const budget = createBudget(realTime)
  let count = 0

  function send(request: GatewayRequestGuildMembersData): boolean {
    const sent = needs.send(request)
    const help = 'Requests for members that were sent over the gateway.'
    if (sent) metrics.count('discord_member_requests_total', help, {})
    return sent
  }

  function finish(nonce: string, answered: boolean): void {
    const asked = waiting.get(nonce)
    if (!asked) return
    waiting.delete(nonce)
    asked.overdue.cancel()
    asked.resolve(answered)
  }

  async function one(request: GatewayRequestGuildMembersData): Promise<boolean> {
    await budget()
    count += 1
    const nonce = `muster-${count}`
    return new Promise((resolve) => {
      const overdue = realTime.after(patienceMs, () => finish(nonce, false))
      waiting.set(nonce, { request, resolve, overdue })
      if (!send({ ...request, nonce })) finish(nonce, false)
    })
  }

  function track<T>(work: Promise<T>): Promise<T> {
    const promise = work.finally(() => running.delete(promise))
    running.add(promise)
    return promise
  }

  return {
    ask: (guild_id, userIds, presences) =>
      track(
        (async () => {
          const answers: Promise<boolean>[] = []
          for (let at = 0; at < userIds.length; at += idsPerRequest) {
            const user_ids = userIds.slice(at, at + idsPerRequest)
            answers.push(one({ guild_id, user_ids, limit: 0, presences }))
          }
          return (await Promise.all(answers)).every(Boolean)
        })(),
      ),
    askAll: (guild_id) => track(one({ guild_id, query: '', limit: 0, presences: false })),
    answered(nonce, isLast) {
      if (nonce === undefined) return
      const asked = waiting.get(nonce)
      if (!asked) return
      if (isLast) return finish(nonce, true)
      asked.overdue.cancel()
      asked.overdue = realTime.after(patienceMs, () => finish(nonce, false))
    },
    limited(nonce, afterMs) {
      const asked = nonce === undefined ? undefined : waiting.get(nonce)
      if (!asked || nonce === undefined) return
      asked.overdue.cancel()
      asked.overdue = realTime.after(afterMs, () => {
        if (!waiting.has(nonce)) return
        asked.overdue = realTime.after(patienceMs, () => finish(nonce, false))
        if (!send({ ...asked.request, nonce })) finish(nonce, false)
      })
    },
    lost() {
      for (const nonce of waiting.keys()) finish(nonce, false)
    },
    async settle() {
      if (running.size === 0) return
      const enough = new AbortController()
      const answers = Promise.allSettled(running).then(() => enough.abort())
      await Promise.race([answers, pause(settleMs, enough.signal)])
    },
  }
}
