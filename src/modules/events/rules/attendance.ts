import { hasPlace, type EventRecord, type Signup } from './event.ts'

/** How presence is judged in a server, in minutes. */
export type AttendanceRules = { required: number; late: number }

/** Seconds that somebody has been there, up to now, within the time of the event, however late that is asked. */
export function presentSeconds(
  one: Signup,
  event: Pick<EventRecord, 'start_at' | 'started_at' | 'end_at' | 'ended_at'>,
  now: number,
): number {
  if (one.present_since === null) return one.seconds
  const from = Math.max(one.present_since, event.started_at ?? event.start_at)
  const to = Math.min(now, event.end_at, event.ended_at ?? event.end_at)
  return one.seconds + Math.max(0, Math.floor((to - from) / 1_000))
}

/** Somebody came into the room of an event. */
export function arrived(one: Signup, now: number): Signup {
  if (one.present_since !== null) return one
  return { ...one, present_since: now, first_seen: one.first_seen ?? now, updated_at: now }
}

/** Somebody left the room of an event. */
export function left(one: Signup, event: EventRecord, now: number): Signup {
  if (one.present_since === null) return one
  const seconds = presentSeconds(one, event, now)
  return { ...one, present_since: null, seconds, updated_at: now }
}

/** What presence comes to: long enough counts as being there, in time or late. */
export function judged(
  one: Signup,
  event: EventRecord,
  { rules, now }: { rules: AttendanceRules; now: number },
): Signup {
  if (!hasPlace(one)) return one
  const seconds = presentSeconds(one, event, now)
  if (seconds < rules.required * 60) return one
  const begin = event.started_at ?? event.start_at
  const isLate = (one.first_seen ?? now) > begin + rules.late * 60_000
  const result = isLate ? 'late' : 'present'
  if (one.status === 'checked_in' && one.result === result) return one
  return {
    ...one,
    status: 'checked_in',
    checked_in_at: one.checked_in_at ?? now,
    result,
    updated_at: now,
  }
}
