import { z } from 'zod'
import { instant } from '#core/contract.ts'
import { discordStatus } from './row.ts'

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
