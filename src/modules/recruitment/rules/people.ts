import {
  accept,
  claim,
  hasRoom,
  nextSeq,
  release,
  resize,
  switchOption,
  takenCount,
  type Seat,
  type SeatChange,
  type SeatOutcome,
} from '#core/seats/seats.ts'
import type { RecruitmentEvent } from '../contract/live.ts'
import type { RecruitmentState } from '../contract/party.ts'
import {
  boardOf,
  isLive,
  settle,
  stateEvents,
  type Decision,
  type PartyState,
  type Refusal,
} from './party.ts'

/** What a change of a seat is called; null is not told by itself. */
const seatEvents: Record<SeatChange['kind'], RecruitmentEvent | null> = {
  claimed: 'participant_joined',
  queued: 'participant_waitlisted',
  offered: 'participant_offered',
  promoted: 'participant_promoted',
  released: 'participant_left',
  lapsed: 'participant_left',
  demoted: 'participant_waitlisted',
  moved: null,
  switched: 'edited',
}

const seatRefusals: Record<Extract<SeatOutcome, { ok: false }>['refusal'], Refusal> = {
  already_in: 'already_joined',
  not_in: 'not_joined',
  full: 'recruitment_full',
  option_full: 'role_full',
  no_offer: 'no_offer',
}

/** The events that changes of seats are known by. */
export function eventsOf(changes: readonly SeatChange[]): RecruitmentEvent[] {
  return changes.flatMap((change) => seatEvents[change.kind] ?? [])
}

function refuseWhenOver(state: RecruitmentState): Refusal | null {
  if (isLive(state)) return null
  return state === 'expired' ? 'recruitment_expired' : 'recruitment_closed'
}

function conclude<P extends PartyState, S extends Seat>(
  party: P,
  outcome: SeatOutcome<S>,
  now: number,
): Decision<P, S> {
  if (!outcome.ok) return { ok: false, refusal: seatRefusals[outcome.refusal] }
  const after = settle({ ...party, active_at: now, last_call_at: null }, outcome.seats, now)
  const events = [...eventsOf(outcome.changes), ...stateEvents(party, after)]
  return { ...outcome, party: after, events }
}

/** Places without a role are gone for good, or for now while some role has room. */
function needsRole(party: PartyState, seats: readonly Seat[], now: number): boolean {
  if (party.roles.length === 0) return false
  const board = boardOf(party, seats, now)
  const forAnybody = (board.limits.options[''] ?? 0) > 0
  return (
    !forAnybody || (!hasRoom(board, null) && party.roles.some(({ key }) => hasRoom(board, key)))
  )
}

/** Who is put into a party without being asked takes the role that lacks most people. */
function roleFor(party: PartyState, seats: readonly Seat[], now: number): string | null {
  if (!needsRole(party, seats, now)) return null
  const free = party.roles.map(({ key, max }) => {
    const there = seats.filter((seat) => seat.option === key && seat.status !== 'waiting')
    return { key, places: max - there.length }
  })
  return free.toSorted((a, b) => b.places - a.places)[0]?.key ?? null
}

/** The first people of a party, in order; a party of one is full at once. */
export function open<P extends PartyState, S extends Seat>(
  party: P,
  people: readonly S[],
  now: number,
): { party: P; seats: S[]; changes: SeatChange<S>[] } {
  let seats: S[] = []
  const changes: SeatChange<S>[] = []
  for (const person of people) {
    const option = person.option ?? roleFor(party, seats, now)
    const wish: S = { ...person, option, seq: nextSeq(seats) }
    const outcome = claim(boardOf(party, seats, now), wish, party.waitlist_enabled)
    if (!outcome.ok) continue
    seats = outcome.seats
    changes.push(...outcome.changes)
  }
  return { party: settle(party, seats, now), seats, changes }
}

/**
 * Somebody asks to join, or to change the role; `mayWait` false asks for a place or nothing. The
 * `seq` of the wish is where the queue ends, when `seats` are not all of it.
 */
export function join<P extends PartyState, S extends Seat>(
  party: P,
  seats: readonly S[],
  seat: S,
  wish: { mayWait: boolean; now: number },
): Decision<P, S> {
  const over = refuseWhenOver(party.state)
  if (over) return { ok: false, refusal: over }
  if (seat.option !== null && !party.roles.some((role) => role.key === seat.option)) {
    return { ok: false, refusal: 'unknown_role' }
  }
  const board = boardOf(party, seats, wish.now)
  const present = seats.find((other) => other.user_id === seat.user_id)
  if (present && seat.option !== null && present.option !== seat.option) {
    return conclude(party, switchOption(board, seat.user_id, seat.option), wish.now)
  }
  // Better asked for a role than put into a queue for places that roles have taken.
  const waits = !present && wish.mayWait && seat.option === null
  if (waits && needsRole(party, seats, wish.now)) {
    return { ok: false, refusal: 'role_required' }
  }
  const mayWait = wish.mayWait && party.waitlist_enabled
  const seq = Math.max(seat.seq, nextSeq(seats))
  return conclude(party, claim(board, { ...seat, seq }, mayWait), wish.now)
}

/** Somebody from the queue takes the place that is offered. */
export function acceptOffer<P extends PartyState, S extends Seat>(
  party: P,
  seats: readonly S[],
  userId: string,
  now: number,
): Decision<P, S> {
  const over = refuseWhenOver(party.state)
  if (over) return { ok: false, refusal: over }
  return conclude(party, accept(boardOf(party, seats, now), userId, now), now)
}

/** How an owner may leave, as the guild has decided. */
export type OwnerLeave = 'transfer' | 'forbid'

/** An owner has gone: the party goes to `transferTo` or to whoever joined first, or else it ends. */
function succeed<P extends PartyState, S extends Seat>(
  gone: Extract<Decision<P, S>, { ok: true }>,
  { transferTo, now }: { transferTo?: string | undefined; now: number },
): Decision<P, S> {
  const heirs = gone.seats.filter((seat) => seat.status === 'confirmed')
  const heir = transferTo ? heirs.find((seat) => seat.user_id === transferTo) : heirs[0]
  if (transferTo && !heir) return { ok: false, refusal: 'not_joined' }
  if (heir) {
    const handed = { ...gone.party, owner_id: heir.user_id }
    return { ...gone, party: handed, events: [...gone.events, 'owner_changed'] }
  }
  if (!isLive(gone.party.state)) return gone
  const over = { state: 'cancelled', closed_reason: 'cancelled', closed_at: now } as const
  const left = gone.events.filter((event) => event === 'participant_left')
  return { ...gone, party: { ...gone.party, ...over }, events: [...left, 'cancelled'] }
}

/**
 * Somebody leaves, whatever has become of the party. When the owner does, the party goes to
 * `transferTo` or to whoever joined first; with nobody left one that still runs is cancelled. Leaving
 * never re-opens a party that is over, and gives its places to nobody.
 */
export function leave<P extends PartyState, S extends Seat>(
  party: P,
  seats: readonly S[],
  userId: string,
  wish: { transferTo?: string | undefined; ownerLeave: OwnerLeave; now: number },
): Decision<P, S> {
  const isOwner = userId === party.owner_id
  if (isOwner && wish.ownerLeave === 'forbid' && !wish.transferTo) {
    return { ok: false, refusal: 'owner_cannot_leave' }
  }
  const decision = conclude(party, release(boardOf(party, seats, wish.now), userId), wish.now)
  return decision.ok && isOwner ? succeed(decision, wish) : decision
}

/** Somebody is no longer in the server; an owner who took no place in the own party is missed, too. */
export function depart<P extends PartyState, S extends Seat>(
  party: P,
  seats: readonly S[],
  userId: string,
  now: number,
): Decision<P, S> {
  const isIn = seats.some((seat) => seat.user_id === userId)
  if (isIn || userId !== party.owner_id) {
    return leave(party, seats, userId, { ownerLeave: 'transfer', now })
  }
  return succeed({ ok: true, party, seats: [...seats], changes: [], events: [] }, { now })
}

/** Somebody is sent away by who may manage the party; the owner cannot be. */
export function kick<P extends PartyState, S extends Seat>(
  party: P,
  seats: readonly S[],
  userId: string,
  now: number,
): Decision<P, S> {
  if (userId === party.owner_id) return { ok: false, refusal: 'owner_cannot_leave' }
  const decision = leave(party, seats, userId, { ownerLeave: 'transfer', now })
  if (!decision.ok) return decision
  const [, ...rest] = decision.events
  return { ...decision, events: ['participant_kicked', ...rest] }
}

/** The party changes hands; the new owner must have a place. */
export function transfer<P extends PartyState, S extends Seat>(
  party: P,
  seats: readonly S[],
  to: string,
): Decision<P, S> {
  const over = refuseWhenOver(party.state)
  if (over) return { ok: false, refusal: over }
  const heir = seats.find((seat) => seat.user_id === to && seat.status === 'confirmed')
  if (!heir) return { ok: false, refusal: 'not_joined' }
  const handed = { ...party, owner_id: to }
  return { ok: true, party: handed, seats: [...seats], changes: [], events: ['owner_changed'] }
}

/**
 * Places or roles change. Nobody loses a place by it unless `overflow` sends those who joined last
 * to the head of the queue; the owner never loses his or hers.
 */
export function reshape<P extends PartyState, S extends Seat>(
  party: P,
  seats: readonly S[],
  shape: { max_slots: number; roles: P['roles']; overflow: boolean; now: number },
): Decision<P, S> {
  const { max_slots, roles, overflow, now } = shape
  const wider: P = { ...party, max_slots, roles }
  const known = new Set(roles.map((role) => role.key))
  const kept = seats.map((seat) =>
    seat.option !== null && !known.has(seat.option) ? { ...seat, option: null } : seat,
  )
  const moved = kept.filter((seat, index) => seat !== seats[index])
  const outcome = resize(boardOf(wider, kept, now), [party.owner_id])
  const loses = outcome.changes.some((change) => change.kind === 'demoted')
  const overfull = takenCount(outcome.seats) > max_slots
  if (overfull || (loses && !overflow)) {
    const isTotal = overfull || takenCount(seats) > max_slots
    return { ok: false, refusal: isTotal ? 'max_slots_below_current' : 'roles_below_current' }
  }
  const changes = [
    ...moved.map((seat): SeatChange<S> => ({ kind: 'switched', seat })),
    ...outcome.changes,
  ]
  const decision = conclude(wider, { ok: true, seats: outcome.seats, changes }, now)
  if (!decision.ok) return decision
  const events = eventsOf(outcome.changes)
  const { party: after } = decision
  return { ...decision, events: ['edited', ...events, ...stateEvents(party, after)] }
}
