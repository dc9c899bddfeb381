import { z } from 'zod'
import { instant, paragraph } from '#core/contract.ts'
import { discordStatus } from './row.ts'

/** A stretch of time with one status. */
const span = z.object({ from: instant, to: instant, status: discordStatus })
/** A time on duty. */
export const dutySession = z.object({
  id: z.int(),
  started_at: instant,
  ended_at: instant.nullable(),
  break_ms: z.int(),
})
/** What is kept of somebody's presence. */
export const timeline = z.object({
  history_days: z.int(),
  from: instant,
  to: instant,
  spans: z.array(span),
  /** Minutes seen online in each hour, for each of the last seven local days; null: not known. */
  days: z.array(z.object({ date: z.string(), minutes: z.array(z.number().nullable()).length(24) })),
  timezone: z.string(),
  sessions: z.array(dutySession),
})
/** What is kept of somebody's presence. */
export type Timeline = z.infer<typeof timeline>

/** A link by which somebody takes over a row, once. */
export const inviteAnswer = z.object({ url: z.string(), expires_at: instant })

/** What a manager wrote down about somebody; `author` is a name, null for a service key. */
export const note = z.object({
  id: z.int(),
  author: z.string().nullable(),
  text: z.string(),
  created_at: instant,
})
/** What a manager wrote down about somebody. */
export type NoteJson = z.infer<typeof note>
/** A new note. */
export const noteBody = z.object({ text: paragraph(1_000).min(1, 'Must not be empty.') })
/** Parsed `noteBody`. */
export type NoteBody = z.infer<typeof noteBody>
