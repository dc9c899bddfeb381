import type { Clock } from './clock.ts'
import { coreError } from './errors.ts'

/** Work that is done once for all who ask for it at the same time. */
export type Flights = {
  /**
   * Joins the running work of this name, or begins it; whoever comes within a second of its end gets
   * what came of it, too. Until `restMs` after the end there is no other: throws `rate_limited`,
   * which says when there is.
   */
  run<T>(name: string, restMs: number, work: () => Promise<T>): Promise<T>
}

/** How long after its end the result still counts, in milliseconds. */
const sharedMs = 1_000

/** Makes it for one process. */
export function createFlights(clock: Clock): Flights {
  const flights = new Map<string, { result: Promise<unknown>; endedAt: number | null }>()
  return {
    run<T>(name: string, restMs: number, work: () => Promise<T>): Promise<T> {
      const last = flights.get(name)
      const endedAt = last?.endedAt ?? null
      const age = endedAt === null ? 0 : Math.max(0, clock.now() - endedAt)
      // The name says what comes of it.
      if (last && age < sharedMs) return last.result as Promise<T>
      if (last && age < restMs) {
        return Promise.reject(coreError('rate_limited', { retryAfterMs: restMs - age }))
      }
      const flight = { result: work(), endedAt: null as number | null }
      flights.set(name, flight)
      const end = () => {
        flight.endedAt = clock.now()
      }
      flight.result.then(end, end)
      return flight.result
    },
  }
}
