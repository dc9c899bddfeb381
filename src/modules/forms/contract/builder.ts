import { z } from 'zod'
import { line, snowflake } from '#core/contract.ts'
import { question, questionRoles } from './form.ts'

/** A form in Google that is looked at before it is adopted. */
export const inspectBody = z.object({
  guild_id: snowflake,
  google_form_url: z.string().trim().min(1).max(512),
})

/** Something to know before a form is adopted or made anonymous. */
export const notice = z.object({ code: z.string(), detail: z.string() })

/** What was found at the address of a form. */
export const inspection = z.object({
  form_id: z.string(),
  title: z.string(),
  description: z.string(),
  responder_uri: z.string().nullable(),
  questions: z.array(question),
  /** Which of our questions are not there. */
  missing: z.array(z.enum(questionRoles)),
  estimated_minutes: z.int(),
  notices: z.array(notice),
  /** Set when the form is known already. */
  known_as: z.string().nullable(),
})
/** What was found at the address of a form. */
export type Inspection = z.infer<typeof inspection>

/** The Google account of this installation. */
export const googleAccount = z.object({
  configured: z.boolean(),
  kind: z.enum(['service_account', 'oauth']).nullable(),
  /** The address with which forms are to be shared. */
  email: z.string().nullable(),
  can_create: z.boolean(),
  /** Why forms cannot be made here, in the reader's language. */
  reason: z.string().nullable(),
})
/** The Google account of this installation. */
export type GoogleAccountJson = z.infer<typeof googleAccount>

/** The questions of a form, in their order. */
export const questionList = z.object({
  revision_id: z.string(),
  results: z.array(question),
  missing: z.array(z.enum(questionRoles)),
  /** Whether the last change that Muster made can be taken back. */
  can_undo: z.boolean(),
})
/** The questions of a form, in their order. */
export type QuestionList = z.infer<typeof questionList>

/** Adds our questions; with `dry_run` only says what would be added, and where. */
export const addQuestionsBody = z.object({
  add: z.array(z.enum(questionRoles)).min(1).max(3),
  dry_run: z.boolean().default(false),
  /** The revision that the preview showed; another one is refused with `version_mismatch`. */
  revision_id: z.string().max(200).optional(),
})

/** What adding came to, or would come to. */
export const addQuestionsAnswer = z.object({
  added: z.array(
    z.object({
      role: z.enum(questionRoles),
      title: z.string(),
      index: z.int(),
      required: z.boolean(),
    }),
  ),
  questions: questionList,
})
/** What adding came to. */
export type AddQuestionsAnswer = z.infer<typeof addQuestionsAnswer>

/** Moves a question's item to another position. */
export const moveQuestionBody = z.object({
  item_id: line(1, 40),
  index: z.int().min(0).max(1_000),
  revision_id: z.string().max(200).optional(),
})

/** A pre-filled link made in Google's own editor, from which entry numbers are read. */
export const prefillBody = z.object({ url: z.string().trim().min(1).max(4_000) })

/** What a form's panel looks like: a message as Discord takes it. */
export const panelPreview = z.object({ message: z.looseObject({}) })

/** Roles, channels and defaults from which a form's fields are chosen. */
export const formChoices = z.object({
  guild_id: z.string(),
  timezone: z.string(),
  roles: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      color: z.int(),
      /** Members with this role who are no bots. */
      members: z.int(),
    }),
  ),
  everybody: z.int(),
  channels: z.array(z.object({ id: z.string(), name: z.string() })),
  google: googleAccount,
  can_manage: z.boolean(),
})
/** Roles, channels and defaults. */
export type FormChoices = z.infer<typeof formChoices>

/** Of which guild choices and settings are asked. */
export const guildQuery = z.object({ guild_id: snowflake })

/** How many people a choice of roles reaches; roles as comma-separated ids. */
export const reachQuery = guildQuery.extend({
  roles: z
    .string()
    .regex(/^(\d{17,19}(,\d{17,19}){0,24})?$/, 'Must be Discord ids, separated by commas.')
    .default(''),
})
/** How many people a choice of roles reaches. */
export const reach = z.object({ targets: z.int() })
