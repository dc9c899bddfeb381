const minuteMs = 60_000
const dayMs = 86_400_000
// 1970-01-05, a Monday.
const firstMonday = 4 * dayMs

/** A length of candles: where one begins, and the one before it. All in UTC. */
export type Interval = {
  unit: 'seconds' | 'minutes' | 'days' | 'weeks' | 'months' | 'years'
  /** Of minutes. */
  count?: number
  startOf(time: number): number
  after(start: number): number
}

function fixed(unit: Interval['unit'], length: number, count?: number, shift = 0): Interval {
  return {
    unit,
    ...(count !== undefined && { count }),
    startOf: (time) => Math.floor((time - shift) / length) * length + shift,
    after: (start) => start + length,
  }
}

function calendar(unit: 'months' | 'years'): Interval {
  const months = unit === 'months' ? 1 : 12
  return {
    unit,
    startOf(time) {
      const date = new Date(time)
      return Date.UTC(date.getUTCFullYear(), unit === 'months' ? date.getUTCMonth() : 0)
    },
    after(start) {
      const date = new Date(start)
      return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months)
    },
  }
}

const minuteCounts: readonly number[] = [1, 3, 5, 10, 15, 30, 60, 240]

/** The interval of a path such as `minutes` with 15, or `days`; undefined when there is none. */
export function intervalOf(unit: string, count?: number): Interval | undefined {
  if (unit === 'minutes') {
    const minutes = count ?? 1
    return minuteCounts.includes(minutes)
      ? fixed('minutes', minutes * minuteMs, minutes)
      : undefined
  }
  if (unit === 'seconds') return fixed('seconds', 1000)
  if (unit === 'days') return fixed('days', dayMs)
  if (unit === 'weeks') return fixed('weeks', 7 * dayMs, undefined, firstMonday)
  return unit === 'months' || unit === 'years' ? calendar(unit) : undefined
}

/** The interval of a stream's name such as `candle.1s` or `candle.15m`. */
export function streamInterval(type: string): Interval | undefined {
  const [, count, unit] = /^candle\.(\d+)([sm])$/.exec(type) ?? []
  if (unit === 's') return count === '1' ? intervalOf('seconds') : undefined
  return unit === 'm' ? intervalOf('minutes', Number(count)) : undefined
}
