/** A day of the calendar; months count from 1. */
export type Day = { year: number; month: number; day: number }

/** A day and the time that clocks show on it. */
export type Wall = Day & { hour: number; minute: number }

const minute = 60_000

/** Reads clocks of a zone; making one is slow, so whoever reads many keeps it. */
export function zoneFormat(zone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('en-u-ca-gregory-nu-latn', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
}

/** What clocks in an IANA zone show at an instant (epoch milliseconds). */
export function wallAt(zone: string | Intl.DateTimeFormat, at: number): Wall {
  const format = typeof zone === 'string' ? zoneFormat(zone) : zone
  const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]))
  const part = (name: Intl.DateTimeFormatPartTypes): number => parts.get(name) ?? 0
  return {
    year: part('year'),
    month: part('month'),
    day: part('day'),
    hour: part('hour'),
    minute: part('minute'),
  }
}

function utcOf(wall: Wall): number {
  return Date.UTC(wall.year, wall.month - 1, wall.day, wall.hour, wall.minute)
}

/** How far clocks are ahead of UTC, in milliseconds. */
function offsetAt(zone: string, at: number): number {
  return utcOf(wallAt(zone, at)) - Math.floor(at / minute) * minute
}

/**
 * The instant at which clocks in a zone show this; of two the first, and for a time that is skipped
 * the one as far after the gap as it would be into it. The same rule as the server's.
 */
export function instantOf(zone: string, wall: Wall): number {
  const naive = utcOf(wall)
  const before = naive - offsetAt(zone, naive - 86_400_000)
  if (utcOf(wallAt(zone, before)) === naive) return before
  const after = naive - offsetAt(zone, naive + 86_400_000)
  return utcOf(wallAt(zone, after)) === naive ? after : before
}

/** The day some days later, or earlier. */
export function addDays(day: Day, days: number): Day {
  const date = new Date(Date.UTC(day.year, day.month - 1, day.day + days))
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() }
}

/** How many days one day, as `2026-03-09`, lies after another. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000)
}

/** The same day some months later; the last of a shorter month. */
export function addMonths({ year, month, day }: Day, months: number): Day {
  const first = new Date(Date.UTC(year, month - 1 + months, 1))
  const last = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate()
  return {
    year: first.getUTCFullYear(),
    month: first.getUTCMonth() + 1,
    day: Math.min(day, last),
  }
}

/** Day of the week, Monday 1 to Sunday 7, as `Intl` counts. */
export function weekday({ year, month, day }: Day): number {
  return new Date(Date.UTC(year, month - 1, day)).getUTCDay() || 7
}

/** A day as `2026-03-09`. */
export function isoDay({ year, month, day }: Day): string {
  const two = (part: number) => String(part).padStart(2, '0')
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`
}

/** Reads `2026-03-09`; null for what is no day. */
export function parseDay(text: string): Day | null {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text) ?? []
  if (year === undefined) return null
  const read = { year: Number(year), month: Number(month), day: Number(day) }
  return isoDay(addDays(read, 0)) === text ? read : null
}

/** A wall clock as `datetime-local` has it. */
export function localValue(wall: Wall): string {
  const two = (part: number) => String(part).padStart(2, '0')
  return `${isoDay(wall)}T${two(wall.hour)}:${two(wall.minute)}`
}

/** The midnight with which a day begins in a zone, epoch milliseconds. */
export function startOfDay(zone: string, day: Day): number {
  return instantOf(zone, { ...day, hour: 0, minute: 0 })
}

/** The first day of the week in a language: 1 Monday to 7 Sunday. */
export function firstWeekday(locale: string): number {
  const known: Record<string, number> = { en: 7, ja: 7, ko: 7, fr: 1 }
  return known[new Intl.Locale(locale).language] ?? 1
}

/** The first day of the week that a day is in. */
export function startOfWeek(day: Day, first: number): Day {
  return addDays(day, -((weekday(day) - first + 7) % 7))
}

/** The viewer's own zone. */
export function ownZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone
}

/** Whether this is the name of a zone. */
export function isZone(name: string): boolean {
  try {
    zoneFormat(name)
    return true
  } catch {
    return false
  }
}

/** All zones that the browser knows, the viewer's own first. */
export function allZones(): string[] {
  const own = ownZone()
  return [own, 'UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== own)]
}
