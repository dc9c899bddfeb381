import type { Context } from '#core/context.ts'
import type { Anonymity } from '../contract/form.ts'
import type { GoogleAccountJson } from '../contract/builder.ts'
import { acceptingOf, collectsEmail, questionsOf } from '../clients/google/questions.ts'
import type { GoogleForm } from '../clients/google/shapes.ts'
import { refuse } from '../errors.ts'
import { readFormAddress } from '../rules/address.ts'
import { environment } from '../rules/environment.ts'
import { namingQuestions, withRoles } from '../rules/questions.ts'
import { isAnonymous } from '../rules/state.ts'
import { knownAs, type Form } from '../store/forms.ts'
import type { InspectedForm } from '../views/builder.ts'
import { apiRootOf, asking, googleOf, shareAddress } from './google.ts'
import { requireManager } from './rights.ts'

/** Google's id in the address that somebody typed. Throws `INVALID_FORM_URL`. */
export function formIdIn(context: Context, url: string): string {
  const address = readFormAddress(url, apiRootOf(context))
  if (address.kind !== 'edit') throw refuse('INVALID_FORM_URL', { data: { kind: address.kind } })
  return address.formId
}

/** What of a form in Google is kept. */
export function fieldsOf(
  found: GoogleForm,
): Pick<Form, 'form_id' | 'responder_uri' | 'revision_id' | 'questions' | 'accepting' | 'legacy'> {
  const accepting = acceptingOf(found)
  return {
    form_id: found.formId,
    responder_uri: found.responderUri ?? null,
    revision_id: found.revisionId,
    questions: questionsOf(found),
    accepting,
    legacy: accepting === null,
  }
}

/** Which question asks for the response code; the one that is known, else one with its title. */
export function codeQuestionIn(questions: Form['questions'], known: string | null): string | null {
  return withRoles(questions, known).find(({ role }) => role === 'code')?.question_id ?? null
}

/**
 * Throws `SIGN_IN_KEPT` for an anonymous form where links ask for a sign-in: a session keeps its time,
 * and so the order in which people came.
 */
export function requireNoSignIn(context: Context, anonymity: Anonymity): void {
  const { FORMS_REQUIRE_LOGIN } = context.settings(environment)
  if (FORMS_REQUIRE_LOGIN && isAnonymous(anonymity)) throw refuse('SIGN_IN_KEPT')
}

/** Throws `EMAIL_COLLECTED` when an anonymous form would know who answers. */
export function requireNoEmail(found: GoogleForm, anonymity: Anonymity): void {
  if (isAnonymous(anonymity) && collectsEmail(found)) throw refuse('EMAIL_COLLECTED')
}

/** Looks at a form in Google before it is adopted. */
export async function inspectForm(
  context: Context,
  guildId: string,
  url: string,
): Promise<InspectedForm> {
  await requireManager(context, guildId)
  const formId = formIdIn(context, url)
  const found = await asking(context, googleOf(context).getForm(formId))
  const fields = fieldsOf(found)
  const questions = withRoles(fields.questions, codeQuestionIn(fields.questions, null))
  return {
    form_id: found.formId,
    title: found.info.title,
    description: found.info.description,
    responder_uri: fields.responder_uri,
    questions,
    legacy: fields.legacy,
    accepting: fields.accepting,
    email: collectsEmail(found),
    names: namingQuestions(questions),
    known_as: await knownAs(context.database, found.formId),
  }
}

/** The Google account of this installation, as far as it matters to people. */
export async function describeAccount(
  context: Context,
): Promise<Omit<GoogleAccountJson, 'reason'> & { why: 'not_set_up' | 'service_account' | null }> {
  const google = googleOf(context)
  if (!google.configured) {
    return { configured: false, kind: null, email: null, can_create: false, why: 'not_set_up' }
  }
  const email = (await shareAddress(context)) || null
  const kind = (await google.account().catch(() => null))?.kind ?? null
  const can_create = kind === 'oauth'
  return { configured: true, kind, email, can_create, why: can_create ? null : 'service_account' }
}
