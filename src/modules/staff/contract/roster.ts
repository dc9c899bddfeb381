import { z } from 'zod'
import { line, pageOf, paragraph, snowflake } from '#core/contract.ts'
import { discordId, discordStatuses, dutyStates, privacyLevels, staffRow } from './row.ts'
import { guildQuery } from './shared.ts'

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

/** How many people are usually on duty in each hour of the day, in a zone. */
export const coverage = z.object({
  timezone: z.string(),
  days: z.int(),
  hours: z.array(z.object({ hour: z.int(), average: z.number() })).length(24),
})
