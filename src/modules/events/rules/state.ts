import {
  hasPlace,
  isLive,
  transitions,
  type Decision,
  type EventRecord,
  type Happening,
  type Refusal,
  type Signup,
} from './event.ts'
import { presentSeconds } from './attendance.ts'
import { lapseOffers, resize } from './places.ts'
import type { EventState } from '../contract/shared.ts'

/** A start that comes later than this is not announced any more, in milliseconds. */
const lateStartMs = 15 * 60_000

const refused = (refusal: Refusal): Decision => ({ ok: false, refusal })

const actions: Partial<Record<EventState, Happening['action']>> = {
  scheduled: 'published',
  active: 'started',
  completed: 'completed',
  cancelled: 'cancelled',
  archived: 'archived',
}

function enter(event: EventRecord, state: EventState, now: number): EventRecord {
  const field_times = { ...event.field_times, status: now }
  const next = { ...event, state, field_times }
  if (state === 'active') return { ...next, started_at: event.started_at ?? now }
  if (state === 'completed' || state === 'cancelled') return { ...next, ended_at: now }
  return next
}

/** Who was expected and never came, once an event with attendance is over. */
function markAbsent(event: EventRecord, signups: readonly Signup[], now: number): Signup[] {
  if (!event.attendance_enabled) return [...signups]
  return signups.map((one) =>
    one.status === 'confirmed'
      ? {
          ...one,
          status: 'no_show',
          result: presentSeconds(one, event, now) > 0 ? 'partial' : 'absent',
          updated_at: now,
        }
      : one,
  )
}

/** Brings an event into a state by hand or because Discord did (contract §8.2). */
export function move(
  event: EventRecord,
  signups: readonly Signup[],
  to: EventState,
  { now, reason = null, by = null }: { now: number; reason?: string | null; by?: string | null },
): Decision {
  if (!transitions[event.state].includes(to)) return refused('invalid_transition')
  if (to === 'scheduled' && event.start_at <= now) return refused('starts_in_past')
  const isUnbegun = event.state === 'scheduled' && to === 'completed'
  const entered = enter(isUnbegun ? enter(event, 'active', now) : event, to, now)
  const people = to === 'completed' ? markAbsent(event, signups, now) : [...signups]
  if (to === 'cancelled') Object.assign(entered, { cancel_reason: reason, cancelled_by: by })
  if (to === 'scheduled') {
    const isReinstated = event.state === 'cancelled'
    const none = { cancel_reason: null, cancelled_by: null, ended_at: null, started_at: null }
    const back = { ...entered, ...none }
    const action = isReinstated ? 'reinstated' : 'published'
    const again = { ...back, ics_sequence: event.ics_sequence + Number(isReinstated) }
    // Places that came free while it was called off go to those who wait.
    const seated = resize({ event: again, signups: people, now })
    return seated.ok ? { ...seated, happened: [{ action }, ...seated.happened] } : seated
  }
  const ics_sequence = event.ics_sequence + Number(to === 'cancelled')
  const action = actions[to] ?? 'edited'
  return { ok: true, event: { ...entered, ics_sequence }, signups: people, happened: [{ action }] }
}

/** When the minimum of participants is counted; null without one. */
function minimumAt(event: EventRecord): number | null {
  if (event.min_participants === null || event.state !== 'scheduled') return null
  const deadline = event.start_at - (event.min_deadline_minutes ?? 60) * 60_000
  const { status = 0, start = 0 } = event.field_times
  // Whoever heard of the event, or of its new time, after the deadline has until the start.
  return Math.max(event.created_at, status, start) > deadline ? event.start_at : deadline
}

/** The next instant at which time changes something of an event; null when nothing will. */
export function nextTick(event: EventRecord, signups: readonly Signup[]): number | null {
  if (!isLive(event.state)) return null
  const offers = signups.flatMap((one) => one.offer_expires_at ?? [])
  const next = event.state === 'scheduled' ? event.start_at : event.end_at
  const minimum = minimumAt(event)
  return Math.min(next, ...offers, ...(minimum === null ? [] : [minimum]))
}

function minimumMissed(event: EventRecord, signups: readonly Signup[], now: number): boolean {
  const at = minimumAt(event)
  if (at === null || now < at) return false
  const counted = signups.filter(hasPlace).reduce((sum, one) => sum + 1 + one.guests, 0)
  return counted < (event.min_participants ?? 0)
}

/** What time does to an event; `null` when nothing. A start that came too late is not told. */
export function tick(event: EventRecord, signups: readonly Signup[], now: number): Decision | null {
  if (!isLive(event.state)) return null
  if (minimumMissed(event, signups, now) && now < event.end_at) {
    return move(event, signups, 'cancelled', { now, reason: 'minimum' })
  }
  if (event.state === 'scheduled' && now >= event.end_at) {
    const ended = move(event, signups, 'completed', { now })
    return ended.ok ? { ...ended, event: { ...ended.event, missed: true } } : ended
  }
  if (event.state === 'scheduled' && now >= event.start_at) {
    const started = move(event, signups, 'active', { now })
    if (!started.ok) return started
    const missed = now - event.start_at > lateStartMs
    return { ...started, event: { ...started.event, missed } }
  }
  if (event.state === 'active' && now >= event.end_at) {
    return move(event, signups, 'completed', { now })
  }
  return lapseOffers({ event, signups, now })
}
