import type { Clock, Timer } from '#core/clock.ts'
import type { PanelKey } from './keys.ts'

/** Wakes panels, at once or after giving an answer the chance to show the change itself. */
export type Waker = {
  now(key: PanelKey): void
  soon(key: PanelKey): void
  isWaiting(): boolean
  /** Ends all waits. */
  hurry(): void
  stop(): void
}

/** How long a change that came from Discord waits for its own answer, in milliseconds. */
const graceMs = 100

/** Makes the waker. */
export function createWaker(clock: Clock, wake: (key: PanelKey) => void): Waker {
  const graces = new Map<PanelKey, Timer>()
  function now(key: PanelKey): void {
    graces.get(key)?.cancel()
    graces.delete(key)
    wake(key)
  }
  return {
    now,
    soon(key) {
      if (!graces.has(key))
        graces.set(
          key,
          clock.after(graceMs, () => now(key)),
        )
    },
    isWaiting: () => graces.size > 0,
    hurry() {
      for (const key of graces.keys()) now(key)
    },
    stop() {
      for (const timer of graces.values()) timer.cancel()
      graces.clear()
    },
  }
}
