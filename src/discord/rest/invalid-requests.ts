import type { Clock } from '#core/clock.ts'

/** Window in which Discord counts requests answered 401, 403 or 429 (10,000 end in a ban). */
export const windowMs = 10 * 60_000
/** Where we stop by ourselves. */
export const invalidLimit = 500

/** Counts invalid requests in a sliding window of ten minutes. */
export type InvalidRequests = {
  note(): void
  count(): number
  /** Milliseconds until calls are allowed again; 0 when they are. */
  pausedForMs(): number
}

/** Makes the counter. */
export function createInvalidRequests(clock: Clock): InvalidRequests {
  const times: number[] = []
  const trim = () => {
    const oldest = clock.now() - windowMs
    while (times[0] !== undefined && times[0] <= oldest) times.shift()
  }
  return {
    note() {
      trim()
      times.push(clock.now())
    },
    count() {
      trim()
      return times.length
    },
    pausedForMs() {
      trim()
      const first = times[times.length - invalidLimit]
      return first === undefined ? 0 : first + windowMs - clock.now()
    },
  }
}
