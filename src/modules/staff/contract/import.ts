import { z } from 'zod'
import { snowflake } from '#core/contract.ts'

/** As whom Google Sheets is asked; without an account only published sheets can be read. */
export const importSource = z.object({ google: z.boolean(), share_with: z.string().nullable() })
/** As whom Google Sheets is asked. */
export type ImportSource = z.infer<typeof importSource>

/** A sheet to read: its text, its address at Google, or the one under which it is published. */
export const importBody = z
  .object({
    csv: z.string().max(60_000).optional(),
    url: z
      .url({ protocol: /^https?$/ })
      .max(2_000)
      .optional(),
    apply: z.boolean().default(false),
    discord_guild_id: snowflake.optional(),
  })
  .refine(({ csv, url }) => (csv === undefined) !== (url === undefined), 'Give csv or url.')
/** Parsed `importBody`. */
export type ImportBody = z.infer<typeof importBody>

/** What is wrong with a line, or worth knowing about it. */
export const importProblems = [
  'name_missing',
  'id_not_numeric',
  'id_ruined',
  'id_suspicious',
  'id_twice',
  'id_taken',
  'zone_unknown',
] as const
/** What becomes of each line of a sheet. */
export const importAnswer = z.object({
  applied: z.boolean(),
  created: z.int(),
  updated: z.int(),
  unchanged: z.int(),
  refused: z.int(),
  columns: z.record(z.string(), z.string()),
  lines: z.array(
    z.object({
      line: z.int(),
      display_name: z.string(),
      role: z.string().nullable(),
      discord_id: z.string().nullable(),
      outcome: z.enum(['create', 'update', 'same', 'refuse']),
      problems: z.array(z.object({ code: z.enum(importProblems), text: z.string() })),
    }),
  ),
})
/** What becomes of each line of a sheet. */
export type ImportAnswer = z.infer<typeof importAnswer>
