import { RRuleTemporal } from 'rrule-temporal'
import { Temporal } from 'temporal-polyfill'
import { lastMs } from '../contract/shared.ts'
import { instantOf, occurrenceOf, wallClockAt, type WallClock } from '#core/time/zones.ts'

/** A rule that repeats by the clock on the wall. */
export type Recurrence = {
  /** RFC 5545 without DTSTART: `FREQ=WEEKLY;BYDAY=FR`. */
  rule: string
  /** IANA zone. */
  timezone: string
  /** The first start on the wall: `2026-11-27T20:00:00`. */
  local_start: string
  /** Epoch milliseconds; null for ever. */
  until: number | null
}

/** One time at which something repeats. */
export type Occurrence = {
  /** Names the occurrence in its series: its wall clock time by the rule. */
  key: string
  /** Epoch milliseconds. */
  start: number
  clock: 'once' | 'skipped' | 'doubled'
}

/** A rule that cannot be used. */
export class UnclearRule extends Error {}

/** More often than daily is no event, and more than this is looked at by nobody. */
const allowedFrequencies = /^FREQ=(DAILY|WEEKLY|MONTHLY|YEARLY)(;|$)/

/** A rule as it is kept: upper case, frequency first, without `RRULE:`. Throws `UnclearRule`. */
export function normalRule(text: string): string {
  const parts = text
    .replace(/^RRULE:/i, '')
    .toUpperCase()
    .split(';')
    .filter(Boolean)
  const [frequency, ...rest] = parts.toSorted(
    (a, b) => Number(b.startsWith('FREQ=')) - Number(a.startsWith('FREQ=')),
  )
  const rule = [frequency, ...rest.filter((part) => !part.startsWith('DTSTART'))].join(';')
  if (!allowedFrequencies.test(rule)) throw new UnclearRule(rule)
  ruleOn(rule, { year: 2026, month: 1, day: 1, hour: 0, minute: 0, second: 0 })
  return rule
}

function ruleOn(rule: string, wall: WallClock): RRuleTemporal {
  try {
    // The wall clock is counted as if it were UTC, which has no summer time; zones come afterwards.
    const dtstart = Temporal.PlainDateTime.from(wall).toZonedDateTime('UTC')
    return new RRuleTemporal({ rruleString: rule, dtstart, maxIterations: 10_000 })
  } catch (error) {
    throw new UnclearRule(rule, { cause: error })
  }
}

function wallOf(text: string): WallClock {
  const { year, month, day, hour, minute, second } = Temporal.PlainDateTime.from(text)
  return { year, month, day, hour, minute, second }
}

const two = (number: number) => String(number).padStart(2, '0')

/** The name of an occurrence: `20261127T200000`. */
function keyOf({ year, month, day, hour, minute, second }: WallClock): string {
  return `${year}${two(month)}${two(day)}T${two(hour)}${two(minute)}${two(second)}`
}

type Rule = ReturnType<typeof ruleOn>

/** The next date of a rule; null when there is none. Of a 30th of February the library gives up looking. */
function nextOf(
  rule: Rule,
  ...[from, inclusive]: Parameters<Rule['next']>
): ReturnType<Rule['next']> {
  try {
    return rule.next(from, inclusive)
  } catch (error) {
    if (error instanceof Error && /maximum iterations/i.test(error.message)) return null
    throw error
  }
}

/** A rule that ends at an instant as the wall clock counts: of the last date that very instant is the start. */
function onWall(rule: string, zone: string): string {
  return rule.replace(/UNTIL=(\d{8}T\d{6})Z/, (whole, at: string) => {
    const end = startOf(at, 'UTC')
    return end === null ? whole : `UNTIL=${keyOf(wallClockAt(zone, end))}Z`
  })
}

/**
 * The next occurrences that start after an instant (epoch milliseconds). Each keeps its time on the wall when clocks
 * change: a time that a day skips is shifted forward, of a doubled one the earlier is meant.
 */
export function occurrences(
  recurrence: Recurrence,
  { after, limit }: { after: number; limit: number },
): Occurrence[] {
  const { rule, timezone, local_start, until } = recurrence
  const rrule = ruleOn(onWall(rule, timezone), wallOf(local_start))
  const found: Occurrence[] = []
  // A day earlier: the wall clock of the zone may be ahead of UTC by that much.
  const wall = wallClockAt(timezone, after)
  const from = Temporal.PlainDateTime.from(wall).toZonedDateTime('UTC').subtract({ hours: 26 })
  let next = nextOf(rrule, from, true)
  while (next && found.length < limit) {
    const { year, month, day, hour, minute, second } = next
    const at: WallClock = { year, month, day, hour, minute, second }
    const start = instantOf(timezone, at)
    if ((until !== null && start > until) || start >= lastMs) break
    if (start > after) found.push({ key: keyOf(at), start, clock: occurrenceOf(timezone, at) })
    next = nextOf(rrule, next, false)
  }
  return found
}

/** Where an occurrence of this name starts, in epoch milliseconds; null for no such name. */
export function startOf(key: string, timezone: string): number | null {
  const [, y, mo, d, h, mi, s] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)$/.exec(key) ?? []
  if (y === undefined) return null
  try {
    return instantOf(timezone, wallOf(`${y}-${mo}-${d}T${h}:${mi}:${s}`))
  } catch (error) {
    // There is no 30th of February, and no 25th hour.
    if (error instanceof RangeError) return null
    throw error
  }
}

/** The same wall clock moved by so many minutes: `2026-11-27T20:30:00`. */
export function shiftedLocal(local: string, minutes: number): string {
  return Temporal.PlainDateTime.from(local).add({ minutes }).toString({ smallestUnit: 'second' })
}

/** Whole minutes between two wall clocks. */
export function minutesBetween(from: string, to: string): number {
  const length = Temporal.PlainDateTime.from(from).until(Temporal.PlainDateTime.from(to))
  return Math.round(length.total('minutes'))
}
