import { z } from 'zod'
import { instant, line, snowflake } from '#core/contract.ts'
import { formCounts, formStates, questionKinds } from './form.ts'

/** How a form stands. */
export const formStatus = z.object({
  id: z.string(),
  title: z.string(),
  state: z.enum(formStates),
  deadline: instant.nullable(),
  counts: formCounts,
  by_role: z.array(
    z.object({
      id: z.string(),
      name: z.string().nullable(),
      targets: z.int(),
      answered: z.int().nullable(),
    }),
  ),
  /** Anonymous forms with fewer than five answers tell nothing finer than the total. */
  held_back: z.boolean(),
})
/** How a form stands. */
export type FormStatus = z.infer<typeof formStatus>

/** The answers to one question, added up. */
export const questionStats = z.object({
  question_id: z.string(),
  title: z.string(),
  kind: z.enum(questionKinds),
  answered: z.int(),
  /** How often each offered (or given) answer was chosen, in the order of the question. */
  choices: z.array(z.object({ text: z.string(), count: z.int() })),
  /** Of scales and ratings. */
  mean: z.number().nullable(),
  median: z.number().nullable(),
  /** Free texts, at most 200 of them; shuffled when anonymous. */
  texts: z.array(z.string()),
  more_texts: z.int(),
})
/** The answers to one question, added up. */
export type QuestionStats = z.infer<typeof questionStats>

/** The answers to a form, added up. */
export const formStats = z.object({
  answers: z.int(),
  /** Too few answers of an anonymous form to show anything. */
  held_back: z.boolean(),
  questions: z.array(questionStats),
  /** Counted answers up to the end of each day in the zone of the forms. */
  by_day: z.array(z.object({ day: z.string(), count: z.int() })),
  by_status: z.array(z.object({ status: z.string(), count: z.int() })),
})
/** The answers to a form, added up. */
export type FormStats = z.infer<typeof formStats>

/** Which chart: of one question, or of the answers over time. */
export const chartQuery = z.object({
  question: line(1, 40).optional(),
  theme: z.enum(['light', 'dark']).default('light'),
})

/** What is exported, and how. */
export const exportQuery = z.object({
  format: z.enum(['csv', 'xlsx', 'json']).default('csv'),
  what: z.enum(['responses', 'missing', 'statistics']).default('responses'),
})
/** What is exported, and how. */
export type ExportQuery = z.infer<typeof exportQuery>

/** What looking into Google came to. */
export const syncAnswer = z.object({
  fetched: z.int(),
  changed: z.int(),
  last_fetch_at: instant.nullable(),
  fetch_error: z.object({ code: z.string(), detail: z.string() }).nullable(),
})

/** The copy of the responses in a spreadsheet. */
export const sheetCopy = z.object({
  connected: z.boolean(),
  spreadsheet_url: z.string().nullable(),
  rows: z.int(),
  /** Responses that are not in the copy yet. */
  waiting: z.int(),
  lag_seconds: z.int().nullable(),
  last_written_at: instant.nullable(),
  error: z.object({ code: z.string(), detail: z.string() }).nullable(),
})
/** The copy of the responses in a spreadsheet. */
export type SheetCopy = z.infer<typeof sheetCopy>
/** Connects a spreadsheet by its address; null ends the copy. */
export const sheetBody = z.object({ spreadsheet_url: line(1, 512).nullable() })

/** What a guild has decided about its forms. */
export const formSettings = z.object({
  /** May do what Manage Guild may: make, publish and read forms. */
  admin_role_ids: z.array(snowflake).max(25),
  /** Where administrators are told of problems; null: nowhere. */
  log_channel_id: snowflake.nullable(),
})
/** What a guild has decided about its forms. */
export type FormSettings = z.infer<typeof formSettings>

/** How the module is doing. */
export const formsHealth = z.object({
  status: z.enum(['ok', 'degraded', 'broken']),
  google: z.object({
    configured: z.boolean(),
    kind: z.string().nullable(),
    calls: z.int(),
    errors: z.int(),
    error_rate: z.number(),
    /** Share of each per-minute quota that is in use now. */
    quota_used: z.record(z.string(), z.number()),
  }),
  door: z.object({
    shown: z.int(),
    redeemed: z.int(),
    refused: z.int(),
    success_rate: z.number().nullable(),
  }),
  fetch: z.object({
    forms: z.int(),
    failing: z.int(),
    lag_seconds: z.int().nullable(),
  }),
  sheets: z.object({ connected: z.int(), failing: z.int(), lag_seconds: z.int().nullable() }),
  reminders: z.object({ sent: z.int(), failed: z.int() }),
  responses: z.record(z.string(), z.int()),
})
/** How the module is doing. */
export type FormsHealth = z.infer<typeof formsHealth>

/** A frame of a live page: forms as they are now. */
export const formFrame = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('forms_changed'),
    form_id: z.string(),
    event: z.string(),
    version: z.int(),
  }),
  z.object({ type: z.literal('form_deleted'), form_id: z.string() }),
])
