import type { Locale } from '../i18n/locale.ts'
import { findClockTime, isClockTime, type ClockTime } from './clock-time.ts'
import { findExactTime } from './exact-time.ts'
import { findNamedDay, type NamedDay } from './named-day.ts'
import { findNamedZone } from './named-zone.ts'
import { hourOfDay } from './part-of-day.ts'
import { blank, foldWidth, tidy, type Span } from './typed-text.ts'
import { addDays, instantOf, isDate, wallClockAt, weekdayOf, type CalendarDate } from './zones.ts'

/**
 * Why a text that speaks of a time names none: `invalid_time` (25:70, 30 February), `past` (an
 * instant or a named day that is over), `time_missing` (a day without a time), `ambiguous_date`
 * (`5/6` in English).
 */
export type NaturalTimeError = 'invalid_time' | 'past' | 'time_missing' | 'ambiguous_date'

/** A start in epoch milliseconds and the text without it, or why there is none. */
export type NaturalTime = { at: number; rest: string } | { error: NaturalTimeError }

/** Where and when a text was written. `zone` is an IANA name, `now` epoch milliseconds. */
export type Reader = { now: number; zone: string; locale: Locale }

type KnownDay = Exclude<NamedDay, { kind: 'ambiguous' }>

/** What was said: a day or none, and hours (0 to 29) and minutes after that day's midnight. */
type Said = { day: KnownDay | null; hours: number; minute: number }

/**
 * Reads the start time that somebody typed, alone or inside a title, in English, Japanese, French
 * or Korean (all of them whatever the locale; it decides only what is ambiguous, such as `5/6`).
 * Null when the text speaks of no time.
 *
 * - Hours are read as said: `9時` is nine in the morning, `夜9時`, `9pm` and `tonight 9` in the
 *   evening; `今日9時` too once the morning is over. Hours from 24 on, and small ones of a night,
 *   belong to the night after the named day.
 * - Days and weeks from now alone (`in 3 days`, `2週間後`) mean the present time of that day.
 * - Without a day the next occurrence is meant; a weekday is the next one, `next` and `来週` mean the
 *   week that begins with the coming Monday, `再来週` the one after it; a date without a year, or without
 *   a month right before a time (`29日21時`, `the 29th at 9pm`), is the next such date.
 * - A zone right after the time wins over the reader's: `9pm EST`, `21:00 UTC+9`.
 * - A wall clock time that the zone skips is shifted forward; of a doubled one the earlier is meant.
 */
export function parseNaturalTime(typed: string, reader: Reader): NaturalTime | null {
  const text = typed.normalize('NFC')
  const folded = foldWidth(text)
  const exact = findExactTime(folded, reader.now)
  if (exact) return outcome(exact.at, text, [exact.span], reader.now)
  const clock = findClockTime(folded, reader.locale)
  const day = findNamedDay(folded, reader.locale)
  if (!clock) return day && withoutClock(day.value, text, [day.span], reader)
  if (!isClockTime(clock.value, reader.locale)) return { error: 'invalid_time' }
  if (day?.value.kind === 'ambiguous') return { error: 'ambiguous_date' }
  const zone = findNamedZone(folded, clock.span.end)
  const at = instantSaid(clock.value, day?.value ?? null, {
    ...reader,
    zone: zone?.zone ?? reader.zone,
  })
  const spans = [clock, day, zone].flatMap((found) => found?.span ?? [])
  return outcome(at, text, spans, reader.now)
}

/**
 * Reads a day that somebody typed and nothing else but a time perhaps: `friday`, `3日後`, `le 25
 * novembre`, `2030-05-17`. It is today or later, unless a year was named. Null for what is no day, may
 * be two, or has other words in it.
 */
export function parseNaturalDay(typed: string, reader: Reader): CalendarDate | null {
  const folded = foldWidth(typed.normalize('NFC'))
  const day = findNamedDay(folded, reader.locale)
  if (day && tidy(blank(folded, day.span)) === '') {
    if (day.value.kind === 'ambiguous') return null
    const today = wallClockAt(reader.zone, reader.now)
    const days = candidateDays(day.value, today, 0)
    return days.find((one) => !isBefore(one, today)) ?? days.at(-1) ?? null
  }
  const read = parseNaturalTime(typed, reader)
  return read && 'at' in read && read.rest === '' ? wallClockAt(reader.zone, read.at) : null
}

function isBefore(one: CalendarDate, other: CalendarDate): boolean {
  return (one.year - other.year || one.month - other.month || one.day - other.day) < 0
}

/** Days or weeks from now keep the present time of day; other days need one. */
function withoutClock(
  day: NamedDay,
  text: string,
  spans: readonly Span[],
  reader: Reader,
): NaturalTime {
  if (day.kind !== 'later' || day.part !== null) return { error: 'time_missing' }
  const { hour: hours, minute } = wallClockAt(reader.zone, reader.now)
  return outcome(firstAfter({ day, hours, minute }, reader), text, spans, reader.now)
}

/** When a time of day on a day, or on none, next is; the past when it is over. */
function instantSaid(clock: ClockTime, day: KnownDay | null, reader: Reader): number | null {
  const part = clock.part ?? day?.part ?? null
  const hours = hourOfDay(clock.hour, part)
  const at = firstAfter({ day, hours, minute: clock.minute }, reader)
  const isOver = at !== null && at <= reader.now
  const isToday = day?.kind === 'offset' && day.days === 0
  if (!isOver || !isToday || !clock.isSpoken || part !== null || hours >= 12) return at
  return firstAfter({ day, hours: hours + 12, minute: clock.minute }, reader)
}

function outcome(
  at: number | null,
  text: string,
  spans: readonly Span[],
  now: number,
): NaturalTime {
  if (at === null) return { error: 'invalid_time' }
  if (at <= now) return { error: 'past' }
  return { at, rest: tidy(spans.reduce(blank, text)) }
}

/** The first instant after now that fits; an earlier one when all are over, null when none can be. */
function firstAfter({ day, hours, minute }: Said, { now, zone }: Reader): number | null {
  const instants = candidateDays(day, wallClockAt(zone, now), hours).map((date) => {
    const { year, month, day: dayOfMonth } = addDays(date, Math.floor(hours / 24))
    const wall = { year, month, day: dayOfMonth, hour: hours % 24, minute, second: 0 }
    return instantOf(zone, wall)
  })
  return instants.find((at) => at > now) ?? instants.at(-1) ?? null
}

/** The days that can be meant, earliest first. After midnight, last night's hours may still come. */
function candidateDays(named: KnownDay | null, today: CalendarDate, hours: number): CalendarDate[] {
  const from = (...days: number[]) => days.map((count) => addDays(today, count))
  switch (named?.kind) {
    case undefined:
      return from(-1, 0, 1, 2)
    case 'offset':
      return named.days === 0 && hours >= 24 ? from(-1, 0) : from(named.days)
    case 'later':
      return from(named.days)
    case 'weekday': {
      const ahead = (named.weekday - weekdayOf(today) + 7) % 7
      if (named.weeks) return from(named.weeks * 7 + named.weekday - weekdayOf(today))
      return from(ahead - 7, ahead, ahead + 7)
    }
    case 'month_day': {
      const { day } = named
      const months = Array.from({ length: 13 }, (_, more) => today.month - 1 + more)
      return months
        .map((nth) => ({ year: today.year + Math.floor(nth / 12), month: (nth % 12) + 1, day }))
        .filter(isDate)
    }
    case 'date': {
      const { month, day } = named
      // The 29th of February may be eight years away (2096 to 2104).
      const years =
        named.year === null
          ? Array.from({ length: 9 }, (_, more) => today.year + more)
          : [named.year]
      return years.map((year) => ({ year, month, day })).filter(isDate)
    }
  }
}
