import { confirmedCount, lapse, type Seat } from '#core/seats/seats.ts'
import { boardOf, isLive, settle, stateEvents, type Decision, type PartyState } from './party.ts'
import { eventsOf } from './people.ts'

/** How a guild lets parties end by themselves. Milliseconds. */
export type TimeRules = {
  /** A party without a start ends after this long without anybody doing anything. */
  idle_ms: number
  /** Members are told this long before. */
  last_call_ms: number
  /** A party that has not enough members at its start waits this long for more. */
  grace_ms: number
}

/** A started or full party ends this long after, in milliseconds. */
export const longestRunMs = 12 * 3_600_000

/** How long after its end a party may be opened again, in milliseconds. */
export const reopenWindowMs = 24 * 3_600_000

/** When an open party will end by itself; null when it will not. */
export function endOf(party: PartyState, rules: TimeRules): number | null {
  if (party.state !== 'open') return null
  const idle = party.starts_at === null ? party.active_at + rules.idle_ms : null
  const ends = [party.expires_at, idle].filter((at) => at !== null)
  return ends.length > 0 ? Math.min(...ends) : null
}

/** How many members a party needs to start by itself. */
export function neededToStart(party: Pick<PartyState, 'min_slots'>): number {
  return party.min_slots ?? 1
}

/**
 * What people do postpones the end of a party that ends for want of it, and members are called out
 * anew; the call to an end that has been set stands, so that nobody hears it with each newcomer.
 */
export function keepLastCall<P extends PartyState>(
  party: P,
  calledAt: number | null,
  rules: TimeRules,
): P {
  const end = endOf(party, rules)
  const stands = calledAt !== null && end !== null && end - rules.last_call_ms <= calledAt
  return stands ? { ...party, last_call_at: party.last_call_at ?? calledAt } : party
}

function hasEnough(party: PartyState, seats: readonly Seat[]): boolean {
  return confirmedCount(seats) >= neededToStart(party)
}

/** Whether a party has ended because its start came and too few of these members had. */
export function fellShort(
  party: Pick<PartyState, 'state' | 'starts_at' | 'closed_at' | 'min_slots'>,
  members: number,
): boolean {
  const { state, starts_at, closed_at } = party
  const hadStart = starts_at !== null && closed_at !== null && starts_at <= closed_at
  return state === 'expired' && hadStart && members < neededToStart(party)
}

/** The next instant at which time alone changes something; null when nothing is to come. */
export function nextTick(
  party: PartyState,
  seats: readonly Seat[],
  rules: TimeRules,
): number | null {
  if (!isLive(party.state)) return null
  const offers = seats.map((seat) => (seat.status === 'offered' ? seat.offer_expires_at : null))
  const times = [...offers, startTick(party, seats, rules), endTick(party, rules)]
  const coming = times.filter((at) => at !== null)
  return coming.length > 0 ? Math.min(...coming) : null
}

/** When the start is to be looked at; with too few members, when the grace is over. */
function startTick(party: PartyState, seats: readonly Seat[], rules: TimeRules): number | null {
  const { starts_at, state } = party
  if (starts_at === null || state === 'started') return null
  return hasEnough(party, seats) ? starts_at : starts_at + rules.grace_ms
}

/** When the end is to be called out, or has come. */
function endTick(party: PartyState, rules: TimeRules): number | null {
  if (party.state === 'started') return (party.started_at ?? 0) + longestRunMs
  if (party.state === 'full') {
    return party.starts_at === null ? (party.closed_at ?? 0) + longestRunMs : null
  }
  const end = endOf(party, rules)
  if (end === null || party.last_call_at !== null) return end
  return end - rules.last_call_ms
}

/** What time brought: a decision, and whether members are to be told that the end is near. */
export type Tick<P extends PartyState, S extends Seat> = {
  decision: Extract<Decision<P, S>, { ok: true }> | null
  lastCall: boolean
}

function ended<P extends PartyState>(party: P, state: 'expired' | 'closed', now: number): P {
  const closed_reason = state === 'expired' ? 'expired' : 'manual'
  return { ...party, state, closed_reason, closed_at: now }
}

function timed<P extends PartyState>(
  party: P,
  seats: readonly Seat[],
  rules: TimeRules,
  now: number,
): P {
  const { starts_at } = party
  const waiting = party.state === 'open' || party.state === 'full'
  if (waiting && starts_at !== null && starts_at <= now) {
    if (hasEnough(party, seats)) return start(party, seats, now)
    if (starts_at + rules.grace_ms <= now) return ended(party, 'expired', now)
  }
  const ends = endOf(party, rules)
  if (ends !== null && ends <= now) return ended(party, 'expired', now)
  const since = party.state === 'started' ? party.started_at : party.closed_at
  const runs = party.state === 'started' || (party.state === 'full' && starts_at === null)
  if (runs && (since ?? 0) + longestRunMs <= now) return ended(party, 'closed', now)
  return party
}

/** The party begins; those who have a place play, free places may still be taken. */
export function start<P extends PartyState>(party: P, seats: readonly Seat[], now: number): P {
  return settle({ ...party, state: 'started', started_at: now, closed_at: now }, seats, now)
}

/** Brings a party up to the present. Asking twice changes nothing. */
export function tick<P extends PartyState, S extends Seat>(
  party: P,
  seats: readonly S[],
  rules: TimeRules,
  now: number,
): Tick<P, S> {
  if (!isLive(party.state)) return { decision: null, lastCall: false }
  const lapsed = lapse(boardOf(party, seats, now), now)
  const settled = settle(party, lapsed.seats, now)
  const after = timed(settled, lapsed.seats, rules, now)
  const ends = endOf(after, rules)
  const lastCall =
    ends !== null && after.last_call_at === null && ends - rules.last_call_ms <= now && ends > now
  const changed = lapsed.changes.length > 0 || after.state !== party.state
  if (!changed && !lastCall) return { decision: null, lastCall: false }
  const told: P = lastCall ? { ...after, last_call_at: now } : after
  const events = [...eventsOf(lapsed.changes), ...stateEvents(party, told)]
  // There is nothing left to wait for.
  const { dropped = [], kept = [] } = Object.groupBy(lapsed.seats, ({ status }) =>
    told.state === 'expired' && status !== 'confirmed' ? 'dropped' : 'kept',
  )
  const released = dropped.map((seat) => ({ kind: 'released' as const, seat }))
  const changes = [...lapsed.changes, ...released]
  return { decision: { ok: true, party: told, seats: kept, changes, events }, lastCall }
}
