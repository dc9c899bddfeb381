import type { Context } from '#core/context.ts'
import { coreError } from '#core/errors.ts'
import type { AddQuestionsAnswer, QuestionList } from '../contract/builder.ts'
import type { QuestionRole } from '../contract/form.ts'
import { isGoogleFailure } from '#core/google/errors.ts'
import type { FormRequest } from '../clients/google/google.ts'
import type { GoogleForm } from '../clients/google/shapes.ts'
import { refuse } from '../errors.ts'
import { entriesIn, googleId, missingRoles, textItem, withRoles } from '../rules/questions.ts'
import { isAnonymous } from '../rules/state.ts'
import type { Form, Undo } from '../store/forms.ts'
import { t } from '../views/texts.ts'
import { changeForm } from './change.ts'
import { asking, googleOf, refusalOf } from './google.ts'
import { codeQuestionIn, fieldsOf } from './inspect.ts'
import { manageForm } from './rights.ts'

/** How often a change is tried anew when somebody else changes the form at the same time. */
const tries = 3

function listOf(form: Form, found: GoogleForm): QuestionList {
  const { questions } = fieldsOf(found)
  const results = withRoles(questions, codeQuestionIn(questions, form.code_question_id))
  return {
    revision_id: found.revisionId,
    results,
    missing: missingRoles(results, isAnonymous(form.anonymity)),
    can_undo: form.undo?.revision_id === found.revisionId,
  }
}

/** Keeps what Google says of a form's questions. */
async function keep(
  context: Context,
  id: string,
  found: GoogleForm,
  undo: Undo | null,
): Promise<Form> {
  const fields = fieldsOf(found)
  return changeForm(context, id, (form) => {
    const code = codeQuestionIn(fields.questions, form.code_question_id)
    const ids = code === null ? [] : [code]
    return {
      form: {
        ...form,
        ...fields,
        code_question_id: code,
        code_question_ids: [...new Set([...ids, ...form.code_question_ids])],
        drift: form.drift.filter(({ kind }) => kind !== 'code_question_missing' || code === null),
        undo,
      },
      event: 'edited',
      data: { fields: ['questions'] },
    }
  })
}

/** The questions of a form as Google has them now. */
export async function listQuestions(context: Context, id: string): Promise<QuestionList> {
  const { form } = await manageForm(context, id, 'forms:read')
  return listOf(form, await asking(context, googleOf(context).getForm(form.form_id)))
}

type Addition = AddQuestionsAnswer['added'][number]

function additionsFor(form: Form, roles: readonly QuestionRole[]): Addition[] {
  // The code comes first: a later page can be skipped by section logic.
  const order: QuestionRole[] = ['code', 'name', 'student_id']
  return order
    .filter((role) => roles.includes(role))
    .filter((role) => role === 'code' || !isAnonymous(form.anonymity))
    .map((role, index) => ({
      role,
      title: t(form.locale, `question.${role}.title`),
      index,
      required: true,
    }))
}

function requestsFor(context: Context, form: Form, additions: readonly Addition[]) {
  return additions.map(({ role, title, index }) => {
    const ids = { itemId: googleId(context.random(4)), questionId: googleId(context.random(4)) }
    const description = t(form.locale, `question.${role}.description`)
    const item = textItem({ role, title, description }, ids)
    const request: FormRequest = { createItem: { item, location: { index } } }
    return { request, itemId: ids.itemId }
  })
}

/**
 * Adds questions of ours that are missing, at the top of the form. With `dry_run` says what would be
 * added. A revision that was shown must still be the present one; without one the newest is taken.
 */
export async function addQuestions(
  context: Context,
  id: string,
  wish: { add: readonly QuestionRole[]; dry_run: boolean; revision_id?: string | undefined },
): Promise<AddQuestionsAnswer> {
  const { form } = await manageForm(context, id)
  const google = googleOf(context)
  for (let attempt = 1; ; attempt += 1) {
    const found = await asking(context, google.getForm(form.form_id))
    const list = listOf(form, found)
    if (wish.revision_id !== undefined && wish.revision_id !== found.revisionId) {
      throw refuse('QUESTIONS_CHANGED')
    }
    const added = additionsFor(
      form,
      wish.add.filter((role) => list.missing.includes(role)),
    )
    if (wish.dry_run || added.length === 0) return { added, questions: list }
    const requests = requestsFor(context, form, added)
    try {
      const changed = await google.changeForm(
        form.form_id,
        requests.map(({ request }) => request),
        found.revisionId,
      )
      const whole = {
        ...found,
        ...changed,
        responderUri: changed.responderUri ?? found.responderUri,
      }
      const undo = {
        item_ids: requests.map(({ itemId }) => itemId),
        revision_id: whole.revisionId,
      }
      const kept = await keep(context, id, whole, undo)
      return { added, questions: listOf(kept, whole) }
    } catch (error) {
      // Somebody changed the form in between: look again, unless a certain revision was meant.
      const isOld = isGoogleFailure(error, 'invalid') && wish.revision_id === undefined
      if (!isOld || attempt >= tries) throw await refusalOf(context, error)
    }
  }
}

/** Takes back what Muster has added last, as long as nobody has changed the form since. */
export async function undoQuestions(context: Context, id: string): Promise<QuestionList> {
  const { form } = await manageForm(context, id)
  const { undo } = form
  if (!undo) throw refuse('FORM_STATE')
  const google = googleOf(context)
  const found = await asking(context, google.getForm(form.form_id))
  if (found.revisionId !== undo.revision_id) throw refuse('QUESTIONS_CHANGED')
  const indices = undo.item_ids
    .map((itemId) => found.items.findIndex((item) => item.itemId === itemId))
    .filter((index) => index >= 0)
    .toSorted((a, b) => b - a)
  const requests = indices.map((index) => ({ deleteItem: { location: { index } } }))
  if (requests.length === 0) throw refuse('QUESTIONS_CHANGED')
  const changed = await asking(context, google.changeForm(form.form_id, requests, found.revisionId))
  const kept = await keep(context, id, { ...found, ...changed }, null)
  return listOf(kept, { ...found, ...changed })
}

/** Moves an item of a form to another position. */
export async function moveQuestion(
  context: Context,
  id: string,
  move: { item_id: string; index: number; revision_id?: string | undefined },
): Promise<QuestionList> {
  const { form } = await manageForm(context, id)
  const google = googleOf(context)
  const found = await asking(context, google.getForm(form.form_id))
  if (move.revision_id !== undefined && move.revision_id !== found.revisionId) {
    throw refuse('QUESTIONS_CHANGED')
  }
  const from = found.items.findIndex((item) => item.itemId === move.item_id)
  if (from < 0) throw coreError('not_found')
  const to = Math.min(move.index, found.items.length - 1)
  if (from === to) return listOf(form, found)
  const request = {
    moveItem: { originalLocation: { index: from }, newLocation: { index: to } },
  }
  const changed = await asking(
    context,
    google.changeForm(form.form_id, [request], found.revisionId),
  )
  const kept = await keep(context, id, { ...found, ...changed }, null)
  return listOf(kept, { ...found, ...changed })
}

/** Reads entry numbers from a pre-filled link that was made in Google's editor with code `CODE`. */
export async function readPrefill(context: Context, id: string, url: string): Promise<Form> {
  await manageForm(context, id)
  const entries = [...entriesIn(url)]
  return changeForm(context, id, (form) => {
    const question = form.code_question_id
    const isOurs =
      form.responder_uri !== null && url.startsWith(form.responder_uri.split('?')[0] ?? '')
    const only = entries.length === 1 ? entries[0] : undefined
    const [entry] = entries.find(([, value]) => /code|コード|코드/i.test(value)) ?? only ?? []
    if (!isOurs || question === null || entry === undefined) throw refuse('INVALID_PREFILL_URL')
    const prefill_map = { ...form.prefill_map, [question]: entry }
    const after: Form = { ...form, prefill_map, prefill: 'works' }
    return { form: after, event: 'edited', data: { fields: ['prefill'] } }
  })
}
