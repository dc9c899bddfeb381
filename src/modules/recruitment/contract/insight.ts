import { z } from 'zod'
import { instant, snowflake } from '#core/contract.ts'

/** One line of a party's history, newest last. */
export const historyEntry = z.object({
  position: z.int(),
  type: z.string(),
  at: instant,
  version: z.int(),
  actor: z.object({ discord_user_id: z.string(), display_name: z.string().nullable() }).nullable(),
  source: z.string(),
  /** What happened, in the reader's language. */
  text: z.string(),
  change: z.record(z.string(), z.unknown()),
})

/** Answer of a party's history. */
export const historyAnswer = z.object({ results: z.array(historyEntry) })

/** Figures of a guild's parties over a period. */
export const statsAnswer = z.object({
  discord_guild_id: z.string().nullable(),
  from: instant,
  to: instant,
  created: z.int(),
  filled: z.int(),
  expired: z.int(),
  /** Share of parties that became full, 0 to 1; null without parties. */
  fill_rate: z.number().nullable(),
  /** Median time from the post to full, in seconds. */
  median_time_to_full_s: z.number().nullable(),
  joins: z.int(),
  leaves: z.int(),
  /** Share of members marked as not having come to started parties. */
  no_show_rate: z.number().nullable(),
  by_day: z.array(z.object({ day: z.string(), created: z.int(), filled: z.int() })),
  by_game: z.array(z.object({ game: z.string().nullable(), created: z.int(), filled: z.int() })),
  by_hour: z.array(z.int()),
})

/** Query of the figures. */
export const statsQuery = z.object({
  discord_guild_id: snowflake.optional(),
  days: z.coerce.number().int().min(1).max(366).default(30),
})
