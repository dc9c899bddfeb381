import type { Clock, Timer } from '#core/clock.ts'
import type { Observation } from '#core/presence.ts'

/** A person's changes are told at once, further ones no more often than this. In milliseconds. */
export const tellEveryMs = 250

/** Tells of changes: the first at once, of those that follow closely only the newest. */
export type Teller = {
  tell(observation: Observation): void
  /** Tells now whatever waits. */
  flush(): void
  stop(): void
}

const keyOf = ({ guild_id, user_id }: Observation) => `${guild_id}:${user_id}`

/** Makes it. */
export function createTeller(clock: Clock, hear: (observation: Observation) => void): Teller {
  const told = new Map<string, number>()
  const waiting = new Map<string, Observation>()
  let timer: Timer | null = null

  function flush(): void {
    timer?.cancel()
    timer = null
    const now = clock.now()
    const due = [...waiting.values()]
    waiting.clear()
    told.clear()
    for (const one of due) {
      told.set(keyOf(one), now)
      hear(one)
    }
  }

  return {
    tell(observation) {
      const key = keyOf(observation)
      const now = clock.now()
      const last = told.get(key)
      if (last !== undefined && Math.abs(now - last) < tellEveryMs) {
        waiting.set(key, observation)
        timer ??= clock.after(tellEveryMs, flush)
        return
      }
      waiting.delete(key)
      told.set(key, now)
      hear(observation)
    },
    flush,
    stop() {
      timer?.cancel()
      waiting.clear()
    },
  }
}
