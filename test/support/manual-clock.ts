import type { Clock } from '#core/clock.ts'

/** A clock that stands still until it is told otherwise. */
export type ManualClock = Clock & {
  /** Moves on by `ms`, firing each timer at its own time, in order. */
  advance(ms: number): void
}

/** Makes a clock that shows `now` (epoch milliseconds). */
export function createManualClock(now: number): ManualClock {
  const timers = new Set<{ at: number; run(): void }>()
  let current = now
  return {
    now: () => current,
    after(delayMs, run) {
      const timer = { at: current + Math.max(0, delayMs), run }
      timers.add(timer)
      return { cancel: () => timers.delete(timer) }
    },
    advance(ms) {
      const end = current + ms
      for (;;) {
        const [next] = [...timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)
        if (!next) break
        timers.delete(next)
        current = Math.max(current, next.at)
        next.run()
      }
      current = end
    },
  }
}
