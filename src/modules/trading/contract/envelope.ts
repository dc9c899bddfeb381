import { z } from 'zod'
import { instant } from '#core/contract.ts'

/** How an answer is meant; `confirm` asks back before anything happens. */
export const responseType = z.enum(['success', 'error', 'warning', 'info', 'confirm'])
/** How an answer is meant. */
export type ResponseType = z.infer<typeof responseType>

/** Names of what commands are told. */
const parameters = z.record(z.string().max(64), z.json()).default({})

/** `POST /api/discord/webhook`. */
export const webhookRequest = z.object({
  user_id: z
    .union([z.string(), z.int()])
    .transform(String)
    .pipe(z.string().regex(/^\d{1,20}$/)),
  channel_id: z.union([z.string(), z.int()]).transform(String).optional(),
  guild_id: z.union([z.string(), z.int()]).transform(String).nullish(),
  command: z.string().min(1).max(64),
  parameters: parameters.nullish().transform((value) => value ?? {}),
  /** ISO 8601 with an offset, or seconds or milliseconds since 1970. */
  timestamp: z.union([z.string().max(64), z.number()]).nullish(),
  /** The same as the header `Idempotency-Key`. */
  request_id: z.string().min(1).max(255).nullish(),
})

const response = z.object({
  type: responseType,
  message: z.string(),
  data: z.record(z.string(), z.json()),
})

/** A command that was understood: done, or refused for a reason of its own. */
export const commandAnswer = z.object({
  status: z.literal('ok'),
  message: z.string(),
  request_id: z.string(),
  timestamp: instant,
  command: z.string(),
  /** Why it was refused, as a stable code; only in refusals. */
  code: z.string().optional(),
  response,
})
/** A command's answer. */
export type CommandAnswer = z.infer<typeof commandAnswer>

/** What every failure under the five paths looks like (HTTP 4xx and 5xx). */
export const failureAnswer = z.object({
  status: z.literal('error'),
  code: z.string(),
  message: z.string(),
  /** The same text under the name that all errors of the platform have. */
  detail: z.string(),
  request_id: z.string(),
  response,
})

/** Kinds of notifications; they are also colours. */
export const notificationType = z.enum(['success', 'info', 'warning', 'error'])
/** A kind of notification. */
export type NotificationType = z.infer<typeof notificationType>

/** `POST /api/discord/notification`. */
export const notificationRequest = z.object({
  channel_id: z
    .union([z.string(), z.int()])
    .transform(String)
    .pipe(z.string().regex(/^\d{1,20}$/)),
  message: z.string().min(1).max(20_000),
  type: notificationType.default('info'),
  title: z.string().max(256).nullish(),
  fields: z
    .array(
      z.object({
        name: z.string().min(1).max(256),
        value: z.string().min(1).max(1_024),
        inline: z.boolean().default(true),
      }),
    )
    .max(25)
    .nullish(),
  /** Told once in 30 days, however often it is sent. */
  dedupe_key: z.string().min(1).max(200).nullish(),
})

/** `?wait=true` waits until Discord has it. */
export const notificationQuery = z.object({ wait: z.stringbool().optional() })

/** The notification is on its way, or there. */
export const notificationAnswer = z.object({
  status: z.literal('ok'),
  notification_id: z.string(),
  delivery: z.enum(['queued', 'delivered', 'failed']),
  message_id: z.string().optional(),
})

/** `GET /health`. */
export const healthAnswer = z.object({
  status: z.enum(['ok', 'error']),
  version: z.string(),
  uptime_s: z.int(),
})

/** `GET /api/discord/health`; without a key only the first and the last field. */
export const discordHealthAnswer = z.object({
  status: z.literal('ok'),
  discord: z
    .object({
      gateway: z.enum(['connected', 'http', 'sandbox', 'down']),
      latency_ms: z.int().nullable(),
      guilds: z.int(),
    })
    .optional(),
  trading: z
    .object({
      mode: z.enum(['paper', 'live']),
      halted: z.boolean(),
      exchange: z.enum(['ok', 'degraded', 'down']),
    })
    .optional(),
  queue: z.object({ notifications_pending: z.int() }).optional(),
  timestamp: instant,
})
