import { hasRoom, promote as promoteSeats, switchOption } from '#core/seats/seats.ts'
import {
  boardOf,
  leave,
  nextSeq,
  replaced,
  settled,
  take,
  withPlaces,
  type Ground,
} from './board.ts'
import {
  closesAt,
  isLive,
  signupGate,
  type Decision,
  type EventOption,
  type EventRecord,
  type Happening,
  type Refusal,
  type Signup,
} from './event.ts'

const refused = (refusal: Refusal): Decision => ({ ok: false, refusal })

/** The answer of who does not come. */
const absent = 'absent'

/** What somebody asks for. */
export type Wish = {
  /** Id for a sign-up that does not exist yet. */
  id: string
  user_id: string
  role_id: string | null
  option: string | null
  notes: string | null
  guests: number | null
  source: Signup['source']
  /** `accept` gives a place up for the wait of a full role. */
  waitlist: 'auto' | 'no' | 'accept'
}

/** What is known of somebody, as far as events ask for it. */
export type Standing = {
  /** Roles in the organisation's servers; null when they are not known. */
  roles: readonly string[] | null
  /** False where roles stand for members of the organisation, and he or she has none of them. */
  member: boolean
}

/** Of whom nothing is known, nothing is asked. */
export const unknown: Standing = { roles: null, member: true }

/** Who asks: whose rights decide. */
export type Asker = { manager: boolean } & Standing

function optionOf(event: EventRecord, key: string | null): EventOption | null {
  if (key === null) return event.options.find(({ counts }) => counts) ?? null
  return event.options.find((one) => one.key === key) ?? null
}

/** Why a person may not take part; roles that nobody knows forbid nothing. */
export function whyNot(
  event: Pick<EventRecord, 'visibility' | 'allowed_role_ids' | 'banned_role_ids' | 'roles'>,
  { roles, member }: Standing,
  roleId: string | null,
): 'missing_role' | 'blocked' | null {
  if (roles === null) return null
  const holds = (ids: readonly string[]) => ids.some((id) => roles.includes(id))
  if (holds(event.banned_role_ids)) return 'blocked'
  if (event.visibility === 'guild' && !member) return 'missing_role'
  if (event.allowed_role_ids.length > 0 && !holds(event.allowed_role_ids)) return 'missing_role'
  const wanted = event.roles.find(({ id }) => id === roleId)?.required_discord_role_ids ?? []
  return wanted.length > 0 && !holds(wanted) ? 'missing_role' : null
}

function misfit(event: EventRecord, wish: Wish): Refusal | null {
  if (!optionOf(event, wish.option)) return 'unknown_option'
  const isKnown = wish.role_id === null || event.roles.some(({ id }) => id === wish.role_id)
  if (!isKnown) return 'unknown_role'
  return (wish.guests ?? 0) > 0 && !event.guests_allowed ? 'guests_not_allowed' : null
}

function check(
  { event, now }: Ground,
  mine: Signup | undefined,
  wish: Wish,
  asker: Asker,
): Refusal | null {
  const wrong = misfit(event, wish)
  if (wrong) return wrong
  if (!isLive(event.state)) return 'signup_closed'
  if (asker.manager) return null
  if (mine?.status === 'removed') return 'blocked'
  const gate = signupGate(event, now)
  // Everybody may say that he or she does not come.
  if (gate || wish.option === absent) return gate
  if (optionOf(event, wish.option)?.counts === true) {
    return whyNot(event, asker, wish.role_id ?? mine?.role_id ?? null)
  }
  return whyNot({ ...event, allowed_role_ids: [] }, asker, null)
}

const empty = {
  status: 'declined',
  offer_expires_at: null,
  benched: false,
  checked_in_at: null,
  first_seen: null,
  seconds: 0,
  present_since: null,
  result: null,
} as const

/** A sign-up with the wish in it, not yet at any place. */
export function wished({ event, now }: Ground, mine: Signup | undefined, wish: Wish): Signup {
  const base = mine ?? { ...empty, created_at: now, seq: 0, notes: '', guests: 0 }
  const { id, user_id, source } = wish
  return {
    ...base,
    id: mine?.id ?? id,
    event_id: event.id,
    user_id,
    role_id: wish.role_id ?? mine?.role_id ?? null,
    option: optionOf(event, wish.option)?.key ?? 'going',
    notes: wish.notes ?? base.notes,
    guests: wish.guests ?? base.guests,
    source,
    updated_at: now,
  }
}

/** Another role, option or number of guests for somebody who has a place, or waits. */
function rearrange(
  ground: Ground,
  mine: Signup,
  { next, wish }: { next: Signup; wish: Wish },
): { signups: Signup[] } | Refusal {
  const { signups, now } = ground
  const changed = { ...mine, option: next.option, notes: next.notes, updated_at: now }
  const moves = next.role_id !== mine.role_id || next.guests !== mine.guests
  if (!moves) return { signups: replaced(signups, changed) }
  const waits = mine.status === 'waitlist' && mine.offer_expires_at === null
  if (waits || wish.waitlist === 'accept') {
    const without = leave(ground, mine, { status: 'withdrawn' })
    const taken = take({ ...ground, signups: without }, { ...next, status: 'withdrawn' }, true)
    return taken
  }
  const board = boardOf(ground)
  const others = board.seats.filter(({ user_id }) => user_id !== mine.user_id)
  const size = 1 + next.guests
  const room = (option: string | null) =>
    hasRoom({ seats: others, limits: board.limits }, option, size)
  if (!room(next.role_id)) return next.role_id === mine.role_id ? 'event_full' : 'role_full'
  const grown = board.seats.map((seat) =>
    seat.user_id === mine.user_id ? { ...seat, size } : seat,
  )
  const outcome =
    next.role_id === mine.role_id
      ? { ok: true as const, ...promoteSeats({ ...board, seats: grown }) }
      : switchOption({ ...board, seats: grown }, mine.user_id, next.role_id)
  if (!outcome.ok) return 'role_full'
  const with_ = replaced(signups, { ...changed, guests: next.guests })
  return { signups: withPlaces(with_, outcome.seats, now) }
}

const seated = ['confirmed', 'waitlist', 'checked_in'] as const

function isSeated(one: Signup | undefined): one is Signup {
  return seated.some((status) => status === one?.status)
}

/** An answer that takes no place; a place that was held is free again. */
function decline(ground: Ground, mine: Signup | undefined, next: Signup): Decision | Signup[] {
  const { signups } = ground
  const status = next.option === absent ? 'declined' : 'tentative'
  const same = mine?.status === status && mine.option === next.option && mine.notes === next.notes
  if (same) return refused('already_joined')
  if (mine) return leave(ground, mine, { ...next, status, role_id: null })
  return [...signups, { ...next, status, role_id: null, seq: nextSeq(signups) }]
}

function isSame(mine: Signup | undefined, next: Signup): boolean {
  return (
    mine !== undefined &&
    ['pending', ...seated].includes(mine.status) &&
    (['role_id', 'option', 'guests', 'notes'] as const).every((key) => mine[key] === next[key])
  )
}

/** An answer that takes a place, or waits for one. */
function attend(
  ground: Ground,
  mine: Signup | undefined,
  { next, wish, manager }: { next: Signup; wish: Wish; manager: boolean },
): Decision | Signup[] {
  const { event, signups } = ground
  if (event.roles.length > 0 && next.role_id === null) return refused('role_required')
  if (isSame(mine, next)) return refused('already_joined')
  if (event.approval_required && !manager && !isSeated(mine)) {
    const pending: Signup = { ...next, status: 'pending', seq: nextSeq(signups) }
    return replaced(signups, pending)
  }
  const outcome = isSeated(mine)
    ? rearrange(ground, mine, { next, wish })
    : take(ground, next, wish.waitlist !== 'no')
  return typeof outcome === 'string' ? refused(outcome) : outcome.signups
}

/** Somebody answers, changes the answer, or comes back. */
export function signUp(ground: Ground, wish: Wish, asker: Asker): Decision {
  const { event, signups } = ground
  const mine = signups.find(({ user_id }) => user_id === wish.user_id)
  const refusal = check(ground, mine, wish, asker)
  if (refusal) return refused(refusal)
  const next = wished(ground, mine, wish)
  const counts = optionOf(event, wish.option)?.counts ?? false
  const outcome = counts
    ? attend(ground, mine, { next, wish, manager: asker.manager })
    : decline(ground, mine, next)
  if (!Array.isArray(outcome)) return outcome
  const action = isSeated(mine) ? 'signup_updated' : 'signup_created'
  return settled(ground, outcome, [{ action, user_id: wish.user_id }])
}

const there = ['pending', 'confirmed', 'waitlist', 'tentative', 'interested', 'checked_in'] as const

/** Somebody takes the answer back; after the cut-off a manager does, or the event allows it. */
export function withdraw(
  ground: Ground,
  { userId, source }: { userId: string; source: Signup['source'] },
  asker: Pick<Asker, 'manager'>,
): Decision {
  const { event, signups, now } = ground
  const mine = signups.find(({ user_id }) => user_id === userId)
  if (!mine || !there.some((status) => status === mine.status)) return refused('not_joined')
  if (!isLive(event.state)) return refused('signup_closed')
  const cutOff = now >= closesAt(event) && !event.late_withdraw
  if (cutOff && !asker.manager && mine.status !== 'interested') return refused('signup_closed')
  const after = leave(ground, mine, { status: 'withdrawn', benched: false, source })
  const happened: Happening[] = [{ action: 'signup_withdrawn', user_id: userId }]
  return settled(ground, after, happened)
}
