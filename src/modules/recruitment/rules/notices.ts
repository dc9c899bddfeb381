import { takenCount, type Seat } from '#core/seats/seats.ts'
import { isLive, type PartyState } from './party.ts'
import { startAhead } from './reminders.ts'

/** What people are told about parties. */
export const noticeKinds = [
  ...(['full', 'started', 'promoted', 'offered', 'kicked', 'cancelled', 'expired'] as const),
  ...(['last_call', 'seat_free', 'invited', 'alert', 'reminder'] as const),
] as const

/** One of them. */
export type NoticeKind = (typeof noticeKinds)[number]

/** Kinds about which those who cannot be reached directly are mentioned in the channel. */
const mentioned = new Set<NoticeKind>([
  ...(['full', 'started', 'promoted', 'offered', 'cancelled', 'expired'] as const),
  ...(['last_call', 'invited', 'reminder'] as const),
])

/** Whether somebody who cannot be reached directly is mentioned in the channel instead. */
export function fallsBack(kind: NoticeKind): boolean {
  return mentioned.has(kind)
}

/** Kinds that a guild without direct messages still announces, by one mention in the channel. */
export function isAnnounced(kind: NoticeKind): boolean {
  return kind === 'full' || kind === 'started' || kind === 'reminder'
}

/** Who of a party is told when nobody is named. Of an end also those hear who waited. */
export function audience(kind: NoticeKind, seats: readonly Seat[]): string[] {
  const all = kind === 'cancelled' || kind === 'expired'
  return seats.filter((seat) => all || seat.status === 'confirmed').map((seat) => seat.user_id)
}

type Seen = { party: PartyState; seats: readonly Seat[] }

const isMeant: Record<
  NoticeKind,
  (seen: Seen, seat: (Seat & { source?: string }) | undefined, now: number) => boolean
> = {
  full: ({ party }, seat) => seat !== undefined && ['full', 'started'].includes(party.state),
  started: ({ party }, seat) => seat !== undefined && party.state === 'started',
  promoted: ({ party }, seat) => isLive(party.state) && seat?.status === 'confirmed',
  offered: ({ party }, seat, now) =>
    isLive(party.state) && seat?.status === 'offered' && (seat.offer_expires_at ?? 0) > now,
  kicked: (_, seat) => seat === undefined,
  cancelled: ({ party }) => party.state === 'cancelled',
  expired: ({ party }) => party.state === 'expired',
  last_call: ({ party }, seat) =>
    party.state === 'open' && party.last_call_at !== null && seat !== undefined,
  seat_free: ({ party, seats }, seat) =>
    seat === undefined && isLive(party.state) && takenCount(seats) < party.max_slots,
  invited: ({ party }, seat) => isLive(party.state) && seat?.source === 'invited',
  reminder: ({ party }, seat, now) =>
    seat?.status === 'confirmed' && (startAhead(party) ?? 0) > now,
  alert: ({ party }, seat) => seat === undefined && isLive(party.state),
}

/** Whether a notice still means something to a person when it is about to be sent. */
export function isMeaningful(kind: NoticeKind, seen: Seen, userId: string, now: number): boolean {
  const seat = seen.seats.find((one) => one.user_id === userId)
  return isMeant[kind](seen, seat, now)
}
