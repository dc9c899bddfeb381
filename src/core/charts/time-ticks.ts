import type { Locale } from '../i18n/locale.ts'
import {
  addDays,
  instantOf,
  wallClockAt,
  weekdayOf,
  type CalendarDate,
  type WallClock,
} from '../time/zones.ts'

/** Places on a time axis that a clock on the wall would call round, with their labels. */
export type TimeTick = { at: number; text: string }

type Step = { unit: 'minute' | 'day' | 'month'; count: number; ms: number }

const minuteMs = 60_000
const dayMs = 86_400_000
const minutes = [1, 5, 10, 15, 30, 60, 120, 180, 360, 720]
const days = [1, 2, 7, 14]
const months = [1, 3, 6, 12, 24, 60, 120, 600]

const steps: readonly Step[] = [
  ...minutes.map((count) => ({ unit: 'minute', count, ms: count * minuteMs }) as const),
  ...days.map((count) => ({ unit: 'day', count, ms: count * dayMs }) as const),
  ...months.map((count) => ({ unit: 'month', count, ms: count * 30 * dayMs }) as const),
]

const largest: Step = { unit: 'month', count: 1200, ms: 36_000 * dayMs }

/** A stretch of time in epoch milliseconds, seen in a zone and a language. */
export type TimeSpan = { from: number; to: number; zone: string; locale: Locale }

/**
 * Round times between the ends of a stretch, at most about `most`: full hours, midnights, Mondays or
 * first days of a month as the zone's clocks show them, also over changes of summer time.
 */
export function timeTicks(span: TimeSpan, most: number): TimeTick[] {
  const { from, to, zone } = span
  const step = steps.find(({ ms }) => (to - from) / ms <= most) ?? largest
  const write = tickFormat(span, step)
  const ticks: TimeTick[] = []
  let wall = floor(wallClockAt(zone, from), step)
  // One more than asked at each end, and a day of hours that summer time may repeat.
  for (let turn = 0; turn < most + 28; turn += 1) {
    const at = instantOf(zone, wall)
    if (at > to) break
    const last = ticks.at(-1)
    if (at >= from && (!last || at > last.at)) ticks.push({ at, text: write(at, wall) })
    wall = next(wall, step)
  }
  return ticks
}

function midnight({ year, month, day }: CalendarDate): WallClock {
  return { year, month, day, hour: 0, minute: 0, second: 0 }
}

/** The last round time that is not after this one. */
function floor(wall: WallClock, { unit, count }: Step): WallClock {
  if (unit === 'minute') {
    const passed = wall.hour * 60 + wall.minute
    const round = passed - (passed % count)
    return { ...midnight(wall), hour: Math.floor(round / 60), minute: round % 60 }
  }
  if (unit === 'day') return midnight(count < 7 ? wall : addDays(wall, 1 - weekdayOf(wall)))
  const passed = wall.year * 12 + wall.month - 1
  return monthFrom(passed - (passed % count))
}

function monthFrom(monthsSinceZero: number): WallClock {
  const year = Math.floor(monthsSinceZero / 12)
  return midnight({ year, month: (monthsSinceZero % 12) + 1, day: 1 })
}

function next(wall: WallClock, { unit, count }: Step): WallClock {
  if (unit === 'day') return midnight(addDays(wall, count))
  if (unit === 'month') return monthFrom(wall.year * 12 + wall.month - 1 + count)
  const total = wall.hour * 60 + wall.minute + count
  if (total >= 24 * 60) return midnight(addDays(wall, 1))
  return { ...wall, hour: Math.floor(total / 60), minute: total % 60 }
}

/** Hours by the clock, midnights by their day, months by name, and January by its year. */
function tickFormat(
  { zone, locale }: TimeSpan,
  step: Step,
): (at: number, wall: WallClock) => string {
  const format = (parts: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale, { timeZone: zone, ...parts })
  const hour = format({ timeStyle: 'short' })
  const day = format({ month: 'short', day: 'numeric' })
  const month = format({ month: 'short' })
  const year = format({ year: 'numeric' })
  return (at, wall) => {
    const isMidnight = wall.hour === 0 && wall.minute === 0
    if (step.unit === 'minute') return (isMidnight ? day : hour).format(at)
    if (step.unit === 'day') return day.format(at)
    return (wall.month === 1 ? year : month).format(at)
  }
}
