import type { Clock, Timer } from '#core/clock.ts'
import type { Log } from '#core/log.ts'
import type { Observation } from '#core/presence.ts'

/** How long a visible change may wait to be written, so that one transaction takes many. */
export const saveEveryMs = 250
/** How often the times of unchanged people are written. */
export const timesEveryMs = 60_000

/** Writes what was seen, in batches: the newest of each person. */
export type Keeper = {
  /** Something that people can see changed. */
  changed(observation: Observation): void
  /** Somebody was seen as before. */
  seen(observation: Observation): void
  /** Writes what waits, times too, and resolves when it is done. */
  flush(): Promise<void>
  stop(): Promise<void>
}

const keyOf = ({ guild_id, user_id }: Observation) => `${guild_id}:${user_id}`

/** Makes it; what could not be written is written with the next batch. */
export function createKeeper(needs: {
  clock: Clock
  log: Log
  save: (batch: readonly Observation[]) => Promise<void>
}): Keeper {
  const { clock, log, save } = needs
  const changes = new Map<string, Observation>()
  const times = new Map<string, Observation>()
  let soon: Timer | null = null
  let later: Timer | null = null
  let writing: Promise<void> = Promise.resolve()

  async function write(waiting: Map<string, Observation>): Promise<void> {
    if (waiting.size === 0) return
    const batch = [...waiting.values()]
    waiting.clear()
    try {
      await save(batch)
    } catch (error) {
      log.warn({ err: error, people: batch.length }, 'presences could not be written')
      for (const one of batch) if (!waiting.has(keyOf(one))) waiting.set(keyOf(one), one)
      if (waiting === changes) armSoon()
    }
  }

  function queue(waiting: Map<string, Observation>): Promise<void> {
    writing = writing.then(() => write(waiting))
    return writing
  }

  function armSoon(): void {
    soon ??= clock.after(saveEveryMs, () => {
      soon = null
      void queue(changes)
    })
  }

  function armLater(): void {
    later ??= clock.after(timesEveryMs, () => {
      later = null
      void queue(times)
    })
  }

  async function flush(): Promise<void> {
    await queue(changes)
    await queue(times)
  }

  return {
    changed(observation) {
      times.delete(keyOf(observation))
      changes.set(keyOf(observation), observation)
      armSoon()
    },
    seen(observation) {
      const key = keyOf(observation)
      if (changes.has(key)) changes.set(key, observation)
      else {
        times.set(key, observation)
        armLater()
      }
    },
    flush,
    async stop() {
      soon?.cancel()
      later?.cancel()
      await flush()
    },
  }
}
