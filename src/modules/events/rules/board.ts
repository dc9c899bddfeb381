import { claim, release, type Board, type Seat } from '#core/seats/seats.ts'
import {
  hasPlace,
  isFull,
  isOver,
  type Decision,
  type EventRecord,
  type Happening,
  type Refusal,
  type Signup,
} from './event.ts'

/** What a decision about people is made on. `now` is epoch milliseconds. */
export type Ground = { event: EventRecord; signups: readonly Signup[]; now: number }

/** For how long an offered place is held, in milliseconds. */
const offerMs = 15 * 60_000
/** The next place in the order of arrival. */
export function nextSeq(signups: readonly Signup[]): number {
  return signups.reduce((highest, { seq }) => Math.max(highest, seq), 0) + 1
}

type Place = Seat & { size: number }

/** Whether a sign-up is at the board at all, or waits for a place there. */
function isAtBoard(event: EventRecord, one: Signup): boolean {
  if (hasPlace(one)) return true
  if (one.status !== 'waitlist' || one.benched) return false
  return event.waitlist_mode !== 'manual' || one.offer_expires_at !== null
}

function placeOf(one: Signup): Place {
  const offered = one.offer_expires_at !== null
  return {
    user_id: one.user_id,
    option: one.role_id,
    status: hasPlace(one) ? 'confirmed' : offered ? 'offered' : 'waiting',
    seq: one.seq,
    offer_expires_at: one.offer_expires_at,
    size: 1 + one.guests,
  }
}

/** The board of an event: who has a place and who waits for one. */
export function boardOf({ event, signups, now }: Ground): Board<Place> {
  const options = Object.fromEntries(
    event.roles.flatMap(({ id, capacity }) => (capacity === null ? [] : [[id, capacity]])),
  ) as Record<string, number>
  const seats = signups
    .filter((one) => isAtBoard(event, one))
    .toSorted((a, b) => a.seq - b.seq)
    .map(placeOf)
  const offerUntil = event.waitlist_mode === 'offer' ? now + offerMs : null
  const limits = { total: event.max_participants, options }
  // Nobody gets a place any more at what is over.
  return { seats, limits, offerUntil, over: isOver(event.state) }
}

/** Writes places back into the sign-ups that they stand for. */
export function withPlaces(
  signups: readonly Signup[],
  seats: readonly Place[],
  now: number,
): Signup[] {
  const byUser = new Map(seats.map((seat) => [seat.user_id, seat]))
  return signups.map((one) => {
    const seat = byUser.get(one.user_id)
    if (!seat) return one
    const status =
      seat.status === 'confirmed' ? (hasPlace(one) ? one.status : 'confirmed') : 'waitlist'
    const { option: role_id, offer_expires_at } = seat
    const same =
      status === one.status && role_id === one.role_id && offer_expires_at === one.offer_expires_at
    return same ? one : { ...one, status, role_id, offer_expires_at, updated_at: now }
  })
}

/** The outcome of a change of sign-ups, with what else follows from it. */
export function settled(
  { event, signups: before, now }: Ground,
  after: readonly Signup[],
  happened: readonly Happening[],
): Decision {
  const known = new Map(before.map((one) => [one.id, one]))
  const named = new Set(happened.map((one) => one.user_id))
  const others = after
    .filter((one) => !named.has(one.user_id) && known.get(one.id) !== one)
    .map((one): Happening => {
      const rises = hasPlace(one) && known.get(one.id)?.status === 'waitlist'
      return { action: rises ? 'signup_promoted' : 'signup_updated', user_id: one.user_id }
    })
  const wasFull = isFull(event, before)
  const full = isFull(event, after)
  const flips: Happening[] = full === wasFull ? [] : [{ action: full ? 'full' : 'not_full' }]
  return {
    ok: true,
    event: { ...event, filled_at: event.filled_at ?? (full && !wasFull ? now : null) },
    signups: [...after],
    happened: [...happened, ...others, ...flips],
  }
}

/** Sign-ups with one of them new or changed. */
export function replaced(signups: readonly Signup[], next: Signup): Signup[] {
  const index = signups.findIndex((one) => one.id === next.id)
  return index === -1 ? [...signups, next] : signups.with(index, next)
}

/** Takes a place, or waits for one; `one` is not at the board yet. */
export function take(
  ground: Ground,
  one: Signup,
  mayWait: boolean,
): { signups: Signup[] } | Refusal {
  const { event, signups, now } = ground
  const seq = nextSeq(signups)
  const fresh: Signup = { ...one, seq, benched: false, status: 'waitlist', offer_expires_at: null }
  const others = signups.filter(({ id }) => id !== one.id)
  const board = boardOf({ ...ground, signups: others })
  const queue = others.some(({ status, benched }) => status === 'waitlist' && !benched)
  // Places that a manager gives out by hand are not taken by those who come later.
  const held = event.waitlist_mode === 'manual' && queue
  const waits = mayWait && event.waitlist_mode !== 'off'
  if (held) return waits ? { signups: replaced(signups, fresh) } : 'event_full'
  const outcome = claim(board, placeOf(fresh), waits)
  if (!outcome.ok) return outcome.refusal === 'option_full' ? 'role_full' : 'event_full'
  return { signups: withPlaces(replaced(signups, fresh), outcome.seats, now) }
}

/** Leaves the board, if at it; the queue moves. */
export function leave(
  ground: Ground,
  one: Signup,
  next: Pick<Signup, 'status'> & Partial<Signup>,
): Signup[] {
  const { signups, now } = ground
  const outcome = release(boardOf(ground), one.user_id)
  const gone: Signup = { ...one, ...next, offer_expires_at: null, updated_at: now }
  const changed = replaced(signups, gone)
  return outcome.ok ? withPlaces(changed, outcome.seats, now) : changed
}
