import { z } from 'zod'
import { snowflake } from '#core/contract.ts'

/** Which server is meant; the primary one where none is named. */
export const guildQuery = z.strictObject({ discord_guild_id: snowflake.optional() })
/** Parsed `guildQuery`. */
export type GuildQuery = z.infer<typeof guildQuery>
