import type { Log } from '#core/log.ts'
import { pause } from '../rest/pause.ts'

/** Somebody who hears dispatches of one name. */
export type Listener = {
  event: string
  /** `now`: synchronously, in order. `queued`: after the guild's earlier ones. `free`: at once. */
  mode: 'now' | 'queued' | 'free'
  hear(data: unknown, receivedAt: number): void | Promise<void>
}

/** Hands dispatches to those who listen. */
export type Dispatcher = {
  /** False for events that nobody hears, which cost one look-up. */
  wants(event: string): boolean
  /** Resolves when everybody is done; failures are logged and do not reject. */
  dispatch(event: string, data: unknown, receivedAt: number): Promise<void>
  settle(): Promise<void>
}

/** Waits before a listener that failed is asked again, in milliseconds. */
const againMs = [200, 1_000, 5_000]

function guildOf(data: unknown): string {
  if (typeof data !== 'object' || data === null) return ''
  if ('guild_id' in data && typeof data.guild_id === 'string') return data.guild_id
  return 'id' in data && typeof data.id === 'string' ? data.id : ''
}

/** Makes the dispatcher. Order is kept per guild; interactions overtake everything. */
export function createDispatcher(listeners: readonly Listener[], log: Log): Dispatcher {
  const byEvent = Map.groupBy(listeners, ({ event }) => event)
  const queues = new Map<string, Promise<void>>()
  const running = new Set<Promise<void>>()

  async function hear(listener: Listener, data: unknown, receivedAt: number): Promise<void> {
    for (let attempt = 0; ; attempt += 1) {
      try {
        await listener.hear(data, receivedAt)
        return
      } catch (error) {
        const ms = againMs[attempt]
        log.warn({ err: error, event: listener.event, attempt }, 'a dispatch was not handled')
        if (ms === undefined) return
        await pause(ms)
      }
    }
  }

  function inTurn(guildId: string, work: () => Promise<void>): Promise<void> {
    const promise = (queues.get(guildId) ?? Promise.resolve()).then(work).finally(() => {
      if (queues.get(guildId) === promise) queues.delete(guildId)
    })
    queues.set(guildId, promise)
    return promise
  }

  function start(listener: Listener, data: unknown, receivedAt: number): Promise<void> {
    const work = () => hear(listener, data, receivedAt)
    return listener.mode === 'queued' ? inTurn(guildOf(data), work) : work()
  }

  return {
    wants: (event) => byEvent.has(event),
    dispatch(event, data, receivedAt) {
      const hearing = (byEvent.get(event) ?? []).map((one) => start(one, data, receivedAt))
      const promise = Promise.all(hearing)
        .then(() => {})
        .finally(() => running.delete(promise))
      running.add(promise)
      return promise
    },
    async settle() {
      while (running.size > 0) await Promise.allSettled(running)
    },
  }
}
