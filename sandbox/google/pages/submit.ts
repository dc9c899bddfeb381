import { noteEvent } from '../forms/change.ts'
import { isAccepting, type Google } from '../google.ts'
import { makeId } from '../ids.ts'
import type { StoredForm, StoredResponse } from '../state.ts'
import { faultsOf, type Fault } from './answers.ts'
import { questionsIn, sectionsOf, wayThrough, type Answers } from './sections.ts'

/** Who answers: the account that is signed in, and the address typed into a form that asks for one. */
export type Responder = { account: string | null; typed_email?: string }

/** Why a form cannot be answered. */
export type Refusal =
  | { code: 'closed' | 'sign_in' | 'already' | 'edit_off' | 'edit_unknown' | 'email' }
  | { code: 'faults'; faults: Record<string, Fault> }

/** Whether a form asks people to sign in: by its own switch, by verified addresses, or to count one answer each. */
export function needsSignIn({ switches, settings }: StoredForm): boolean {
  return switches.sign_in || switches.one_response || settings.emails === 'VERIFIED'
}

/** The response that an edit link opens. */
export function responseByKey(form: StoredForm, key: string): StoredResponse | undefined {
  return [...form.responses.values()].find(({ edit_key }) => edit_key === key)
}

/** Why this person may not see the questions; undefined when they may. */
export function refuseEntry(
  form: StoredForm,
  { account }: Responder,
  editKey: string | null,
): Refusal | undefined {
  if (!isAccepting(form)) return { code: 'closed' }
  if (needsSignIn(form) && account === null) return { code: 'sign_in' }
  if (editKey !== null) {
    if (!form.switches.edit_after_submit) return { code: 'edit_off' }
    return responseByKey(form, editKey) ? undefined : { code: 'edit_unknown' }
  }
  const own = [...form.responses.values()].some((one) => one.account === account)
  return form.switches.one_response && own ? { code: 'already' } : undefined
}

function emailOf({ settings }: StoredForm, responder: Responder): string | null {
  if (settings.emails === 'VERIFIED') return responder.account
  return settings.emails === 'RESPONDER_INPUT' ? (responder.typed_email ?? null) : null
}

const address = /^[^@\s]+@[^@\s]+\.[^@\s]+$/

/** Takes answers as the public page does: new ones, or over those that `editKey` opens. */
export function submit(
  google: Google,
  form: StoredForm,
  answers: Answers,
  who: Responder & { editKey?: string },
): { response: StoredResponse } | { refusal: Refusal } {
  const refusal = refuseEntry(form, who, who.editKey ?? null)
  if (refusal) return { refusal }
  const sections = sectionsOf(form)
  const way = wayThrough(sections, answers).flatMap((number) => sections[number] ?? [])
  const faults = faultsOf(
    way.flatMap(({ items }) => items),
    answers,
  )
  if (Object.keys(faults).length > 0) return { refusal: { code: 'faults', faults } }
  const email = emailOf(form, who)
  const wantsEmail = form.settings.emails === 'RESPONDER_INPUT'
  if (wantsEmail && !address.test(email ?? '')) return { refusal: { code: 'email' } }
  const asked = new Set(way.flatMap(questionsIn).map(({ questionId }) => questionId))
  const kept = Object.fromEntries(Object.entries(answers).filter(([id]) => asked.has(id)))
  const now = google.clock.now()
  const before = who.editKey === undefined ? undefined : responseByKey(form, who.editKey)
  const response: StoredResponse = before
    ? { ...before, answers: kept, submitted: now, email }
    : {
        id: makeId.response(google.random),
        created: now,
        submitted: now,
        email,
        account: who.account,
        edit_key: makeId.edit(google.random),
        order: makeId.order(google.random),
        answers: kept,
      }
  form.responses.set(response.id, response)
  noteEvent(google, form, 'RESPONSES')
  return { response }
}
