import type { PartyState } from './party.ts'

/** What reminders need to know of a party. Times are epoch milliseconds. */
export type Scheduled = Pick<PartyState, 'state' | 'starts_at'>

const minuteMs = 60_000

/** The start that members look forward to; null when there is none, or it has come. */
export function startAhead({ state, starts_at }: Scheduled): number | null {
  return state === 'open' || state === 'full' ? starts_at : null
}

/**
 * When members are reminded, for each of the given minutes before the start; null where a reminder
 * is not to come, because there is no start, its time is over or the guild wants none.
 */
export function planReminders(
  party: Scheduled,
  offsets: { wanted: readonly number[]; earlier?: readonly number[] },
  now: number,
): { minutes: number; at: number | null }[] {
  const { wanted, earlier = [] } = offsets
  const start = startAhead(party)
  return [...new Set([...wanted, ...earlier])].map((minutes) => {
    const at = start === null ? null : start - minutes * minuteMs
    return { minutes, at: at !== null && at > now && wanted.includes(minutes) ? at : null }
  })
}

/** A reminder that was planned: so many minutes before this start. */
export type Reminder = { minutes: number; starts_at: number }

/**
 * Whether a reminder still says something: the start is the one it was planned for, the guild still
 * wants it, and neither the start nor a later reminder has come. So who was away for long is not
 * told the same thing twice in a row.
 */
export function isTimely(
  party: Scheduled,
  wanted: readonly number[],
  { minutes, starts_at }: Reminder,
  now: number,
): boolean {
  if (startAhead(party) !== starts_at || !wanted.includes(minutes)) return false
  const next = Math.max(0, ...wanted.filter((other) => other < minutes))
  return now < starts_at - next * minuteMs
}

/** One number a start and offset, so that nobody is told the same reminder twice. */
export function reminderVersion({ minutes, starts_at }: Reminder): number {
  return Math.floor(starts_at / minuteMs) * 100_000 + minutes
}
