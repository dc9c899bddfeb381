import { z } from 'zod'
import type { SandboxContext } from '../context.ts'
import { ControlError } from '../control/errors.ts'
import { findPerson } from '../control/names.ts'
import { batchBody } from './forms/batch.ts'
import { addForm, changeForm, noteEvent } from './forms/change.ts'
import { showResponse } from './forms/show.ts'
import { GoogleError } from './errors.ts'
import { linksOf, type Google } from './google.ts'
import { entryOf } from './ids.ts'
import { questionsOf } from './forms/items.ts'
import { submit, type Responder } from './pages/submit.ts'
import type { Answers } from './pages/sections.ts'
import { emailOf, shareFile } from './seed.ts'
import type { StoredForm } from './state.ts'

const base = { as: z.string(), form: z.string() }
/** By question id, entry number or title. */
const answers = z.record(z.string(), z.union([z.string(), z.number(), z.array(z.string())]))
const account = z.string().describe('a username, an address, or "service"')

/**
 * What people do at Google, as bodies of `POST /_control/act`. `form` is an id or a title. Answers are checked as the
 * public page checks them.
 */
export const googleAct = z.discriminatedUnion('do', [
  z.object({
    do: z.literal('google_submit'),
    ...base,
    answers,
    email: z.string().optional(),
    /** Changes an earlier response, as its edit link does. */
    edit: z.string().optional(),
    /** Whether the person is signed in to Google. */
    signed_in: z.boolean().default(false),
  }),
  z.object({ do: z.literal('google_submit_many'), ...base, submissions: z.array(answers) }),
  z.object({ do: z.literal('google_delete_response'), ...base, response_id: z.string() }),
  z.object({ do: z.literal('google_create'), as: z.string(), title: z.string() }),
  z.object({ do: z.literal('google_edit'), ...base, requests: batchBody.shape.requests }),
  z.object({
    do: z.literal('google_share'),
    ...base,
    with: account,
    role: z.enum(['writer', 'reader']).default('writer'),
  }),
  z.object({ do: z.literal('google_unshare'), ...base, with: account }),
  z.object({
    do: z.literal('google_settings'),
    ...base,
    sign_in: z.boolean().optional(),
    one_response: z.boolean().optional(),
    edit_after_submit: z.boolean().optional(),
    confirmation: z.string().optional(),
    accepting: z.boolean().optional(),
  }),
  z.object({ do: z.literal('google_policy'), as: z.string(), created_unpublished: z.boolean() }),
  z.object({ do: z.literal('google_delete_file'), as: z.string(), file: z.string() }),
  z.object({ do: z.literal('google_revoke_key'), as: z.string() }),
  z.object({ do: z.literal('google_revoke_grant'), as: z.string() }),
])
type GoogleAct = z.infer<typeof googleAct>

function findForm(google: Google, wanted: string): StoredForm {
  const forms = [...google.state.forms.values()]
  const found =
    google.state.forms.get(wanted) ?? forms.findLast(({ info }) => info.title === wanted)
  if (!found) throw new ControlError(404, `There is no form ${wanted}`)
  return found
}

function addressOf(google: Google, wanted: string): string {
  const service = [...google.state.accounts.values()].find(({ kind }) => kind === 'service')
  if (wanted === 'service') return service?.email ?? ''
  return wanted.includes('@') ? wanted : emailOf(wanted)
}

/** The ids of questions by all their names. */
function questionNames({ items }: StoredForm): Map<string, string> {
  const named = items.flatMap((item) =>
    questionsOf(item).flatMap(({ questionId = '', rowQuestion }) => [
      [questionId, questionId] as const,
      [entryOf(questionId), questionId] as const,
      [rowQuestion?.title ?? item.title ?? '', questionId] as const,
    ]),
  )
  // The first of equal titles wins.
  return new Map(named.toReversed())
}

function readNamed(names: ReadonlyMap<string, string>, given: z.infer<typeof answers>): Answers {
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => {
      const id = names.get(name)
      if (id === undefined) throw new ControlError(400, `There is no question ${name}`)
      return [id, Array.isArray(value) ? value : [String(value)]]
    }),
  )
}

type Outcome = { ok: boolean; result?: unknown; error?: string }

function send(google: Google, form: StoredForm, given: Answers, who: Responder): Outcome {
  const sent = submit(google, form, given, who)
  if ('refusal' in sent) return { ok: false, error: sent.refusal.code, result: sent.refusal }
  const { response } = sent
  const edit_url = `${linksOf(google, form).responder}?edit2=${response.edit_key}`
  return { ok: true, result: { ...showResponse(response, google.random, form.id), edit_url } }
}

function submitOne(google: Google, act: Extract<GoogleAct, { do: 'google_submit' }>): Outcome {
  const form = findForm(google, act.form)
  const before = act.edit === undefined ? undefined : form.responses.get(act.edit)
  if (act.edit !== undefined && !before) throw new ControlError(404, 'There is no such response')
  return send(google, form, readNamed(questionNames(form), act.answers), {
    account: act.signed_in ? addressOf(google, act.as) : null,
    ...(act.email !== undefined && { typed_email: act.email }),
    ...(before && { editKey: before.edit_key }),
  })
}

function submitMany(
  google: Google,
  act: Extract<GoogleAct, { do: 'google_submit_many' }>,
): Outcome {
  const form = findForm(google, act.form)
  const names = questionNames(form)
  const sent = act.submissions.map((one) =>
    send(google, form, readNamed(names, one), { account: null }),
  )
  const refused = sent.find(({ ok }) => !ok)
  return refused ?? { ok: true, result: { count: sent.length } }
}

function settle(google: Google, act: Extract<GoogleAct, { do: 'google_settings' }>): Outcome {
  const form = findForm(google, act.form)
  const { sign_in, one_response, edit_after_submit, confirmation, accepting } = act
  const { switches } = form
  form.switches = {
    sign_in: sign_in ?? switches.sign_in,
    one_response: one_response ?? switches.one_response,
    edit_after_submit: edit_after_submit ?? switches.edit_after_submit,
    confirmation: confirmation ?? switches.confirmation,
  }
  if (accepting !== undefined) setAccepting(form, accepting)
  return { ok: true }
}

/** The switch "accepting responses" of the editor. */
export function setAccepting(form: StoredForm, accepting: boolean): void {
  if (form.publish === null) form.legacy_accepting = accepting
  else form.publish = { published: form.publish.published || accepting, accepting }
}

/** Takes one response away, which only people can do. */
export function deleteResponse(google: Google, form: StoredForm, id: string): boolean {
  const isGone = form.responses.delete(id)
  if (isGone) noteEvent(google, form, 'RESPONSES')
  return isGone
}

/** Takes an account's right to a file away. */
export function unshareFile(google: Google, fileId: string, email: string): void {
  const file = google.state.files.get(fileId)
  if (file) file.permissions = file.permissions.filter((one) => one.email !== email)
}

function run(google: Google, act: GoogleAct): Outcome {
  switch (act.do) {
    case 'google_submit':
      return submitOne(google, act)
    case 'google_submit_many':
      return submitMany(google, act)
    case 'google_delete_response': {
      const isGone = deleteResponse(google, findForm(google, act.form), act.response_id)
      return isGone ? { ok: true } : { ok: false, error: 'There is no such response' }
    }
    case 'google_create': {
      const owner = addressOf(google, act.as)
      const publish = { published: true, accepting: true }
      const form = addForm(google, { owner, title: act.title, publish })
      return { ok: true, result: { form_id: form.id, ...linksOf(google, form) } }
    }
    case 'google_edit':
      return { ok: true, result: changeForm(google, findForm(google, act.form), act.requests) }
    case 'google_share': {
      const { id } = findForm(google, act.form)
      const email = addressOf(google, act.with)
      return { ok: true, result: shareFile(google, id, { type: 'user', role: act.role, email }) }
    }
    case 'google_unshare':
      unshareFile(google, findForm(google, act.form).id, addressOf(google, act.with))
      return { ok: true }
    case 'google_settings':
      return settle(google, act)
    case 'google_policy':
      google.state.created_unpublished = act.created_unpublished
      return { ok: true }
    case 'google_delete_file': {
      const file = google.state.files.get(act.file)
      if (file) file.trashed = true
      return { ok: file !== undefined }
    }
    case 'google_revoke_key':
      google.state.keys.clear()
      google.state.access_tokens.clear()
      return { ok: true }
    case 'google_revoke_grant':
      google.state.refresh_tokens.clear()
      return { ok: true }
  }
}

/** Somebody does something at Google. Answers in the shape of all acts. */
export function performAtGoogle({ google, world }: SandboxContext, act: GoogleAct): object {
  findPerson(world, act.as)
  const shape = { elapsed_ms: 0, door: 'gateway', responses: [] }
  try {
    return { ...shape, ...run(google, act) }
  } catch (error) {
    if (error instanceof GoogleError) return { ...shape, ok: false, error: error.message }
    throw error
  }
}
