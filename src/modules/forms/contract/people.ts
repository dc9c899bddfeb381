import { z } from 'zod'
import { instant, line, pageOf, snowflake } from '#core/contract.ts'
import { form, pageQuery, responseStatuses } from './form.ts'

/** Somebody in one of a form's lists. */
export const person = z.object({
  discord_user_id: z.string(),
  discord_username: z.string().nullable(),
  display_name: z.string().nullable(),
  avatar: z.string().nullable(),
  /** From the imported list of members. */
  name: z.string().nullable(),
  student_id: z.string().nullable(),
  team: z.string().nullable(),
  grade: z.string().nullable(),
})
/** Somebody in one of a form's lists. */
export type Person = z.infer<typeof person>

/** Somebody who has answered; of confidential forms only Muster's operator sees names. */
export const answeredPerson = person.extend({
  responded_at: instant,
  last_submitted_at: instant.nullable(),
  /** False when the person is no longer among the targets. */
  is_target: z.boolean(),
})

/** Somebody who has not answered (anonymous: not taken a link). */
export const missingPerson = person.extend({
  /** When a link was first taken; null for never, and always for anonymous forms. */
  link_taken_at: instant.nullable(),
  last_reminded_at: instant.nullable(),
})

/** A page of those who have answered. */
export const answeredPage = pageOf(answeredPerson)
/** A page of those who have not. */
export const missingPage = pageOf(missingPerson)
/** A page of members whom the form does not concern. */
export const notEligiblePage = pageOf(person)

/** One line of the ledger of links. Anonymous forms: only who has taken one, without a time. */
export const linkEntry = z.object({
  person,
  state: z.enum(['issued', 'used', 'expired', 'revoked', 'taken']),
  issued_at: instant.nullable(),
  expires_at: instant.nullable(),
  used_at: instant.nullable(),
  /** Only of named forms, for 30 days. */
  used_ip: z.string().nullable(),
})
/** A page of the ledger, with how often links were refused, by reason. */
export const linkPage = pageOf(linkEntry).extend({
  refused: z.array(z.object({ code: z.string(), detail: z.string(), count: z.int() })),
})
/** A page of the ledger. */
export type LinkPage = z.infer<typeof linkPage>

/** Whom something concerns. */
export const personBody = z.object({ discord_user_id: snowflake })

/** One step of the plan of reminders. */
export const reminderStep = z.object({
  type: z.enum(['3d', '1d', '3h', 'manual', 'general']),
  due_at: instant,
  state: z.enum(['planned', 'sent', 'skipped', 'sending']),
  recipients: z.int(),
  sent: z.int(),
  failed: z.int(),
})
/** The plan of a form's reminders, and what became of it. */
export const reminderPlan = z.object({
  results: z.array(reminderStep),
  next_at: instant.nullable(),
  /** How many would be reminded now. */
  waiting: z.int(),
})
/** The plan of a form's reminders. */
export type ReminderPlan = z.infer<typeof reminderPlan>

/** Reminds now; without ids everybody who has not answered. */
export const remindBody = z.object({ discord_user_ids: z.array(snowflake).max(1_000).optional() })
/** How many are being reminded. */
export const remindAnswer = z.object({ recipients: z.int() })

/** A response as it was fetched from Google. `person` is null when anonymous, confidential or unknown. */
export const response = z.object({
  response_id: z.string(),
  status: z.enum(responseStatuses),
  counted: z.boolean(),
  /** `no_door`: its code was never given out; `edited_after_lock`: Google holds a newer version. */
  flags: z.array(z.enum(['no_door', 'edited_after_lock', 'accepted', 'assigned'])),
  person: person.nullable(),
  /** Of anonymous forms only the day. */
  create_time: instant,
  submitted_time: instant,
  /** Texts by question id. */
  answers: z.record(z.string(), z.array(z.string())),
})
/** A response as it was fetched from Google. */
export type ResponseJson = z.infer<typeof response>
/** A page of responses. */
export const responsePage = pageOf(response)
/** Query of the responses. */
export const responseQuery = pageQuery.extend({
  status: z.enum(responseStatuses).optional(),
  /** Only those that somebody should look at. */
  problems: z.enum(['0', '1']).optional(),
})

/** Overrules the judgement of a response; `assign` says whose a mistyped one is. */
export const rulingBody = z.discriminatedUnion('ruling', [
  z.object({ ruling: z.literal('accept') }),
  z.object({ ruling: z.literal('assign'), discord_user_id: snowflake }),
  z.object({ ruling: z.literal('clear') }),
])

/** A reader's own forms: those that wait for an answer first. */
export const myForms = z.object({
  results: z.array(form.extend({ answered_at: instant.nullable() })),
  dm_reminders: z.boolean(),
})
/** A reader's own forms. */
export type MyForms = z.infer<typeof myForms>

/** A link to answer with. */
export const answerLink = z.object({ url: z.string(), expires_at: instant })

/** How somebody wants to be reminded. */
export const preferences = z.object({ dm_reminders: z.boolean() })

/** Somebody of the imported list. */
export const member = z.object({
  discord_user_id: z.string(),
  name: z.string(),
  student_id: z.string().nullable(),
  discord_username: z.string().nullable(),
  team: z.string().nullable(),
  grade: z.string().nullable(),
})
/** Somebody of the imported list. */
export type MemberJson = z.infer<typeof member>
/** A page of the imported list. */
export const memberPage = pageOf(member)

/** A list of members: as CSV, or the first sheet of a spreadsheet (columns A to H). */
export const importBody = z.object({
  guild_id: snowflake,
  csv: z.string().max(5_000_000).optional(),
  spreadsheet_url: line(1, 512).optional(),
  dry_run: z.boolean().default(false),
})
/** What an import does, or would do. */
export const importAnswer = z.object({
  added: z.int(),
  changed: z.int(),
  unchanged: z.int(),
  /** Lines that were left out, counted from 1, and why. */
  problems: z.array(z.object({ line: z.int(), code: z.string(), detail: z.string() })),
  dry_run: z.boolean(),
})
/** What an import does. */
export type ImportAnswer = z.infer<typeof importAnswer>
