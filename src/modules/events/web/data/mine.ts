import type { EventJson } from '../../contract/event.ts'
import type { SignupJson } from '../../contract/signup.ts'

type My = NonNullable<EventJson['my']>

/** The person who looks at the page. */
export type Reader = { discord_id: string; username: string; display_name: string }

/** What somebody wants to be in an event. */
export type Wish = {
  role_id?: string | null | undefined
  option?: string | undefined
  notes?: string | undefined
  guests?: number | undefined
  waitlist?: 'auto' | 'no' | 'accept' | undefined
}

/** What somebody asked for and the server has not answered yet. */
export type SignupRequest = {
  event_id: string
  wish: Wish | 'withdraw'
  idempotencyKey: string
}

/** Statuses in which somebody takes a place. */
export const placed: ReadonlySet<string> = new Set(['confirmed', 'checked_in', 'no_show'])
/** Statuses of somebody who has answered and not taken it back. */
export const answered: ReadonlySet<string> = new Set([
  'pending',
  'confirmed',
  'waitlist',
  'tentative',
  'declined',
  'checked_in',
  'no_show',
])

/** Whether people may still come and go, as far as the event's state says. */
export function isComing(event: EventJson): boolean {
  return event.state === 'scheduled' || event.state === 'active'
}

/** Refusals that no frame can lift, because they are about the reader and not about the event. */
const personal: ReadonlySet<string> = new Set([
  'missing_role',
  'blocked',
  'guild_ban',
  'permission_denied',
  'not_authenticated',
])

function reasonNotTo(event: EventJson, before: My | null): string | null {
  if (!isComing(event) || !event.signup_open) return 'signup_closed'
  if (before?.reason && personal.has(before.reason)) return before.reason
  return event.is_full && event.waitlist_mode === 'off' ? 'event_full' : null
}

/** Whether a sign-up is the reader's own; where nobody is named, its id from before tells. */
function isOwn({ discord_id }: Reader, before: My | null) {
  return ({ id, discord_user_id: whose }: SignupJson) =>
    whose === null ? id === before?.signup?.id : whose === discord_id
}

/**
 * An event with the reader's own part. Live frames go to many readers and leave it out; it follows
 * from the sign-ups and, for what only the server knows, from what was known before.
 */
export function withMyPart(event: EventJson, reader: Reader | null, before: My | null): EventJson {
  if (event.my || !reader) return event
  const signup = event.signups.find(isOwn(reader, before)) ?? null
  const inside = signup !== null && answered.has(signup.status)
  const reason = reasonNotTo(event, before)
  return {
    ...event,
    my: {
      signup,
      can_signup: reason === null || inside,
      can_withdraw: inside && isComing(event) && (event.signup_open || event.late_withdraw),
      can_manage: before?.can_manage ?? false,
      reason,
    },
  }
}

function statusFor(event: EventJson, wish: Wish, before: SignupJson | null): SignupJson['status'] {
  const option = event.options.find(({ key }) => key === wish.option)
  if (option && !option.counts) return option.key === 'absent' ? 'declined' : 'tentative'
  if (event.approval_required && !(before && placed.has(before.status))) return 'pending'
  const role = event.roles.find(({ id }) => id === wish.role_id)
  const holds = before !== null && placed.has(before.status)
  const full = (event.is_full && !holds) || (role?.is_full && before?.role_id !== role.id)
  return full ? 'waitlist' : 'confirmed'
}

const heads = (list: EventJson['signups']) => list.reduce((sum, one) => sum + 1 + one.guests, 0)

/** Places that are taken: by people with their guests, and by those to whom one is offered. */
export function placesTaken(event: EventJson): number {
  return heads(
    event.signups.filter((one) => placed.has(one.status) || one.offer_expires_at !== null),
  )
}

function counted(event: EventJson, signups: EventJson['signups']): EventJson {
  const inPlace = signups.filter((one) => placed.has(one.status))
  const waiting = signups.filter((one) => one.status === 'waitlist')
  return {
    ...event,
    signups,
    confirmed_count: inPlace.length,
    waitlist_count: waiting.length,
    is_full: event.max_participants !== null && heads(inPlace) >= event.max_participants,
    roles: event.roles.map((role) => {
      const current = heads(inPlace.filter((one) => one.role_id === role.id))
      return {
        ...role,
        current_signups: current,
        waitlist_count: waiting.filter((one) => one.role_id === role.id).length,
        is_full: role.capacity !== null && current >= role.capacity,
      }
    }),
  }
}

function newSignup(event: EventJson, reader: Reader, at: string): SignupJson {
  return {
    id: 'pending',
    event_id: event.id,
    user_id: null,
    discord_user_id: reader.discord_id,
    discord_username: reader.username,
    display_name: reader.display_name,
    avatar: null,
    role_id: null,
    option: event.options[0]?.key ?? 'going',
    status: 'confirmed',
    position_in_waitlist: null,
    offer_expires_at: null,
    notes: '',
    guests: 0,
    source: 'web',
    created_at: at,
    updated_at: at,
    checked_in_at: null,
    attendance: null,
  }
}

/**
 * How an event looks as soon as the button is pressed. The cache keeps only what the server said,
 * so a refusal needs no undoing: the request ends and the truth shows again. `now` is epoch
 * milliseconds.
 */
export function withRequest(
  event: EventJson,
  request: SignupRequest,
  reader: Reader,
  now: number,
): EventJson {
  const my = event.my ?? null
  const isMine = isOwn(reader, my)
  const before = event.signups.find(isMine) ?? null
  const others = event.signups.filter((one) => !isMine(one))
  if (request.wish === 'withdraw') {
    const gone = before && [{ ...before, status: 'withdrawn' as const }]
    return withMyPart({ ...counted(event, [...others, ...(gone ?? [])]), my: null }, reader, my)
  }
  const { role_id, option, notes, guests } = request.wish
  const base = before ?? newSignup(event, reader, new Date(now).toISOString())
  const status = statusFor(event, request.wish, before)
  const mine: SignupJson = {
    ...base,
    status,
    role_id: role_id === undefined ? base.role_id : role_id,
    option: option ?? base.option,
    notes: notes ?? base.notes,
    guests: guests ?? base.guests,
    position_in_waitlist: status === 'waitlist' ? event.waitlist_count + 1 : null,
  }
  return withMyPart({ ...counted(event, [...others, mine]), my: null }, reader, my)
}
