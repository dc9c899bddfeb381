import { z } from 'zod'
import { instant, line, pageOf, paragraph, snowflake } from '#core/contract.ts'

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
const discordStatus = z.enum(discordStatuses)

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

const emoji = z.object({ name: z.string(), id: z.string().nullable(), animated: z.boolean() })

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

/** A page of the roster. */
export const rosterPage = pageOf(staffRow)

/** What the roster may be ordered by; a minus turns it round. */
export const orderFields = [
  'rank_priority',
  'name',
  'role',
  'discord_status',
  'last_seen',
  'created_at',
] as const

const orderField = z.enum(orderFields.flatMap((field) => [field, `-${field}`] as const))
const flag = z
  .enum(['true', 'false', '1', '0'])
  .transform((text) => text === 'true' || text === '1')

/** Which server is meant; the primary one where none is named. */
export const guildQuery = z.strictObject({ discord_guild_id: snowflake.optional() })
/** Parsed `guildQuery`. */
export type GuildQuery = z.infer<typeof guildQuery>

/** Filters of the roster; an unknown one is a mistake. */
export const rosterQuery = guildQuery.extend({
  page: z.coerce.number().int().min(1).default(1),
  page_size: z.coerce.number().int().min(1).max(100).default(25),
  search: z.string().trim().max(100).optional(),
  role: z.string().max(100).optional(),
  status: z.enum([...discordStatuses, 'unknown']).optional(),
  linked: flag.optional(),
  on_duty: flag.optional(),
  show_inactive: flag.default(false),
  ordering: z
    .string()
    .default('rank_priority,name')
    .transform((text) => text.split(',').map((field) => field.trim()))
    .pipe(z.array(orderField).min(1).max(6)),
})
/** Parsed `rosterQuery`. */
export type RosterQuery = z.infer<typeof rosterQuery>

const fields = {
  display_name: line(1, 100),
  username: line(1, 100).nullable(),
  role: line(1, 100).nullable(),
  department: line(1, 100).nullable(),
  discord_id: discordId.nullable(),
  timezone: z.string().trim().max(64).nullable(),
}

/** A new row. */
export const createBody = z
  .object(fields)
  .partial()
  .required({ display_name: true })
  .extend({ discord_guild_id: snowflake.optional() })
/** Parsed `createBody`. */
export type CreateBody = z.infer<typeof createBody>

/** A calendar day, as people and forms write it. */
export const day = z.iso.date()

/** Changes of a row; what is left out stays. */
export const patchBody = z
  .object({
    ...fields,
    is_active: z.boolean(),
    is_on_loa: z.boolean(),
    loa_end_date: day.nullable(),
    loa_reason: paragraph(500).nullable(),
    duty_state: z.enum(dutyStates),
  })
  .partial()
/** Parsed `patchBody`. */
export type PatchBody = z.infer<typeof patchBody>

/** What people may change about their own row. */
export const mePatchBody = z
  .object({
    timezone: fields.timezone,
    privacy: z.enum(privacyLevels),
    shares_publicly: z.boolean(),
    duty_state: z.enum(dutyStates),
    is_on_loa: z.boolean(),
    loa_end_date: day.nullable(),
    loa_reason: paragraph(500).nullable(),
  })
  .partial()
/** Parsed `mePatchBody`. */
export type MePatchBody = z.infer<typeof mePatchBody>

const color = z.string().regex(/^#[0-9a-fA-F]{6}$/, 'Must be a colour such as #3498db.')

/** A rank. */
export const rank = z.object({
  role: z.string(),
  priority: z.int(),
  color: z.string().nullable(),
  department: z.string().nullable(),
  discord_role_id: z.string().nullable(),
})
/** A rank. */
export type RankJson = z.infer<typeof rank>
/** A rank as it is stored; over an older one of the same name. */
export const rankBody = z.object({
  role: line(1, 100),
  /** The name of the rank before, where it gets another one; its people follow. */
  renames: line(1, 100).optional(),
  priority: z.int().min(0).max(9_999).default(100),
  color: color.nullable().default(null),
  department: line(1, 100).nullable().default(null),
  discord_role_id: snowflake.nullable().default(null),
  discord_guild_id: snowflake.optional(),
})
/** Parsed `rankBody`. */
export type RankBody = z.infer<typeof rankBody>

/** What everybody may know of the bot. */
export const publicStatus = z.object({ is_running: z.boolean(), guild_id: z.string() })
/** What those who are signed in learn beside it. */
export const fullStatus = publicStatus.extend({
  configured: z.boolean(),
  connected: z.boolean(),
  session_state: z.enum(['idle', 'connecting', 'ready', 'stopped']),
  last_event_at: instant.nullable(),
  presence_intent: z.boolean(),
  members_intent: z.boolean(),
  guild_state: z.enum(['present', 'unavailable', 'absent', 'unknown']),
  linked: z.int(),
  observed: z.int(),
  stale: z.int(),
  last_sync_at: instant.nullable(),
  sync_interval_seconds: z.int(),
  history_days: z.int(),
  /** Without presences: how many members there are, and how many of them are online. */
  guild_counts: z.object({ members: z.int(), online: z.int() }).nullable(),
  may_manage: z.boolean(),
  last_error: z.object({ code: z.string(), text: z.string(), fix: z.string() }).nullable(),
})
/** What those who are signed in learn of the bot. */
export type FullStatus = z.infer<typeof fullStatus>

/** What a look at everybody found. */
export const syncAnswer = z.object({
  message: z.string(),
  synced: z.int(),
  changed: z.int(),
  not_found: z.int(),
  duration_ms: z.int(),
})

/** A stretch of time with one status. */
const span = z.object({ from: instant, to: instant, status: discordStatus })
/** A time on duty. */
export const dutySession = z.object({
  id: z.int(),
  started_at: instant,
  ended_at: instant.nullable(),
  break_ms: z.int(),
})
/** What is kept of somebody's presence. */
export const timeline = z.object({
  history_days: z.int(),
  from: instant,
  to: instant,
  spans: z.array(span),
  /** Minutes seen online in each hour, for each of the last seven local days; null: not known. */
  days: z.array(z.object({ date: z.string(), minutes: z.array(z.number().nullable()).length(24) })),
  timezone: z.string(),
  sessions: z.array(dutySession),
})
/** What is kept of somebody's presence. */
export type Timeline = z.infer<typeof timeline>

/** How many people are usually on duty in each hour of the day, in a zone. */
export const coverage = z.object({
  timezone: z.string(),
  days: z.int(),
  hours: z.array(z.object({ hour: z.int(), average: z.number() })).length(24),
})

/** A role of a server that may stand for a rank; `color` as in a page, null for none. */
export const guildRole = z.object({
  id: z.string(),
  name: z.string(),
  color: z.string().nullable(),
})
/** A role of a server that may stand for a rank. */
export type GuildRole = z.infer<typeof guildRole>

/** As whom Google Sheets is asked; without an account only published sheets can be read. */
export const importSource = z.object({ google: z.boolean(), share_with: z.string().nullable() })
/** As whom Google Sheets is asked. */
export type ImportSource = z.infer<typeof importSource>

/** A sheet to read: its text, its address at Google, or the one under which it is published. */
export const importBody = z
  .object({
    csv: z.string().max(60_000).optional(),
    url: z
      .url({ protocol: /^https?$/ })
      .max(2_000)
      .optional(),
    apply: z.boolean().default(false),
    discord_guild_id: snowflake.optional(),
  })
  .refine(({ csv, url }) => (csv === undefined) !== (url === undefined), 'Give csv or url.')
/** Parsed `importBody`. */
export type ImportBody = z.infer<typeof importBody>

/** What is wrong with a line, or worth knowing about it. */
export const importProblems = [
  'name_missing',
  'id_not_numeric',
  'id_ruined',
  'id_suspicious',
  'id_twice',
  'id_taken',
  'zone_unknown',
] as const
/** What becomes of each line of a sheet. */
export const importAnswer = z.object({
  applied: z.boolean(),
  created: z.int(),
  updated: z.int(),
  unchanged: z.int(),
  refused: z.int(),
  columns: z.record(z.string(), z.string()),
  lines: z.array(
    z.object({
      line: z.int(),
      display_name: z.string(),
      role: z.string().nullable(),
      discord_id: z.string().nullable(),
      outcome: z.enum(['create', 'update', 'same', 'refuse']),
      problems: z.array(z.object({ code: z.enum(importProblems), text: z.string() })),
    }),
  ),
})
/** What becomes of each line of a sheet. */
export type ImportAnswer = z.infer<typeof importAnswer>

/** A link by which somebody takes over a row, once. */
export const inviteAnswer = z.object({ url: z.string(), expires_at: instant })

/** What a manager wrote down about somebody; `author` is a name, null for a service key. */
export const note = z.object({
  id: z.int(),
  author: z.string().nullable(),
  text: z.string(),
  created_at: instant,
})
/** What a manager wrote down about somebody. */
export type NoteJson = z.infer<typeof note>
/** A new note. */
export const noteBody = z.object({ text: paragraph(1_000).min(1, 'Must not be empty.') })
/** Parsed `noteBody`. */
export type NoteBody = z.infer<typeof noteBody>

/** What a site may show of those who agreed. */
export const embedAnswer = z.object({
  guild_id: z.string(),
  updated_at: instant,
  online: z.int(),
  staff: z.array(
    z.object({
      display_name: z.string(),
      role: z.string().nullable(),
      role_color: z.string().nullable(),
      discord_status: discordStatus.nullable(),
    }),
  ),
})

const numbered = { version: z.int() }
const totals = { total_active: z.int(), total_online: z.int(), total_on_loa: z.int() }

/** Frames of `/ws/staff/`. */
export const staffFrame = z.discriminatedUnion('type', [
  z.object({ type: z.literal('initial_data'), ...totals, staff: z.array(staffRow), ...numbered }),
  z.object({
    type: z.literal('staff_roster_sync'),
    ...totals,
    staff: z.array(staffRow),
    ...numbered,
  }),
  z.object({
    type: z.literal('staff_discord_status'),
    staff_id: z.int(),
    discord_status: discordStatus.nullable(),
    discord_custom_status: z.string().nullable(),
    discord_activity: z.string().nullable(),
    discord_status_updated: instant.nullable(),
    state: z.enum(presenceStates),
    discord_status_since: instant.nullable(),
    discord_status_since_exact: z.boolean(),
    discord_platforms: z.record(z.string(), z.string()),
    discord_activities: z.array(activity),
    discord_custom_emoji: emoji.nullable(),
    last_seen: instant.nullable(),
    ...numbered,
  }),
  z.object({ type: z.literal('staff_update'), staff: staffRow, ...numbered }),
  z.object({
    type: z.literal('presence_link'),
    connected: z.boolean(),
    since: instant,
    ...numbered,
  }),
  z.object({
    type: z.literal('online'),
    total_online: z.int(),
    staff: z.array(staffRow),
    ...numbered,
  }),
])
/** A frame of `/ws/staff/`. */
export type StaffFrame = z.infer<typeof staffFrame>
