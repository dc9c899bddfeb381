import type { z } from 'zod'
import type { EventState, SignupStatus, signupSource } from '../contract/shared.ts'
import type { EventJson } from '../contract/event.ts'
import type { syncField } from '../contract/insight.ts'
import type { EventAction } from '../contract/live.ts'

/** A kind of place at an event. */
export type EventRole = {
  id: string
  name: string
  emoji: string | null
  capacity: number | null
  min: number | null
  description: string
  required_discord_role_ids: string[]
}

/** An answer that people may give. */
export type EventOption = EventJson['options'][number]

/** Fields that are kept equal with Discord. */
export type SyncField = z.infer<typeof syncField>

/** What an event is for decisions. Times are epoch milliseconds. */
export type EventRecord = {
  id: string
  slug: string
  org_id: string
  created_by: string | null
  title: string
  description: string
  type: string
  start_at: number
  end_at: number
  timezone: string
  location: string | null
  voice_channel_id: string | null
  visibility: EventJson['visibility']
  state: EventState
  max_participants: number | null
  min_participants: number | null
  min_deadline_minutes: number | null
  signup_opens_at: number | null
  signup_closes_at: number | null
  waitlist_mode: EventJson['waitlist_mode']
  approval_required: boolean
  guests_allowed: boolean
  late_withdraw: boolean
  attendance_enabled: boolean
  create_channels: boolean
  create_thread: boolean
  attendee_role: boolean
  /** Muster was down over its whole time, or its start came too late to be told. */
  missed: boolean
  allowed_role_ids: readonly string[]
  banned_role_ids: readonly string[]
  roles: readonly EventRole[]
  options: readonly EventOption[]
  /** Minutes before the start. */
  reminders: readonly number[]
  series_id: string | null
  occurrence_key: string | null
  template_id: string | null
  banner_url: string | null
  /** Servers of the organisation that it is shown in; null means all active ones. */
  guild_ids: readonly string[] | null
  locale: string
  cancel_reason: string | null
  /** Discord id of who called it off there; null where nobody did, or Discord does not tell. */
  cancelled_by: string | null
  confirmed_count: number
  /** When our side last changed each field that Discord knows too. */
  field_times: Partial<Record<SyncField, number>>
  /** When the pending timer is due; null without one. */
  clock_at: number | null
  started_at: number | null
  ended_at: number | null
  /** When it was full for the first time. */
  filled_at: number | null
  ics_sequence: number
  version: number
  created_at: number
  updated_at: number
}

/** Somebody's answer to an event. Times are epoch milliseconds. */
export type Signup = {
  id: string
  event_id: string
  user_id: string
  role_id: string | null
  option: string
  status: SignupStatus
  /** Order of arrival in the event. */
  seq: number
  offer_expires_at: number | null
  notes: string
  guests: number
  source: z.infer<typeof signupSource>
  /** Sent to the bench by a manager: not promoted by itself. */
  benched: boolean
  checked_in_at: number | null
  first_seen: number | null
  seconds: number
  present_since: number | null
  result: 'present' | 'late' | 'partial' | 'absent' | null
  created_at: number
  updated_at: number
}

/** Codes with which a wish is refused. */
export type Refusal =
  | 'invalid_transition'
  | 'starts_in_past'
  | 'signup_closed'
  | 'signup_not_open'
  | 'event_full'
  | 'role_full'
  | 'role_required'
  | 'unknown_role'
  | 'unknown_option'
  | 'missing_role'
  | 'blocked'
  | 'already_joined'
  | 'not_joined'
  | 'no_offer'
  | 'guests_not_allowed'
  | 'checkin_closed'

/** One thing that happened, and to whom; an edit may have moved the event elsewhere. */
export type Happening = { action: EventAction; user_id?: string; elsewhere?: boolean }

/** A decision: the event and its people afterwards and what happened, or why nothing did. */
export type Decision =
  | { ok: true; event: EventRecord; signups: Signup[]; happened: Happening[] }
  /** `signup` is where somebody stands who cannot go that way from there. */
  | { ok: false; refusal: Refusal; signup?: SignupStatus }

/**
 * Moves between states that are possible at all, by state (contract §8.2). What is completed before it began has been
 * active in between, in the same step.
 */
export const transitions: Record<EventState, readonly EventState[]> = {
  draft: ['scheduled'],
  scheduled: ['active', 'completed', 'cancelled'],
  active: ['completed', 'cancelled'],
  completed: ['archived'],
  cancelled: ['scheduled', 'archived'],
  archived: [],
}

/** Whether people still deal with an event. */
export function isLive(state: EventState): boolean {
  return state === 'scheduled' || state === 'active'
}

/** Whether an event is over. */
export function isOver(state: EventState): boolean {
  return state === 'completed' || state === 'cancelled' || state === 'archived'
}

/** When sign-ups end: at the cut-off, or with the start. */
export function closesAt(event: Pick<EventRecord, 'signup_closes_at' | 'start_at'>): number {
  return event.signup_closes_at ?? event.start_at
}

/** Why nobody can sign up now; null when people can. */
export function signupGate(
  event: Pick<EventRecord, 'state' | 'signup_opens_at' | 'signup_closes_at' | 'start_at'>,
  now: number,
): 'signup_closed' | 'signup_not_open' | null {
  if (!isLive(event.state)) return 'signup_closed'
  if (event.signup_opens_at !== null && now < event.signup_opens_at) return 'signup_not_open'
  return now >= closesAt(event) ? 'signup_closed' : null
}

const keepsPlace: readonly SignupStatus[] = ['confirmed', 'checked_in', 'no_show']

/** Whether a sign-up has a place. */
export function hasPlace(signup: Pick<Signup, 'status'>): boolean {
  return keepsPlace.includes(signup.status)
}

/** Places that are taken: people and their guests, offered places too. */
export function placesTaken(signups: readonly Signup[], roleId?: string | null): number {
  return signups
    .filter(
      (one) =>
        (hasPlace(one) || (one.status === 'waitlist' && one.offer_expires_at !== null)) &&
        (roleId === undefined || one.role_id === roleId),
    )
    .reduce((sum, one) => sum + 1 + one.guests, 0)
}

/** Whether every place is taken: of the whole event, or else of each of its roles. */
export function isFull(event: EventRecord, signups: readonly Signup[]): boolean {
  const { max_participants: max, roles } = event
  if (max !== null && placesTaken(signups) >= max) return true
  const limited = roles.filter(({ capacity }) => capacity !== null)
  return (
    roles.length > 0 &&
    limited.length === roles.length &&
    limited.every((role) => placesTaken(signups, role.id) >= (role.capacity ?? Infinity))
  )
}
