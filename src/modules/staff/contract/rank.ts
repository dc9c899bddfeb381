import { z } from 'zod'
import { line, snowflake } from '#core/contract.ts'

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

/** A role of a server that may stand for a rank; `color` as in a page, null for none. */
export const guildRole = z.object({
  id: z.string(),
  name: z.string(),
  color: z.string().nullable(),
})
/** A role of a server that may stand for a rank. */
export type GuildRole = z.infer<typeof guildRole>
