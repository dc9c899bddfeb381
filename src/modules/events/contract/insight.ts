import { z } from 'zod'
import { instant, line } from '#core/contract.ts'
import { discordId } from './shared.ts'

/** Fields that both sides know. */
export const syncField = z.enum(['title', 'description', 'start', 'end', 'place', 'status'])

/** One event of Discord's that an event is joined with. */
export const discordEvent = z.object({
  id: z.string(),
  discord_event_id: z.string().nullable(),
  guild_id: z.string(),
  event_id: z.string(),
  name: z.string(),
  description: z.string().nullable(),
  scheduled_start_time: instant.nullable(),
  scheduled_end_time: instant.nullable(),
  entity_type: z.int(),
  entity_metadata: z.object({ location: z.string() }).nullable(),
  channel_id: z.string().nullable(),
  privacy_level: z.literal(2),
  status: z.enum(['1', '2', '3', '4']),
  creator_id: z.string().nullable(),
  user_count: z.int(),
  recurrence_rule: z.unknown(),
  origin: z.enum(['muster', 'discord']),
  link_state: z.enum(['creating', 'active', 'conflict', 'detached', 'gone']),
  read_only: z.boolean(),
  base: z.record(z.string(), z.unknown()).nullable(),
  base_hash: z.string().nullable(),
  pushed_hashes: z.array(z.string()),
  problem: z.string().nullable(),
  last_pulled_at: instant.nullable(),
  last_pushed_at: instant.nullable(),
  created_at: instant,
  updated_at: instant,
})
/** All of them of one event. */
export const discordEventList = z.object({ event_id: z.string(), links: z.array(discordEvent) })

/** An edit on both sides, and who won. Values of `start` and `end` are instants. */
export const syncConflict = z.object({
  id: z.string(),
  event_id: z.string(),
  guild_id: z.string(),
  field: syncField,
  ours: z.string(),
  theirs: z.string(),
  base: z.string(),
  /** `open` ones wait for a decision. */
  winner: z.enum(['muster', 'discord', 'open']),
  policy: z.string(),
  ours_at: instant.nullable(),
  theirs_at: instant.nullable(),
  theirs_by: z.string().nullable(),
  resolved_at: instant.nullable(),
  resolved_by: z.string().nullable(),
  created_at: instant,
})

/** `GET /api/v1/events/{id}/sync`: ours, theirs and base side by side, and why. */
export const syncInspector = z.object({
  event_id: z.string(),
  links: z.array(
    discordEvent.extend({
      fields: z.array(
        z.object({
          field: syncField,
          ours: z.string(),
          theirs: z.string().nullable(),
          base: z.string().nullable(),
          state: z.enum(['same', 'push', 'pull', 'conflict', 'truncated', 'unknown']),
          why: z.string(),
        }),
      ),
      discord_url: z.string().nullable(),
      /** Discord repeats the event and does not tell which dates were moved or called off. */
      moves_hidden: z.boolean(),
      /** What was changed of this date apart from its series. */
      date_changed: z.enum(['moved', 'called_off']).nullable(),
    }),
  ),
  conflicts: z.array(syncConflict),
  log: z.array(
    z.object({
      id: z.string(),
      guild_id: z.string(),
      at: instant,
      direction: z.enum(['push', 'pull', 'echo', 'conflict', 'link']),
      trigger: z.string(),
      fields: z.array(z.string()),
      detail: z.string(),
      actor: z.string().nullable(),
    }),
  ),
})
/** The two sides of an event and what happened between them. */
export type SyncInspector = z.infer<typeof syncInspector>

/** `POST /api/v1/events/{id}/sync/resolve`: decides a conflict, or restores the value that lost. */
export const resolveBody = z.object({
  conflict_id: z.string().max(80),
  take: z.enum(['ours', 'theirs']),
})

/** One step of an event's history, in the reader's language. */
export const eventHistory = z.object({
  event_id: z.string(),
  results: z.array(
    z.object({
      position: z.int(),
      at: instant,
      action: z.string(),
      text: z.string(),
      source: z.string(),
      actor: z
        .object({ discord_user_id: z.string(), display_name: z.string().nullable() })
        .nullable(),
      changes: z.array(
        z.object({
          field: z.string(),
          before: z.string().nullable(),
          after: z.string().nullable(),
        }),
      ),
    }),
  ),
})

const funnel = z.object({
  views: z.int(),
  clicks: z.int(),
  signups: z.int(),
  present: z.int(),
})
/** `GET /api/v1/events/analytics`. */
export const analyticsQuery = z.strictObject({
  org_id: line(1, 80).optional(),
  guild_id: discordId.optional(),
  from: z.iso.datetime({ offset: true }).optional(),
  to: z.iso.datetime({ offset: true }).optional(),
})
/** Numbers of the events of a time; nothing in them is about one person. */
export const analytics = z.object({
  from: instant,
  to: instant,
  events: z.int(),
  completed: z.int(),
  cancelled: z.int(),
  funnel,
  by_source: z.array(funnel.extend({ source: z.string() })),
  fill_rate: z.number().nullable(),
  median_fill_minutes: z.number().nullable(),
  no_show_rate: z.number().nullable(),
  role_demand: z.array(
    z.object({ name: z.string(), wanted: z.int(), capacity: z.int().nullable() }),
  ),
  by_week: z.array(z.object({ week: z.string(), events: z.int(), signups: z.int() })),
})
/** Numbers of the events of a time. */
export type Analytics = z.infer<typeof analytics>

/** `GET/POST/DELETE /api/v1/events/feed`: one's own calendar. */
export const feedAnswer = z.object({ url: z.string().nullable(), created_at: instant.nullable() })

/** What one wants to be told, and when not. */
export const noticePreferences = z.object({
  enabled: z.boolean(),
  kinds: z.array(z.enum(['confirm', 'promotion', 'reminder', 'change', 'cancel'])),
  quiet_from: z.string().nullable(),
  quiet_to: z.string().nullable(),
  timezone: z.string().nullable(),
})
/** `PATCH /api/v1/events/notices`. */
export const noticePreferencesBody = z
  .object({
    enabled: z.boolean(),
    kinds: noticePreferences.shape.kinds,
    quiet_from: z
      .string()
      .regex(/^([01]\d|2[0-3]):[0-5]\d$/)
      .nullable(),
    quiet_to: z
      .string()
      .regex(/^([01]\d|2[0-3]):[0-5]\d$/)
      .nullable(),
    timezone: z.string().max(64).nullable(),
  })
  .partial()
