import { takenCount, type Board, type Seat, type SeatChange } from '#core/seats/seats.ts'
import type { RecruitmentEvent } from '../contract/live.ts'
import type { RecruitmentJson, RecruitmentState } from '../contract/party.ts'

/** A kind of place in a party, e.g. two tanks. */
export type PartyRole = { key: string; label: string; emoji: string | null; max: number }

/** What decisions need to know of a party. Times are epoch milliseconds. */
export type PartyState = {
  owner_id: string
  max_slots: number
  min_slots: number | null
  roles: readonly PartyRole[]
  waitlist_enabled: boolean
  /** For how long a freed place is offered to who waits; null gives it at once. */
  offer_ms: number | null
  start_on_full: boolean
  state: RecruitmentState
  closed_reason: RecruitmentJson['closed_reason']
  closed_at: number | null
  starts_at: number | null
  started_at: number | null
  expires_at: number | null
  /** When somebody last did something with it. */
  active_at: number
  /** When members were told that it is about to expire. */
  last_call_at: number | null
}

/** Codes with which a wish is refused. */
export type Refusal =
  | 'already_joined'
  | 'not_joined'
  | 'recruitment_full'
  | 'role_full'
  | 'unknown_role'
  | 'role_required'
  | 'no_offer'
  | 'recruitment_closed'
  | 'recruitment_expired'
  | 'invalid_transition'
  | 'owner_cannot_leave'
  | 'max_slots_below_current'
  | 'roles_below_current'
  | 'starts_in_past'

/** A decision: the party and its people afterwards and what happened, or why nothing did. */
export type Decision<P extends PartyState, S extends Seat> =
  | { ok: true; party: P; seats: S[]; changes: SeatChange<S>[]; events: RecruitmentEvent[] }
  | { ok: false; refusal: Refusal }

/** Moves between states that are possible at all, by state. */
export const transitions: Record<RecruitmentState, readonly RecruitmentState[]> = {
  open: ['full', 'started', 'closed', 'expired', 'cancelled'],
  full: ['open', 'started', 'closed', 'cancelled'],
  started: ['closed', 'cancelled'],
  closed: ['open', 'full'],
  expired: ['open', 'full'],
  cancelled: ['open', 'full'],
}

/** Whether places may still be had; to leave is always possible. */
export function isLive(state: RecruitmentState): boolean {
  return state === 'open' || state === 'full' || state === 'started'
}

/** The two-valued status of the first contract: open while seats can be had. */
export function statusOf(state: RecruitmentState, freeSlots: number): 'open' | 'closed' {
  return state === 'open' || (state === 'started' && freeSlots > 0) ? 'open' : 'closed'
}

/** The board of a party: its places by role; who takes no role shares what roles leave. */
export function boardOf<S extends Seat>(
  party: PartyState,
  seats: readonly S[],
  now: number,
): Board<S> {
  const byRole = Object.fromEntries(party.roles.map((role) => [role.key, role.max]))
  const reserved = party.roles.reduce((sum, role) => sum + role.max, 0)
  const rest = party.roles.length > 0 ? { '': Math.max(0, party.max_slots - reserved) } : {}
  return {
    seats,
    limits: { total: party.max_slots, options: { ...byRole, ...rest } },
    offerUntil: party.offer_ms === null ? null : now + party.offer_ms,
    over: !isLive(party.state),
  }
}

/** Open, full and what is said of a started party follow from the seats; other states stay. */
export function settle<P extends PartyState>(party: P, seats: readonly Seat[], now: number): P {
  const full = takenCount(seats) >= party.max_slots
  if (party.state === 'started') {
    return { ...party, closed_reason: full ? 'started' : null }
  }
  if (party.state !== 'open' && party.state !== 'full') return party
  if (full && party.start_on_full) {
    return { ...party, state: 'started', closed_reason: 'started', started_at: now, closed_at: now }
  }
  if (full === (party.state === 'full')) return party
  return full
    ? { ...party, state: 'full', closed_reason: 'full', closed_at: now }
    : { ...party, state: 'open', closed_reason: null, closed_at: null }
}

/** What a change of state is called. */
export function stateEvents(before: PartyState, after: PartyState): RecruitmentEvent[] {
  if (before.state === after.state) return []
  if (after.state === 'open') return before.state === 'full' ? ['reopened'] : []
  return [after.state]
}

/** What happened to a party between two moments, its people aside. */
export function partyEvents(before: PartyState, after: PartyState): RecruitmentEvent[] {
  const isBack = !isLive(before.state) && isLive(after.state)
  return [
    ...(before.owner_id === after.owner_id ? [] : (['owner_changed'] as const)),
    ...(isBack ? (['reopened'] as const) : []),
    ...stateEvents(before, after),
  ]
}
