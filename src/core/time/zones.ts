import { Temporal } from 'temporal-polyfill'

/** A calendar date, months and days counted from 1. */
export type CalendarDate = { year: number; month: number; day: number }

/** What a clock on the wall and the calendar beside it show, without saying where. */
export type WallClock = CalendarDate & { hour: number; minute: number; second: number }

/**
 * How often a wall clock time happens in a zone: once, never (`skipped`: clocks went forward over
 * it) or twice (`doubled`: they went back over it).
 */
export type Occurrence = 'once' | 'skipped' | 'doubled'

/**
 * The IANA name of a zone in its usual spelling (`asia/tokyo` becomes `Asia/Tokyo`), or null when
 * there is no such zone. Bare offsets (`+09:00`) are refused: they know no summer time, and a
 * weekly event would drift.
 */
export function parseZone(name: string): string | null {
  if (!/^[A-Za-z][\w+/-]{1,63}$/.test(name)) return null
  try {
    return new Temporal.ZonedDateTime(0n, name).timeZoneId
  } catch {
    return null
  }
}

/** What the wall clock shows in a zone at an instant (epoch ms). */
export function wallClockAt(zone: string, at: number): WallClock {
  const { year, month, day, hour, minute, second } = zoned(zone, at)
  return { year, month, day, hour, minute, second }
}

/** Local time minus UTC in milliseconds, in a zone at an instant (epoch ms). */
export function offsetAt(zone: string, at: number): number {
  return zoned(zone, at).offsetNanoseconds / 1_000_000
}

/**
 * The instant (epoch ms) at which a zone's clocks show this. A time that is skipped is shifted
 * forward by the length of the gap (02:30 becomes 03:30); of a doubled one the earlier is meant.
 * These are iCalendar's rules too (RFC 5545 §3.3.5). Throws RangeError when there is no such date.
 */
export function instantOf(zone: string, wall: WallClock): number {
  return plain(wall).toZonedDateTime(zone, { disambiguation: 'compatible' }).epochMilliseconds
}

/** Whether a wall clock time happens once, never or twice in a zone; for warnings in forms. */
export function occurrenceOf(zone: string, wall: WallClock): Occurrence {
  const time = plain(wall)
  const earlier = time.toZonedDateTime(zone, { disambiguation: 'earlier' })
  const later = time.toZonedDateTime(zone, { disambiguation: 'later' })
  if (earlier.epochMilliseconds === later.epochMilliseconds) return 'once'
  return earlier.toPlainDateTime().equals(time) ? 'doubled' : 'skipped'
}

/** Why a wall clock time cannot be meant in a zone, in words; null for one that happens once. */
export function unclearTime(zone: string, wall: WallClock): string | null {
  const times = occurrenceOf(zone, wall)
  if (times === 'once') return null
  return times === 'skipped'
    ? 'The clocks skip this time on that day: choose one before or after.'
    : 'The clocks show this time twice on that day: say it with its offset, such as +01:00.'
}

/** The date so many days later or, below zero, earlier. */
export function addDays(date: CalendarDate, days: number): CalendarDate {
  const { year, month, day } = Temporal.PlainDate.from(date).add({ days })
  return { year, month, day }
}

/** The weekday of a date: 1 is Monday, 7 is Sunday (ISO 8601). */
export function weekdayOf(date: CalendarDate): number {
  return Temporal.PlainDate.from(date).dayOfWeek
}

/** Whether the calendar has this date. */
export function isDate(date: CalendarDate): boolean {
  try {
    Temporal.PlainDate.from(date, { overflow: 'reject' })
    return true
  } catch {
    return false
  }
}

function zoned(zone: string, at: number): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone)
}

function plain(wall: WallClock): Temporal.PlainDateTime {
  return Temporal.PlainDateTime.from(wall, { overflow: 'reject' })
}
