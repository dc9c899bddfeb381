import { z } from 'zod'
import { instant, line, pageOf, paragraph, snowflake } from '#core/contract.ts'

/** Where a form stands. */
export const formStates = ['draft', 'published', 'expired', 'closed'] as const
/** Where a form stands. */
export type FormState = (typeof formStates)[number]

/**
 * What is known of who answered what: `named` everything; `confidential` names are hidden from the
 * owners of the form; `ledger` who took a link, from a pool of random codes; `blind` who took a link,
 * and nobody can find out more (VOPRF).
 */
export const anonymities = ['named', 'confidential', 'ledger', 'blind'] as const
/** What is known of who answered what. */
export type Anonymity = (typeof anonymities)[number]

/** How a response from Google is judged. */
export const responseStatuses = [
  'valid',
  'superseded',
  'duplicate',
  'late',
  'foreign',
  'mistyped',
  'missing_code',
  'not_target',
  'withdrawn',
] as const
/** How a response from Google is judged. */
export type ResponseStatus = (typeof responseStatuses)[number]

/** What may have changed in Google behind our back. */
export const driftKinds = [
  'code_question_missing',
  'code_question_optional',
  'code_question_moved',
  'form_unshared',
  'form_gone',
  'email_collected',
  'closed_in_google',
  'legacy_form',
  'role_deleted',
  'prefill_unknown',
  'account_broken',
] as const
/** What may have changed in Google behind our back. */
export type DriftKind = (typeof driftKinds)[number]

/** Kinds of questions, as far as they are told apart. */
export const questionKinds = [
  'text',
  'paragraph',
  'choice',
  'checkbox',
  'dropdown',
  'scale',
  'rating',
  'date',
  'time',
  'file',
  'grid',
  'unknown',
] as const
/** Kinds of questions. */
export type QuestionKind = (typeof questionKinds)[number]

/** What a question is for, beside being asked. */
export const questionRoles = ['code', 'name', 'student_id'] as const
/** What a question is for. */
export type QuestionRole = (typeof questionRoles)[number]

/** A question of the form in Google. */
export const question = z.object({
  question_id: z.string(),
  item_id: z.string(),
  /** Position of its item in the form, from 0. */
  index: z.int(),
  title: z.string(),
  kind: z.enum(questionKinds),
  required: z.boolean(),
  role: z.enum(questionRoles).nullable(),
  /** Offered answers, where there are such. */
  options: z.array(z.string()),
})
/** A question of the form in Google. */
export type Question = z.infer<typeof question>

/** A role whose members are asked to answer; the name is null once the role is deleted. */
export const targetRole = z.object({ id: z.string(), name: z.string().nullable() })

/** Something that is wrong with a form and, where Muster can put it right, the button that does. */
export const drift = z.object({
  kind: z.enum(driftKinds),
  /** What it means, in the reader's language. */
  detail: z.string(),
  fix: z.enum(['add_questions', 'mend', 'share', 'choose_roles', 'enter_link']).nullable(),
  since: instant,
})

/** How many have answered; `rate` is a share from 0 to 1, null without targets. */
export const formCounts = z.object({
  targets: z.int(),
  answered: z.int(),
  missing: z.int(),
  rate: z.number().nullable(),
  /** Answered, but no longer among the targets. */
  outside: z.int(),
  /** Links taken; for anonymous forms at least as many as counted answers. */
  issued: z.int(),
  reissued: z.int(),
  /** Responses that somebody should look at. */
  problems: z.int(),
})
/** How many have answered. */
export type FormCounts = z.infer<typeof formCounts>

/** What a signed-in reader may do with a form; null for keys that act for nobody. */
export const myPart = z.object({
  is_target: z.boolean(),
  answered: z.boolean(),
  can_answer: z.boolean(),
  can_manage: z.boolean(),
  /** Why answering is not possible now: an error code. */
  reason: z.string().nullable(),
})

/** A form as lists and its page show it. What concerns Google is null for members. */
export const form = z.object({
  id: z.string(),
  guild_id: z.string(),
  form_id: z.string().nullable(),
  form_url: z.string().nullable(),
  title: z.string(),
  description: z.string(),
  state: z.enum(formStates),
  deadline: instant.nullable(),
  target_roles: z.array(targetRole),
  is_anonymous: z.boolean(),
  anonymity: z.enum(anonymities),
  allow_edit: z.boolean(),
  estimated_minutes: z.int(),
  question_count: z.int(),
  channel_id: z.string().nullable(),
  message_id: z.string().nullable(),
  jump_url: z.string().nullable(),
  web_url: z.string(),
  created_by: z.string(),
  created_at: instant,
  updated_at: instant,
  published_at: instant.nullable(),
  closed_at: instant.nullable(),
  version: z.int(),
  counts: formCounts,
  /** Fingerprint of the key by which blind links are proven; also printed in the panel. */
  key_fingerprint: z.string().nullable(),
  google: z
    .object({
      responder_uri: z.string().nullable(),
      /** Whether the question for the response code is there. */
      code_question: z.enum(['present', 'missing']),
      prefill: z.enum(['unchecked', 'works', 'needs_link']),
      accepting: z.boolean().nullable(),
      legacy: z.boolean(),
      last_fetch_at: instant.nullable(),
      fetch_error: z.object({ code: z.string(), detail: z.string() }).nullable(),
    })
    .nullable(),
  drift: z.array(drift),
  my: myPart.nullable(),
})
/** A form as lists and its page show it. */
export type FormJson = z.infer<typeof form>

/** A page of forms. */
export const formPage = pageOf(form)

/** Query of a page in any list of this module. */
export const pageQuery = z.strictObject({
  page: z.coerce.number().int().min(1).default(1),
  page_size: z.coerce.number().int().min(1).max(200).default(50),
  q: line(0, 100).optional(),
})
/** Query of a page. */
export type PageQuery = z.infer<typeof pageQuery>

/** Query of the list of forms. */
export const listQuery = pageQuery.extend({
  guild_id: snowflake.optional(),
  state: z.enum(formStates).optional(),
})
/** Query of the list of forms. */
export type ListQuery = z.infer<typeof listQuery>

const address = z
  .string()
  .trim()
  .min(1, 'This field is required.')
  .max(512, 'Must have at most 512 characters.')
/** An instant with offset, or `YYYY-MM-DD HH:mm` in the zone of the forms; null for none. */
const deadline = z.string().trim().max(40).nullable()
/** Role ids, or names, mentions and ids in one text, separated by commas. */
const roles = z.union([z.array(snowflake).max(25), line(0, 1_000)])

/** What a new form is told; `google_form_url` adopts a form, `title` alone makes one in Google. */
export const createBody = z.object({
  guild_id: snowflake,
  google_form_url: address.optional(),
  title: line(1, 200).optional(),
  description: paragraph(2_000).optional(),
  /** Makes a form like one of these. */
  template: z.enum(['empty', 'attendance', 'feedback', 'survey']).optional(),
  deadline: deadline.optional(),
  target_roles: roles.default([]),
  is_anonymous: z.boolean().default(false),
  /** Says it exactly; without it `is_anonymous` decides between `named` and `blind`. */
  anonymity: z.enum(anonymities).optional(),
  allow_edit: z.boolean().default(true),
  estimated_minutes: z.int().min(1).max(240).nullish(),
})
/** What a new form is told. */
export type CreateBody = z.infer<typeof createBody>

/** What may be changed of a form. */
export const patchBody = z
  .object({
    title: line(1, 200),
    description: paragraph(2_000),
    deadline,
    target_roles: roles,
    is_anonymous: z.boolean(),
    anonymity: z.enum(anonymities),
    allow_edit: z.boolean(),
    estimated_minutes: z.int().min(1).max(240).nullable(),
  })
  .partial()
/** What may be changed of a form. */
export type PatchBody = z.infer<typeof patchBody>

/** Where a form is published, and whether its targets are mentioned. */
export const publishBody = z.object({
  channel_id: snowflake.optional(),
  notify: z.boolean().default(false),
})
/** Where a form is published. */
export type PublishBody = z.infer<typeof publishBody>
