import type { EventFields } from '../contract/event.ts'
import { localOf, toEpoch } from './fields.ts'
import { occurrences, shiftedLocal, startOf, type Recurrence } from './recurrence.ts'

const days = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU']

const partOf = (rule: string, name: string) =>
  rule
    .split(';')
    .find((part) => part.startsWith(`${name}=`))
    ?.slice(name.length + 1)

/**
 * The rule whose dates lie so many days later; null where that cannot be said by the same kind of rule, as of every
 * second Tuesday.
 */
export function movedRule(rule: string, by: number): string | null {
  if (by === 0 || !rule.split(';').some((part) => part.startsWith('BY'))) return rule
  const named = partOf(rule, 'BYDAY')?.split(',') ?? []
  const isPlain =
    /^FREQ=(DAILY|WEEKLY);/.test(rule) &&
    rule.match(/;BY/g)?.length === 1 &&
    named.length > 0 &&
    named.every((day) => days.includes(day))
  // Where weeks are left out, days of one week may not come to lie in two.
  const staysTogether = (partOf(rule, 'INTERVAL') ?? '1') === '1' || named.length === 1
  if (!isPlain || (!staysTogether && by % 7 !== 0)) return null
  const moved = named.map((day) => days[(((days.indexOf(day) + by) % 7) + 7) % 7])
  return rule.replace(/BYDAY=[^;]+/, `BYDAY=${moved.join(',')}`)
}

/** The rule as it goes on from an instant: dates that were counted before are not counted once more. */
export function ruleFrom(recurrence: Recurrence, from: number): string {
  const { rule, timezone, local_start } = recurrence
  const count = Number(partOf(rule, 'COUNT') ?? 0)
  if (count === 0) return rule
  const all = { ...recurrence, until: null }
  const before = occurrences(all, { after: toEpoch(local_start, timezone) - 1, limit: count })
  const left = count - before.filter(({ start }) => start < from).length
  return rule.replace(/COUNT=\d+/, `COUNT=${Math.max(left, 1)}`)
}

/** The name of the occurrence that comes so many minutes later on the wall. */
export function shiftedKey(key: string, minutes: number): string {
  return minutes === 0 ? key : shiftedLocal(key, minutes).replaceAll(/[-:]/g, '')
}

/** Whether something repeats at the time that a name says. */
export function occursAs(recurrence: Recurrence, key: string): boolean {
  const start = startOf(key, recurrence.timezone)
  if (start === null) return false
  return occurrences(recurrence, { after: start - 1, limit: 1 })[0]?.key === key
}

/** The fields that say when sign-ups open and close. */
export const signupTimes = ['signup_opens_at', 'signup_closes_at'] as const

/**
 * Fields with the times of sign-ups so many minutes later on the wall: those of a series are said for its first start,
 * and every occurrence has them as long before its own.
 */
export function movedFields(fields: EventFields, minutes: number, zone: string): EventFields {
  const moved = { ...fields }
  for (const name of signupTimes) {
    const text = fields[name]
    if (typeof text === 'string') {
      moved[name] = shiftedLocal(localOf(zone, toEpoch(text, zone)), minutes)
    }
  }
  return moved
}

/** The same as instants, which no change of clocks makes unclear. */
export function exactFields(fields: EventFields, zone: string): EventFields {
  const exact = { ...fields }
  for (const name of signupTimes) {
    const text = fields[name]
    if (typeof text === 'string') exact[name] = new Date(toEpoch(text, zone)).toISOString()
  }
  return exact
}
