import {
  claim,
  confirmedCount,
  nextSeq,
  release,
  resize,
  type Seat,
  type SeatChange,
} from '#core/seats/seats.ts'
import type { RecruitmentEvent, RecruitmentState } from './contract.ts'

/** What decisions need to know of a party. Times are epoch milliseconds. */
export type PartyState = {
  owner_id: string
  max_slots: number
  waitlist_enabled: boolean
  state: RecruitmentState
  closed_reason: 'full' | 'manual' | 'expired' | 'cancelled' | 'started' | null
  closed_at: number | null
}

/** Codes with which a wish is refused. */
export type Refusal =
  | 'already_joined'
  | 'not_joined'
  | 'recruitment_full'
  | 'recruitment_closed'
  | 'recruitment_expired'
  | 'invalid_transition'
  | 'max_slots_below_current'

/** A decision: the party and its people afterwards and what happened, or why nothing did. */
export type Decision<P extends PartyState, S extends Seat> =
  | { ok: true; party: P; seats: S[]; changes: SeatChange<S>[]; events: RecruitmentEvent[] }
  | { ok: false; refusal: Refusal }

/** How long after its end a party may be opened again. */
export const reopenWindowMs = 24 * 3_600_000

/** Moves that a person may ask for, by state. */
export const transitions: Record<RecruitmentState, readonly RecruitmentState[]> = {
  open: ['closed', 'cancelled'],
  full: ['closed', 'cancelled'],
  started: ['closed', 'cancelled'],
  closed: ['open'],
  expired: ['open'],
  cancelled: ['open'],
}

/** Whether people may still come and go. */
export function isLive(state: RecruitmentState): boolean {
  return state === 'open' || state === 'full' || state === 'started'
}

/** The two-valued status of the first contract: open while seats can be had. */
export function statusOf(state: RecruitmentState, freeSlots: number): 'open' | 'closed' {
  return state === 'open' || (state === 'started' && freeSlots > 0) ? 'open' : 'closed'
}

function limitsOf(party: PartyState) {
  return { total: party.max_slots, options: {} }
}

/** Open and full follow from the seats; every other state stays. */
function settle<P extends PartyState>(party: P, seats: readonly Seat[], now: number): P {
  if (party.state !== 'open' && party.state !== 'full') return party
  const full = confirmedCount(seats) >= party.max_slots
  if (full === (party.state === 'full')) return party
  return full
    ? { ...party, state: 'full', closed_reason: 'full', closed_at: now }
    : { ...party, state: 'open', closed_reason: null, closed_at: null }
}

function stateEvents(before: PartyState, after: PartyState): RecruitmentEvent[] {
  if (before.state === after.state) return []
  if (after.state === 'full') return ['full']
  return before.state === 'full' && after.state === 'open' ? ['reopened'] : []
}

const seatEvents: Record<SeatChange['kind'], RecruitmentEvent> = {
  claimed: 'participant_joined',
  queued: 'participant_waitlisted',
  promoted: 'participant_promoted',
  released: 'participant_left',
  demoted: 'participant_waitlisted',
}

function refuseWhenOver(state: RecruitmentState): Refusal | null {
  if (isLive(state)) return null
  return state === 'expired' ? 'recruitment_expired' : 'recruitment_closed'
}

/** The people of a new party; a party of one is full at once. */
export function open<P extends PartyState, S extends Seat>(
  party: P,
  owner: S | null,
  now: number,
): { party: P; seats: S[]; changes: SeatChange<S>[] } {
  const seats: S[] = owner ? [{ ...owner, status: 'confirmed', seq: 1 }] : []
  return {
    party: settle(party, seats, now),
    seats,
    changes: seats.map((seat) => ({ kind: 'claimed', seat })),
  }
}

/** Somebody asks to join; `mayWait` false asks for a place or nothing. */
export function join<P extends PartyState, S extends Seat>(
  party: P,
  seats: readonly S[],
  seat: S,
  wish: { mayWait: boolean; now: number },
): Decision<P, S> {
  const over = refuseWhenOver(party.state)
  if (over) return { ok: false, refusal: over }
  const outcome = claim(
    { seats, limits: limitsOf(party) },
    { ...seat, seq: nextSeq(seats) },
    wish.mayWait && party.waitlist_enabled,
  )
  if (!outcome.ok) {
    const refusal = outcome.refusal === 'already_in' ? 'already_joined' : 'recruitment_full'
    return { ok: false, refusal }
  }
  const after = settle(party, outcome.seats, wish.now)
  const events = outcome.changes.map((change) => seatEvents[change.kind])
  return { ...outcome, party: after, events: [...events, ...stateEvents(party, after)] }
}

/**
 * Somebody leaves. When the owner does, the party goes to `transferTo` or to whoever joined first;
 * with nobody left it is cancelled. Leaving never re-opens a party that was closed by hand.
 */
export function leave<P extends PartyState, S extends Seat>(
  party: P,
  seats: readonly S[],
  userId: string,
  wish: { transferTo: string | undefined; now: number },
): Decision<P, S> {
  const over = refuseWhenOver(party.state)
  if (over) return { ok: false, refusal: over }
  const outcome = release({ seats, limits: limitsOf(party) }, userId)
  if (!outcome.ok) return { ok: false, refusal: 'not_joined' }
  const events = outcome.changes.map((change) => seatEvents[change.kind])
  let after = settle(party, outcome.seats, wish.now)
  if (userId === party.owner_id) {
    const confirmed = outcome.seats.filter((seat) => seat.status === 'confirmed')
    const heir = wish.transferTo
      ? confirmed.find((seat) => seat.user_id === wish.transferTo)
      : confirmed[0]
    if (wish.transferTo && !heir) return { ok: false, refusal: 'not_joined' }
    if (heir) {
      after = { ...after, owner_id: heir.user_id }
      events.push('owner_changed')
    } else {
      after = { ...after, state: 'cancelled', closed_reason: 'cancelled', closed_at: wish.now }
      events.push('cancelled')
    }
  }
  return { ...outcome, party: after, events: [...events, ...stateEvents(party, after)] }
}

/** The number of places changes. Nobody loses a place: a number below those taken is refused. */
export function setSlots<P extends PartyState, S extends Seat>(
  party: P,
  seats: readonly S[],
  maxSlots: number,
  now: number,
): Decision<P, S> {
  if (maxSlots < confirmedCount(seats)) return { ok: false, refusal: 'max_slots_below_current' }
  const wider: P = { ...party, max_slots: maxSlots }
  const outcome = resize({ seats, limits: limitsOf(wider) })
  const after = settle(wider, outcome.seats, now)
  const events = outcome.changes.map((change) => seatEvents[change.kind])
  return {
    ok: true,
    ...outcome,
    party: after,
    events: ['edited', ...events, ...stateEvents(party, after)],
  }
}

/** A person closes a running party by hand, or opens one again within a day of its end. */
export function setStatus<P extends PartyState, S extends Seat>(
  party: P,
  seats: readonly S[],
  status: 'open' | 'closed',
  now: number,
): Decision<P, S> {
  const done = { ok: true as const, seats: [...seats], changes: [] }
  if (status === 'closed') {
    if (!transitions[party.state].includes('closed')) {
      return { ok: false, refusal: 'invalid_transition' }
    }
    const closed: P = { ...party, state: 'closed', closed_reason: 'manual', closed_at: now }
    return { ...done, party: closed, events: ['closed'] }
  }
  const tooLate = party.closed_at !== null && now - party.closed_at > reopenWindowMs
  if (!transitions[party.state].includes('open') || tooLate) {
    return { ok: false, refusal: 'invalid_transition' }
  }
  const opened: P = { ...party, state: 'open', closed_reason: null, closed_at: null }
  const after = settle(opened, seats, now)
  return { ...done, party: after, events: ['reopened', ...stateEvents(opened, after)] }
}
