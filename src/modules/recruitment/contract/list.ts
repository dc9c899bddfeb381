import { z } from 'zod'
import { pageOf, snowflake } from '#core/contract.ts'
import { recruitment, recruitmentState, waiting } from './party.ts'

/** A page of parties. */
export const recruitmentPage = pageOf(recruitment)

/** A page of a party's queue. */
export const waitlistPage = pageOf(waiting)

/** Query of a party's queue. */
export const waitlistQuery = z.strictObject({
  page: z.coerce.number().int().min(1).default(1),
  page_size: z.coerce.number().int().min(1).max(100).default(50),
})

const since = z.iso
  .datetime({ offset: true })
  .transform((given) => Date.parse(given))
  .optional()

/** Query of the list; what is none of its filters is refused, and so is a value that none has. */
export const listQuery = z.strictObject({
  page: z.coerce.number().int().min(1).default(1),
  page_size: z.coerce.number().int().min(1).max(100).default(20),
  status: z.enum(['open', 'closed']).optional(),
  state: z
    .string()
    .transform((text) => text.split(','))
    .pipe(z.array(recruitmentState))
    .optional(),
  discord_guild_id: snowflake.optional(),
  discord_channel_id: snowflake.optional(),
  owner: snowflake.optional(),
  participant: z.union([z.literal('me'), snowflake]).optional(),
  game: z.string().max(100).optional(),
  has_space: z.stringbool().optional(),
  search: z.string().max(100).optional(),
  tag: z.string().max(32).optional(),
  starts_after: since,
  starts_before: since,
  updated_since: since,
  ordering: z
    .enum([
      'created_at',
      '-created_at',
      'starts_at',
      '-starts_at',
      'current_slots',
      '-current_slots',
      'updated_at',
      '-updated_at',
    ])
    .default('-created_at'),
})

/** Query of the calendar; programs that subscribe may add names of their own. */
export const feedQuery = z.object(listQuery.pick({ discord_guild_id: true, game: true }).shape)

/** Parsed query of the list. */
export type ListQuery = z.infer<typeof listQuery>
