import { wallClockAt } from '#core/time/zones.ts'
import type { DutyState } from '../contract/row.ts'

/** A time on duty; times in epoch milliseconds. */
export type DutySession = {
  id: number
  member_id: number
  started_at: number
  ended_at: number | null
  /** Breaks that are over, and since when one goes on. */
  break_ms: number
  break_since: number | null
}

/** What a change of duty does to the running session. */
export type DutyStep =
  | { kind: 'none' }
  | { kind: 'begin' }
  | { kind: 'update'; session: DutySession }
  | { kind: 'refuse'; code: 'not_on_duty' }

/** Goes on duty, on a break, or off. Clocks that were set back never make a time negative. */
export function changeDuty(wish: DutyState, session: DutySession | null, now: number): DutyStep {
  if (!session) {
    if (wish === 'on') return { kind: 'begin' }
    return wish === 'off' ? { kind: 'none' } : { kind: 'refuse', code: 'not_on_duty' }
  }
  const at = Math.max(now, session.started_at + session.break_ms, session.break_since ?? 0)
  const rested =
    session.break_since === null
      ? session
      : {
          ...session,
          break_ms: session.break_ms + at - session.break_since,
          break_since: null,
        }
  if (wish === 'off') return { kind: 'update', session: { ...rested, ended_at: at } }
  if (wish === 'on') {
    return session.break_since === null ? { kind: 'none' } : { kind: 'update', session: rested }
  }
  if (session.break_since !== null) return { kind: 'none' }
  return { kind: 'update', session: { ...session, break_since: at } }
}

/** A stretch of time somebody was there. */
export type Stretch = { from: number; to: number }

const hourMs = 3_600_000

/** Cuts a stretch at the full hours of a zone; calls back with the local hour and the milliseconds. */
function eachHour(
  { from, to }: Stretch,
  zone: string,
  hear: (hour: number, ms: number, at: number) => void,
): void {
  for (let at = from; at < to;) {
    const { hour, minute, second } = wallClockAt(zone, at)
    const into = (minute * 60 + second) * 1_000 + (((at % 1_000) + 1_000) % 1_000)
    const next = Math.min(to, at + hourMs - into)
    hear(hour, next - at, at)
    at = next
  }
}

/** How many people were there on average in each hour of the day, over whole days. */
export function coverageByHour(
  stretches: readonly Stretch[],
  zone: string,
  days: number,
): number[] {
  const sums = Array.from({ length: 24 }, () => 0)
  for (const stretch of stretches) {
    eachHour(stretch, zone, (hour, ms) => {
      sums[hour] = (sums[hour] ?? 0) + ms
    })
  }
  return sums.map((ms) => Math.round((ms / hourMs / Math.max(1, days)) * 100) / 100)
}

/** Minutes of some stretches in each hour of one local day, which begins and ends at these instants. */
export function minutesByHour(stretches: readonly Stretch[], zone: string, day: Stretch): number[] {
  const minutes = Array.from({ length: 24 }, () => 0)
  for (const { from, to } of stretches) {
    const within = { from: Math.max(from, day.from), to: Math.min(to, day.to) }
    if (within.from >= within.to) continue
    eachHour(within, zone, (hour, ms) => {
      minutes[hour] = (minutes[hour] ?? 0) + ms / 60_000
    })
  }
  return minutes.map((value) => Math.round(value))
}
