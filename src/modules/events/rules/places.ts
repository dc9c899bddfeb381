import { lapse, resize as resizeSeats } from '#core/seats/seats.ts'
import { boardOf, replaced, settled, withPlaces, type Ground } from './board.ts'
import {
  hasPlace,
  isLive,
  type Decision,
  type Happening,
  type Refusal,
  type Signup,
} from './event.ts'

const refused = (refusal: Refusal): Decision => ({ ok: false, refusal })

/** Check-in opens so long before the start, in milliseconds. */
export const checkinLeadMs = 30 * 60_000

/** The refusal of what cannot be done with a sign-up where it stands; one that was taken back is none. */
export function misplaced({ status }: Signup): Decision {
  const isGone = status === 'withdrawn' || status === 'removed'
  if (isGone) return refused('not_joined')
  return { ok: false, refusal: 'invalid_transition', signup: status }
}

/** New limits for the same people; who came last waits again. */
export function resize(ground: Ground): Decision {
  const { signups, now } = ground
  const outcome = resizeSeats(boardOf(ground))
  const after = withPlaces(signups, outcome.seats, now)
  return settled(ground, after, [])
}

/** Offers that were not taken in time pass on; null when there are none. */
export function lapseOffers(ground: Ground): Decision | null {
  const { signups, now } = ground
  const isLapsed = (one: Signup) => one.offer_expires_at !== null && one.offer_expires_at <= now
  const lapsed = signups.filter(isLapsed)
  if (lapsed.length === 0) return null
  const outcome = lapse(boardOf(ground), now)
  const without = signups.map((one): Signup =>
    isLapsed(one) ? { ...one, status: 'withdrawn', offer_expires_at: null, updated_at: now } : one,
  )
  const happened = lapsed.map(({ user_id }): Happening => ({ action: 'signup_withdrawn', user_id }))
  return settled(ground, withPlaces(without, outcome.seats, now), happened)
}

/** Somebody is there: by button, link or voice; so many minutes after the start is late. */
export function checkIn(
  ground: Ground,
  userId: string,
  { manager, lateMinutes }: { manager: boolean; lateMinutes: number },
): Decision {
  const { event, signups, now } = ground
  const mine = signups.find(({ user_id }) => user_id === userId)
  if (!mine) return refused('not_joined')
  if (mine.status === 'checked_in') return refused('already_joined')
  if (!hasPlace(mine)) return misplaced(mine)
  const open = isLive(event.state) && now >= event.start_at - checkinLeadMs && now <= event.end_at
  if (!open && !manager) return refused('checkin_closed')
  const isLate = now > event.start_at + lateMinutes * 60_000
  // Whoever was given up too early is there after all.
  const seen = mine.status === 'no_show' ? null : mine.result
  const here: Signup = {
    ...mine,
    status: 'checked_in',
    checked_in_at: now,
    first_seen: mine.first_seen ?? now,
    result: seen ?? (isLate ? 'late' : 'present'),
    updated_at: now,
  }
  const happened: Happening[] = [{ action: 'checked_in', user_id: userId }]
  return settled(ground, replaced(signups, here), happened)
}
