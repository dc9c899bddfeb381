/** Counts what happened in the last `windowMs` milliseconds; `allow` is false once `limit` is used up. */
export type RateWindow = { allow(at: number): boolean; retryAfterMs(at: number): number }

/** A sliding window over the times given to it (epoch ms, not decreasing). */
export function createRateWindow(limit: number, windowMs: number): RateWindow {
  let times: number[] = []
  const expire = (at: number): void => {
    const first = times.findIndex((time) => time > at - windowMs)
    times = first === -1 ? [] : times.slice(first)
  }
  return {
    allow(at) {
      expire(at)
      if (times.length >= limit) return false
      times.push(at)
      return true
    },
    retryAfterMs(at) {
      expire(at)
      const first = times[0]
      return first === undefined || times.length < limit ? 0 : first + windowMs - at
    },
  }
}
