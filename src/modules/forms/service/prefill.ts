import type { Services } from '#core/context.ts'
import { entryOf, prefilledUrl, withRoles } from '../rules/questions.ts'
import { showsNames } from '../rules/state.ts'
import type { Form } from '../store/forms.ts'
import { findMember } from '../store/members.ts'
import { ownAnswers } from '../store/responses.ts'

/** Whom a form is filled in for. */
export type FilledFor = {
  /** Null when the form is anonymous. */
  userId: string | null
  /** Null when the browser fills it in itself. */
  code: string | null
  /** The reader has proven to be this person: only then are earlier answers filled in. */
  isSignedIn: boolean
}

/** The number under which a question is filled in. */
export function entryFor(form: Pick<Form, 'prefill_map'>, questionId: string): string {
  return form.prefill_map[questionId] ?? entryOf(questionId)
}

async function personal(
  services: Services,
  form: Form,
  userId: string,
): Promise<Record<string, string>> {
  const member = await findMember(services.database, userId)
  if (!member || !showsNames(form.anonymity)) return {}
  const questions = withRoles(form.questions, form.code_question_id)
  const values = { name: member.name, student_id: member.student_id }
  return Object.fromEntries(
    questions.flatMap(({ role, question_id }) => {
      const value = role === 'name' || role === 'student_id' ? values[role] : null
      return value ? [[entryFor(form, question_id), value]] : []
    }),
  )
}

async function earlier(
  services: Services,
  form: Form,
  userId: string,
): Promise<Record<string, string>> {
  const answers = await ownAnswers(services.database, form.id, userId)
  const known = new Set(form.questions.map(({ question_id }) => question_id))
  const isCode = (id: string) => form.code_question_ids.includes(id)
  return Object.fromEntries(
    Object.entries(answers ?? {}).flatMap(([id, [text]]) =>
      known.has(id) && !isCode(id) && text ? [[entryFor(form, id), text]] : [],
    ),
  )
}

/** The form's public address, filled in for somebody. */
export async function filledUrl(
  services: Services,
  form: Form,
  { userId, code, isSignedIn }: FilledFor,
): Promise<string> {
  const address = form.responder_uri ?? form.form_url.replace(/\/edit$/, '/viewform')
  const mine = userId === null ? {} : await personal(services, form, userId)
  const before = userId !== null && isSignedIn ? await earlier(services, form, userId) : {}
  const question = form.code_question_id
  const own = code !== null && question ? { [entryFor(form, question)]: code } : {}
  return prefilledUrl(address, { ...before, ...mine, ...own })
}
