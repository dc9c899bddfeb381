import { z } from 'zod'
import { instant, snowflake } from '../contract.ts'
import { deliveryStates } from './deliveries.ts'

const typeName = z
  .string()
  .max(100)
  .regex(/^[a-z_]+(\.[a-z_]+)*(\.\*)?$/)
const types = z.array(typeName).max(50)
const url = z.url({ protocol: /^https?$/ }).max(2_000)

/** Asks for a new endpoint; no `types` mean all, no guild means every guild. */
export const createBody = z.object({
  url,
  types: types.default([]),
  discord_guild_id: snowflake.nullable().default(null),
})

/** Changes an endpoint. */
export const patchBody = z.object({
  url: url.optional(),
  types: types.optional(),
  enabled: z.boolean().optional(),
})

/** Which endpoints are asked for. */
export const listQuery = z.object({ discord_guild_id: snowflake.optional() })

/** Which messages of an endpoint are asked for; `before` is the id of the last one of a page. */
export const deliveriesQuery = z.object({
  status: z.enum(deliveryStates).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
  before: z.string().max(64).optional(),
})

/** The path of one endpoint or message. */
export const idParams = z.object({ id: z.string().max(64) })

/** An endpoint as its owners see it. */
export const webhookJson = z.object({
  id: z.string(),
  discord_guild_id: snowflake.nullable(),
  url: z.string(),
  types: z.array(z.string()),
  enabled: z.boolean(),
  disabled_reason: z.enum(['manual', 'gone', 'unreachable']).nullable(),
  previous_secret_until: instant.nullable(),
  paused_until: instant.nullable(),
  created_by: snowflake.nullable(),
  created_at: instant,
  updated_at: instant,
})

/** The same with the secret, which is shown once. */
export const webhookWithSecret = webhookJson.extend({ secret: z.string() })

/** A message with its attempts. */
export const deliveryJson = z.object({
  id: z.string(),
  webhook_id: z.string(),
  type: z.string(),
  status: z.enum(deliveryStates),
  next_try_at: instant.nullable(),
  created_at: instant,
  body: z.string(),
  attempts: z.array(
    z.object({
      attempt: z.int(),
      at: instant,
      duration_ms: z.int(),
      response_status: z.int().nullable(),
      response_body: z.string(),
      error: z.string().nullable(),
    }),
  ),
})

export type CreateBody = z.infer<typeof createBody>
export type PatchBody = z.infer<typeof patchBody>
export type ListQuery = z.infer<typeof listQuery>
export type DeliveriesQuery = z.infer<typeof deliveriesQuery>
export type IdParams = z.infer<typeof idParams>
export type WebhookJson = z.infer<typeof webhookJson>
export type DeliveryJson = z.infer<typeof deliveryJson>
