import type { Clock } from './clock.ts'
import { coreError } from './errors.ts'

/** Work that is done once for all who ask for it at the same time. */
export type Flights = {
  /**
   * Joins the running work of this name, or begins it. For `restMs` after it has ended there is no
   * other: throws `rate_limited`, which says when there is.
   */
  run<T>(name: string, restMs: number, work: () => Promise<T>): Promise<T>
}

/** Makes it for one process. */
export function createFlights(clock: Clock): Flights {
  const running = new Map<string, Promise<unknown>>()
  const until = new Map<string, number>()
  return {
    run<T>(name: string, restMs: number, work: () => Promise<T>): Promise<T> {
      const joined = running.get(name)
      // The name says what comes of it.
      if (joined) return joined as Promise<T>
      const waitMs = (until.get(name) ?? 0) - clock.now()
      if (waitMs > 0 && waitMs <= restMs) {
        return Promise.reject(coreError('rate_limited', { retryAfterMs: waitMs }))
      }
      const flight = work().finally(() => {
        running.delete(name)
        until.set(name, clock.now() + restMs)
      })
      running.set(name, flight)
      return flight
    },
  }
}
