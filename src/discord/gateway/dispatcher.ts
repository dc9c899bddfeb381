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
  /**
   * Resolves when everybody is done; failures are logged and do not reject. Null when there is
   * nothing to wait for: nobody listens, which costs one look-up, or all were done at once.
   */
  dispatch(event: string, data: unknown, receivedAt: number): Promise<void> | null
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

  async function finish(listener: Listener, first: Promise<void>, again: () => Promise<void>) {
    let trial = first
    for (let attempt = 0; ; attempt += 1) {
      try {
        await trial
        return
      } catch (error) {
        const ms = againMs[attempt]
        log.warn({ err: error, event: listener.event, attempt }, 'a dispatch was not handled')
        if (ms === undefined) return
        await pause(ms)
        trial = again()
      }
    }
  }

  /** Null when the listener was done at once, as most are: then nothing has to be waited for. */
  function hear(listener: Listener, data: unknown, receivedAt: number): Promise<void> | null {
    const again = async () => listener.hear(data, receivedAt)
    try {
      const under = listener.hear(data, receivedAt)
      return under instanceof Promise ? finish(listener, under, again) : null
    } catch (error) {
      const reason = error instanceof Error ? error : new Error(String(error))
      return finish(listener, Promise.reject(reason), again)
    }
  }

  function inTurn(guildId: string, work: () => Promise<void>): Promise<void> {
    const promise = (queues.get(guildId) ?? Promise.resolve()).then(work).finally(() => {
      if (queues.get(guildId) === promise) queues.delete(guildId)
    })
    queues.set(guildId, promise)
    return promise
  }

  function start(listener: Listener, data: unknown, receivedAt: number): Promise<void> | null {
    if (listener.mode !== 'queued') return hear(listener, data, receivedAt)
    return inTurn(guildOf(data), async () => {
      await hear(listener, data, receivedAt)
    })
  }

  return {
    dispatch(event, data, receivedAt) {
      const heardBy = byEvent.get(event)
      if (!heardBy) return null
      const hearing: Promise<void>[] = []
      for (const one of heardBy) {
        const open = start(one, data, receivedAt)
        if (open) hearing.push(open)
      }
      if (hearing.length === 0) return null
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
