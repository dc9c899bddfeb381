import type { Context } from '#core/context.ts'
import type { FormRequest, Google } from '../clients/google/google.ts'
import type { Form } from '../store/forms.ts'
import { asking, googleOf } from './google.ts'
import { manageForm } from './rights.ts'
import { syncForm } from './sync.ts'

/** The changes of the form that bring the question for the code back to its place. */
async function requestsFor(google: Google, form: Form): Promise<FormRequest[]> {
  const kinds = form.drift.map(({ kind }) => kind)
  const wanted = ['code_question_moved', 'code_question_optional'] as const
  if (!wanted.some((kind) => kinds.includes(kind))) return []
  const { items } = await google.getForm(form.form_id)
  const index = items.findIndex(
    ({ questionItem }) => questionItem?.question.questionId === form.code_question_id,
  )
  const item = items[index]
  const question = item?.questionItem?.question
  if (!item || !question) return []
  const required: FormRequest = {
    updateItem: {
      item: { ...item, questionItem: { question: { ...question, required: true } } },
      location: { index },
      updateMask: 'questionItem.question.required',
    },
  }
  const first: FormRequest = {
    moveItem: { originalLocation: { index }, newLocation: { index: 0 } },
  }
  return [
    ...(kinds.includes('code_question_optional') ? [required] : []),
    ...(kinds.includes('code_question_moved') ? [first] : []),
  ]
}

/**
 * Puts right in Google what has changed there and can be put right: the question for the code is
 * required and comes first again, and the form takes answers. Then everything is looked at anew.
 */
export async function mendForm(
  context: Context,
  id: string,
): Promise<Awaited<ReturnType<typeof syncForm>>> {
  const { form } = await manageForm(context, id)
  const google = googleOf(context)
  const requests = await asking(context, requestsFor(google, form))
  if (requests.length > 0) await asking(context, google.changeForm(form.form_id, requests))
  if (form.drift.some(({ kind }) => kind === 'closed_in_google')) {
    await asking(context, google.setAccepting(form.form_id, true))
  }
  return syncForm(context, id)
}
