import { promote, type Seat } from '#core/seats/seats.ts'
import {
  boardOf,
  isLive,
  settle,
  stateEvents,
  transitions,
  type Decision,
  type PartyState,
} from './party.ts'
import { eventsOf } from './people.ts'
import { reopenWindowMs, start as begin } from './time.ts'

/** A person closes or cancels a running party by hand. */
export function end<P extends PartyState, S extends Seat>(
  party: P,
  seats: readonly S[],
  state: 'closed' | 'cancelled',
  now: number,
): Decision<P, S> {
  if (!transitions[party.state].includes(state)) return { ok: false, refusal: 'invalid_transition' }
  const closed_reason = state === 'closed' ? 'manual' : 'cancelled'
  const ended: P = { ...party, state, closed_reason, closed_at: now }
  return { ok: true, party: ended, seats: [...seats], changes: [], events: [state] }
}

/** The owner starts, with however many have come. */
export function start<P extends PartyState, S extends Seat>(
  party: P,
  seats: readonly S[],
  now: number,
): Decision<P, S> {
  if (!transitions[party.state].includes('started')) {
    return { ok: false, refusal: 'invalid_transition' }
  }
  const begun = begin({ ...party, active_at: now }, seats, now)
  return { ok: true, party: begun, seats: [...seats], changes: [], events: ['started'] }
}

/**
 * A party is opened again within a day of its end, with the same people; who waits gets the places
 * that became free meanwhile. One whose time is over needs a new end.
 */
export function reopen<P extends PartyState, S extends Seat>(
  party: P,
  seats: readonly S[],
  wish: { expires_at: number | null | undefined; now: number },
): Decision<P, S> {
  const { now } = wish
  const tooLate = party.closed_at !== null && now - party.closed_at > reopenWindowMs
  if (isLive(party.state) || tooLate) return { ok: false, refusal: 'invalid_transition' }
  const expires_at = wish.expires_at === undefined ? party.expires_at : wish.expires_at
  if (expires_at !== null && expires_at <= now) return { ok: false, refusal: 'recruitment_expired' }
  const opened: P = {
    ...party,
    expires_at,
    state: 'open',
    closed_reason: null,
    closed_at: null,
    started_at: null,
    starts_at: party.starts_at !== null && party.starts_at <= now ? null : party.starts_at,
    active_at: now,
    last_call_at: null,
  }
  // Places that became free meanwhile.
  const given = promote(boardOf(opened, seats, now))
  const after = settle(opened, given.seats, now)
  const events = ['reopened' as const, ...eventsOf(given.changes), ...stateEvents(opened, after)]
  return { ok: true, party: after, ...given, events }
}
