import { addDays, instantOf, isDate, wallClockAt } from '#core/time/zones.ts'

const midnight = { hour: 0, minute: 0, second: 0 }
const pad = (value: number) => String(value).padStart(2, '0')

/** A date as `2030-05-17`. */
export function dateText({ year, month, day }: Record<'year' | 'month' | 'day', number>): string {
  return `${year}-${pad(month)}-${pad(day)}`
}

/**
 * When a leave ends whose last day is given: at the midnight after it, as the person's clocks show
 * it, also where they are changed that night. Null when there is no such day.
 */
export function leaveEnd(lastDay: string, zone: string): number | null {
  const [year = 0, month = 0, day = 0] = lastDay.split('-').map(Number)
  const date = { year, month, day }
  if (!isDate(date)) return null
  return instantOf(zone, { ...addDays(date, 1), ...midnight })
}

/** The last day of a leave that ends at an instant. */
export function lastDayOf(end: number, zone: string): string {
  // The millisecond before midnight belongs to the last day.
  return dateText(wallClockAt(zone, end - 1))
}

/** What the clock shows somewhere, as `14:05`. */
export function localTime(zone: string, at: number): string {
  const { hour, minute } = wallClockAt(zone, at)
  return `${pad(hour)}:${pad(minute)}`
}

/** The instant at which the clocks of a zone showed the same, so many days ago. */
export function daysAgo(zone: string, at: number, days: number): number {
  const wall = wallClockAt(zone, at)
  return instantOf(zone, { ...wall, ...addDays(wall, -days) })
}

/** The instant at which a day of the calendar begins in a zone, so many days before another. */
export function dayStart(zone: string, at: number, daysBefore = 0): number {
  return instantOf(zone, { ...addDays(wallClockAt(zone, at), -daysBefore), ...midnight })
}
