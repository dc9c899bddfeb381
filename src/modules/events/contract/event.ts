import { z } from 'zod'
import { instant, line, pageOf, paragraph, snowflake } from '#core/contract.ts'
import {
  eventState,
  eventVisibility,
  flag,
  discordId,
  idFilter,
  waitlistMode,
  when,
  zoneName,
  type EventState,
} from './shared.ts'
import { eventSignup } from './signup.ts'

/** A kind of place at an event, with its counts. */
export const eventRole = z.object({
  id: z.string(),
  event_id: z.string(),
  name: z.string(),
  emoji: z.string().nullable(),
  capacity: z.int().nullable(),
  min: z.int().nullable(),
  description: z.string(),
  required_discord_role_ids: z.array(z.string()),
  order: z.int(),
  current_signups: z.int(),
  waitlist_count: z.int(),
  is_full: z.boolean(),
})

/**
 * An answer that people may give; `counts` ones take a place, `reminders` ones are reminded. One of the usual keys that
 * is called as usual in some language is called so in each reader's.
 */
export const eventOption = z.object({
  key: z.string().regex(/^[a-z0-9_-]{1,20}$/, 'Must be 1 to 20 of a-z, 0-9, _ and -.'),
  label: line(1, 40),
  emoji: line(1, 64).nullable().default(null),
  counts: z.boolean(),
  reminders: z.boolean(),
})

/** Where an event is shown in Discord. */
const shownIn = z.object({
  guild_id: z.string(),
  guild_name: z.string(),
  discord_event_id: z.string().nullable(),
  link_state: z.string(),
  discord_event_url: z.string().nullable(),
  message_url: z.string().nullable(),
})

/** Where the reader stands in an event and what the reader may do. */
export const myPart = z.object({
  signup: eventSignup.nullable(),
  can_signup: z.boolean(),
  can_withdraw: z.boolean(),
  can_manage: z.boolean(),
  /** Error code that says why signing up is impossible, or null. */
  reason: z.string().nullable(),
})

/** An event as every door shows it. */
export const event = z.object({
  id: z.string(),
  slug: z.string(),
  org_id: z.string(),
  org_name: z.string(),
  created_by: z.string().nullable(),
  /** Who this is, and `created_by`, are null for readers who may not see names. */
  organizer: z
    .object({
      discord_user_id: z.string().nullable(),
      display_name: z.string().nullable(),
      avatar: z.string().nullable(),
    })
    .nullable(),
  title: z.string(),
  description: z.string(),
  type: z.string(),
  start_at_utc: instant,
  end_at_utc: instant,
  duration_minutes: z.int(),
  timezone: z.string(),
  local_start: z.string(),
  location: z.string().nullable(),
  voice_channel_id: z.string().nullable(),
  visibility: eventVisibility,
  state: eventState,
  /** States that the event may be brought into now. */
  allowed: z.array(eventState),
  max_participants: z.int().nullable(),
  min_participants: z.int().nullable(),
  min_deadline_minutes: z.int().nullable(),
  signup_opens_at: instant.nullable(),
  signup_closes_at: instant.nullable(),
  signup_open: z.boolean(),
  approval_required: z.boolean(),
  waitlist_mode: waitlistMode,
  allowed_role_ids: z.array(z.string()),
  banned_role_ids: z.array(z.string()),
  guests_allowed: z.boolean(),
  late_withdraw: z.boolean(),
  roles: z.array(eventRole),
  options: z.array(eventOption),
  reminders: z.array(z.int()),
  series_id: z.string().nullable(),
  occurrence_key: z.string().nullable(),
  template_id: z.string().nullable(),
  banner_url: z.string().nullable(),
  signup_count: z.int(),
  confirmed_count: z.int(),
  waitlist_count: z.int(),
  checkin_count: z.int(),
  is_full: z.boolean(),
  signups: z.array(eventSignup),
  guilds: z.array(shownIn),
  missed: z.boolean(),
  attendance_enabled: z.boolean(),
  create_channels: z.boolean(),
  create_thread: z.boolean(),
  attendee_role: z.boolean(),
  ics_sequence: z.int(),
  version: z.int(),
  created_at: instant,
  updated_at: instant,
  cancel_reason: z.string().nullable(),
  web_url: z.string(),
  my: myPart.nullable(),
})
/** An event as every door shows it. */
export type EventJson = z.infer<typeof event>

/** A page of events. */
export const eventPage = pageOf(event)

const roleInput = z.object({
  /** Of a role that exists; others get one. */
  id: z.string().max(40).optional(),
  name: line(1, 50),
  emoji: line(1, 64).nullable().default(null),
  capacity: z.int().min(1).max(100).nullable().default(null),
  min: z.int().min(0).max(100).nullable().default(null),
  description: paragraph(200).default(''),
  required_discord_role_ids: z.array(snowflake).max(20).default([]),
})

const optionList = z
  .array(eventOption)
  .min(1)
  .max(8)
  .refine(
    (list) => new Set(list.map(({ key }) => key)).size === list.length,
    'Every option needs a key of its own.',
  )
  .refine((list) => list.some(({ counts }) => counts), 'One option must take a place.')

const minutes = z.int().min(0).max(43_200)
const fields = {
  title: line(1, 200),
  description: paragraph(5000),
  type: line(1, 40),
  start_at_utc: when,
  local_start: when,
  end_at_utc: when,
  duration_minutes: z.int().min(5).max(43_200),
  timezone: zoneName,
  location: line(1, 200).nullable(),
  voice_channel_id: snowflake.nullable(),
  visibility: eventVisibility,
  max_participants: z.int().min(1).max(10_000).nullable(),
  min_participants: z.int().min(1).max(10_000).nullable(),
  min_deadline_minutes: minutes.nullable(),
  signup_opens_at: when.nullable(),
  signup_closes_at: when.nullable(),
  approval_required: z.boolean(),
  waitlist_mode: waitlistMode,
  allowed_role_ids: z.array(snowflake).max(20),
  banned_role_ids: z.array(snowflake).max(20),
  guests_allowed: z.boolean(),
  late_withdraw: z.boolean(),
  roles: z.array(roleInput).max(50),
  options: optionList,
  /** Minutes before the start. */
  reminders: z.array(minutes).max(5),
  banner_url: z
    .url({ protocol: /^https?$/ })
    .max(500)
    .nullable(),
  attendance_enabled: z.boolean(),
  create_channels: z.boolean(),
  create_thread: z.boolean(),
  attendee_role: z.boolean(),
}

/** All fields of an event that people may set. */
export const eventFields = z.object(fields).partial()
/** All fields of an event that people may set. */
export type EventFields = z.infer<typeof eventFields>

/** Request for a new event; `start_at_utc`, or `local_start` with `timezone`, is needed. */
export const createEventBody = eventFields.extend({
  title: fields.title.optional(),
  org_id: line(1, 80).optional(),
  /** A server instead of its organisation. */
  guild_id: snowflake.optional(),
  /** Servers of the organisation that it is shown in; default all active ones. */
  guild_ids: z.array(snowflake).max(50).optional(),
  /** Do not publish yet. */
  draft: z.boolean().default(false),
  template: line(1, 80).optional(),
  create_signup_message: z.boolean().default(true),
  /** In whose name a service acts. */
  discord_user_id: snowflake.optional(),
  discord_username: line(1, 100).optional(),
})
/** Request for a new event. */
export type CreateEventBody = z.infer<typeof createEventBody>

/** Request for a change. */
export const patchEventBody = eventFields.extend({
  state: z.enum(['scheduled', 'active', 'completed', 'cancelled']).optional(),
  cancel_reason: paragraph(300).nullish(),
})

/** `?scope=`: which occurrences of its series a change is meant for. */
export const scopeQuery = z.object({ scope: z.enum(['this', 'following', 'all']).default('this') })

const states = z
  .string()
  .transform((text) => text.split(',').filter(Boolean))
  .pipe(z.array(eventState as z.ZodType<EventState, string>))

/** `GET /api/v1/events`. */
export const eventListQuery = z.strictObject({
  state: states.optional(),
  type: line(1, 40).optional(),
  org_id: line(1, 80).optional(),
  guild_id: discordId.optional(),
  from: z.iso.datetime({ offset: true }).optional(),
  to: z.iso.datetime({ offset: true }).optional(),
  q: z.string().max(200).optional(),
  mine: flag.optional(),
  series_id: idFilter.optional(),
  ordering: z.enum(['start', '-start', 'updated', '-updated']).default('start'),
  page: z.coerce.number().int().min(1).max(100_000).default(1),
  page_size: z.coerce.number().int().min(1).max(100).default(20),
})
/** `GET /api/v1/events`. */
export type EventListQuery = z.infer<typeof eventListQuery>

/** `POST /api/v1/events/{id}/cancel`. */
export const cancelBody = z.object({ reason: paragraph(300).nullish() })

/** `POST /api/v1/events/{id}/duplicate`; without a start a week later. */
export const duplicateBody = z.object({
  start_at_utc: when.optional(),
  title: line(1, 200).optional(),
  draft: z.boolean().default(true),
})
