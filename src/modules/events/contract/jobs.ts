import { z } from 'zod'
import { instant } from '#core/contract.ts'
import { flag, discordId, idFilter } from './shared.ts'

/** What background work of this module is called. */
export const jobType = z.enum([
  'create_discord_event',
  'update_discord_event',
  'delete_discord_event',
  'sync_attendees',
  'reconcile_guild',
  'create_channels',
  'archive_channels',
  'manage_roles',
  'sync_reactions',
  'post_message',
  'update_message',
  'announcement',
  'reminder',
  'dm',
  'sync_message',
  'webhook_delivery',
  'attendance_snapshot',
  'occurrence_materialize',
])
/** What background work of this module is called. */
export type JobType = z.infer<typeof jobType>

/** Where a job stands. */
export const jobStatus = z.enum(['pending', 'processing', 'completed', 'failed', 'cancelled'])
/** Where a job stands. */
export type JobStatus = z.infer<typeof jobStatus>

/** Background work as the job console shows it. */
export const discordJob = z.object({
  id: z.string(),
  job_type: z.string(),
  guild_id: z.string().nullable(),
  event_id: z.string().nullable(),
  payload: z.record(z.string(), z.unknown()),
  status: jobStatus,
  priority: z.int(),
  scheduled_at: instant,
  retry_count: z.int(),
  max_retries: z.int(),
  lease_until: instant.nullable(),
  worker: z.string().nullable(),
  dedupe_key: z.string().nullable(),
  result: z.record(z.string(), z.unknown()).nullable(),
  error_code: z.string().nullable(),
  error_message: z.string().nullable(),
  /** Whether `retry` makes sense now. */
  retryable: z.boolean(),
  created_at: instant,
  updated_at: instant,
  started_at: instant.nullable(),
  completed_at: instant.nullable(),
})
/** Background work as the job console shows it. */
export type JobJson = z.infer<typeof discordJob>
/** Newest first; `X-Next-Cursor` leads on. */
export const jobList = z.array(discordJob)

/** `GET /api/v1/discord/jobs`. */
export const jobListQuery = z.strictObject({
  status: jobStatus.optional(),
  job_type: jobType.optional(),
  guild_id: discordId.optional(),
  event_id: idFilter.optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z
    .string()
    .regex(/^\d{1,15}$/)
    .optional(),
})
/** `POST /api/v1/discord/jobs/process`. */
export const processBody = z.object({
  limit: z.int().min(1).max(1000).optional(),
  job_type: jobType.optional(),
  guild_id: discordId.optional(),
})
/** What `POST /jobs/process` did. */
export const processAnswer = z.object({
  message: z.string(),
  processed: z.int(),
  succeeded: z.int(),
  failed: z.int(),
  rescheduled: z.int(),
})
/** How often and when work of a type is tried again. */
export const jobPolicy = z.object({
  job_type: jobType,
  max_retries: z.int(),
  backoff_seconds: z.array(z.int()),
  is_default: z.boolean(),
})
/** All policies. */
export const jobPolicyList = z.array(jobPolicy)
/** `PATCH /api/v1/discord/jobs/policies/{job_type}`; null goes back to the default. */
export const jobPolicyBody = z.object({
  max_retries: z.int().min(0).max(20).nullish(),
  backoff_seconds: z.array(z.int().min(1).max(86_400)).min(1).max(20).nullish(),
})
/** Path of a policy. */
export const jobTypeParams = z.object({ job_type: z.string().max(40) })

const jobRef = discordJob
  .pick({ id: true, job_type: true, guild_id: true, event_id: true, status: true })
  .extend({ deduplicated: z.boolean() })

/** Which servers a seed route is about. */
export const guildsBody = z.object({
  guild_ids: z.array(z.string().max(40)).max(100).optional(),
  create_channels: z.boolean().optional(),
  create_signup_message: z.boolean().optional(),
})
/** Which servers a seed route is about, where they stand in the query, comma separated. */
export const guildsQuery = z.object({
  guild_ids: z.string().max(4000).optional(),
  wait: flag.optional(),
})
/** What the seed's create, update and delete routes answer. */
export const queuedAnswer = z.object({
  message: z.string(),
  event_id: z.string(),
  guild_ids: z.array(z.string()),
  jobs_queued: z.int(),
  jobs: z.array(jobRef),
  skipped: z.array(z.object({ guild_id: z.string(), reason: z.string() })),
})
/** What the seed's create, update and delete routes answer. */
export type QueuedAnswer = z.infer<typeof queuedAnswer>

/** `POST …/events/{event_id}/signup-message`, in query or body. */
export const signupMessageInput = z.object({
  guild_id: discordId.optional(),
  channel_id: discordId.optional(),
  wait: flag.optional(),
})
/** The same in a body. */
export const signupMessageBody = signupMessageInput.omit({ wait: true })
/** The message that people sign up on. */
export const signupMessageAnswer = z.object({
  message: z.string(),
  interactive_message_id: z.string(),
  discord_message_id: z.string().nullable(),
  jump_url: z.string().nullable(),
  replaced: z.boolean(),
})
/** What a comparison with Discord's interested people did. */
export const attendeesAnswer = z.object({
  event_id: z.string(),
  guild_id: z.string(),
  discord_attendees: z.int(),
  muster_signups: z.int(),
  added: z.int(),
  removed: z.int(),
  unchanged: z.int(),
  unresolved: z.int(),
  pages: z.int(),
  sync_completed: z.boolean(),
})
/** `?action=` of `POST /events/auto-manage/{event_id}`. */
export const autoManageQuery = z.object({
  action: z.enum(['created', 'updated', 'cancelled', 'completed']),
  wait: flag.optional(),
})
/** What `POST /events/auto-manage/{event_id}` did. */
export const autoManageAnswer = queuedAnswer.extend({ action: z.string() })

/** `GET /api/v1/discord/events/health`; details are for administrators. */
export const health = z.object({
  status: z.enum(['healthy', 'degraded', 'unhealthy']),
  bot_token_configured: z.boolean(),
  gateway: z.enum(['connected', 'http', 'down']),
  rest: z.string(),
  database: z.literal('ok'),
  redis: z.string(),
  discord_events_count: z.int(),
  pending_jobs: z.int(),
  oldest_pending_seconds: z.int(),
  failed_jobs_1h: z.int(),
  last_reconcile: instant.nullable(),
  guilds: z
    .array(
      z.object({ guild_id: z.string(), ok: z.boolean(), permissions_missing: z.array(z.string()) }),
    )
    .optional(),
  message: z.string(),
})

/** `GET /api/v1/discord/events/stats/events`. */
export const eventStatsQuery = z.strictObject({
  from: z.iso.datetime({ offset: true }).optional(),
  to: z.iso.datetime({ offset: true }).optional(),
  guild_id: discordId.optional(),
})
const counts = z.record(z.string(), z.int())
/** Numbers of the joining with Discord. */
export const eventStats = z.object({
  total_discord_events: z.int(),
  active_discord_events: z.int(),
  completed_discord_events: z.int(),
  total_interactive_messages: z.int(),
  active_interactive_messages: z.int(),
  recent_discord_events: z.int(),
  recent_interactions: z.int(),
  signups_by_source: counts,
  conversion: z.object({ views: z.int(), clicks: z.int(), signups: z.int(), present: z.int() }),
  conflicts_24h: z.int(),
})
/** `GET /api/v1/discord/stats`. */
export const discordStats = z.object({
  total_guilds: z.int(),
  active_guilds: z.int(),
  total_webhooks_sent: z.int(),
  total_webhooks_received: z.int(),
  pending_jobs: z.int(),
  failed_jobs: z.int(),
  total_synced_messages: z.int(),
  discord_events_created: z.int(),
  interactive_messages_sent: z.int(),
  last_24h_activity: counts,
})

/** What an outside bot may report; all but `ping` mean that a server is to be looked at again. */
export const reportType = z.enum([
  'ping',
  'guild.updated',
  'scheduled_event.created',
  'scheduled_event.updated',
  'scheduled_event.deleted',
  'scheduled_event.user_added',
  'scheduled_event.user_removed',
])
/** `POST /api/v1/discord/webhooks/incoming`: what an outside bot reports, signed. */
export const incomingBody = z.looseObject({
  type: reportType,
  id: z.string().max(120).optional(),
  guild_id: z.string().max(40).optional(),
  data: z.looseObject({}).optional(),
})
/** What the intake did with it. */
export const incomingAnswer = z.object({ received: z.boolean(), duplicate: z.boolean() })
