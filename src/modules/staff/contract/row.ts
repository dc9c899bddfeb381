import { z } from 'zod'
import { instant } from '#core/contract.ts'

/** What a row's presence is worth: true now, true once, never seen, or not to be shown. */
export const presenceStates = [
  'live',
  'stale',
  'unknown',
  'not_in_guild',
  'unlinked',
  'hidden',
] as const
/** One of `presenceStates`. */
export type PresenceState = (typeof presenceStates)[number]

/** What Discord says of somebody. */
export const discordStatuses = ['online', 'idle', 'dnd', 'offline'] as const
/** What Discord says of somebody. */
export const discordStatus = z.enum(discordStatuses)

/** Whether somebody works now. */
export const dutyStates = ['on', 'break', 'off'] as const
/** One of `dutyStates`. */
export type DutyState = (typeof dutyStates)[number]

/** How much of a presence its owner lets others see. */
export const privacyLevels = ['none', 'activity', 'all'] as const
/** One of `privacyLevels`; `all` hides everything. */
export type Privacy = (typeof privacyLevels)[number]

/** A Discord user id as people type it: 17 to 20 digits. */
export const discordId = z
  .string()
  .trim()
  .regex(/^\d{17,20}$/, 'Must be a Discord id (17 to 20 digits).')

/** An emoji of a custom status; its id is null for those of Unicode. */
export const emoji = z.object({
  name: z.string(),
  id: z.string().nullable(),
  animated: z.boolean(),
})

/** One thing somebody shows to be doing. */
export const activity = z.object({
  name: z.string(),
  type: z.int(),
  state: z.string().nullable(),
  details: z.string().nullable(),
  url: z.string().nullable(),
  started_at: instant.nullable(),
})

/** A row of the roster. */
export const staffRow = z.object({
  id: z.int(),
  discord_guild_id: z.string(),
  display_name: z.string(),
  username: z.string().nullable(),
  role: z.string().nullable(),
  role_color: z.string().nullable(),
  role_priority: z.int(),
  department: z.string().nullable(),
  discord_id: z.string().nullable(),
  discord_tag: z.string().nullable(),
  timezone: z.string().nullable(),
  local_time: z.string().nullable(),
  is_active: z.boolean(),
  is_on_loa: z.boolean(),
  loa_end_date: z.string().nullable(),
  loa_reason: z.string().nullable(),
  on_duty: z.boolean(),
  duty_state: z.enum(dutyStates),
  duty_since: instant.nullable(),
  linked: z.boolean(),
  last_seen: instant.nullable(),
  is_active_in_app: z.boolean(),
  discord_status: discordStatus.nullable(),
  discord_custom_status: z.string().max(200).nullable(),
  discord_activity: z.string().max(200).nullable(),
  discord_status_updated: instant.nullable(),
  discord_presence_state: z.enum(presenceStates),
  discord_status_since: instant.nullable(),
  /** False: it has been so for at least as long as `discord_status_since` says. */
  discord_status_since_exact: z.boolean(),
  discord_platforms: z.record(z.string(), z.string()),
  discord_activities: z.array(activity),
  discord_custom_emoji: emoji.nullable(),
  privacy: z.enum(privacyLevels),
  shares_publicly: z.boolean(),
  version: z.int(),
  created_at: instant,
  updated_at: instant,
})
/** A row of the roster. */
export type StaffRow = z.infer<typeof staffRow>

/** What is worth knowing about an id that was typed, although it was taken. */
export const idWarnings = ['id_not_in_guild', 'id_unknown', 'id_unchecked'] as const
/** One of `idWarnings`. */
export type IdWarning = (typeof idWarnings)[number]

/** A row as it was saved. */
export const savedRow = staffRow.extend({
  warnings: z.array(z.object({ code: z.enum(idWarnings), text: z.string() })),
})
/** A row as it was saved. */
export type SavedRow = z.infer<typeof savedRow>
