import type { Context } from '#core/context.ts'
import type { DriftKind } from '../contract/form.ts'
import { isGoogleFailure } from '#core/google/errors.ts'
import { collectsEmail, isOnLaterPage } from '../clients/google/questions.ts'
import type { GoogleForm } from '../clients/google/shapes.ts'
import { environment } from '../rules/environment.ts'
import { isAnonymous, isOver, nextFetch } from '../rules/state.ts'
import { loadForm, lockForm, updateForm, type Form } from '../store/forms.ts'
import { codeOfFailure, googleOf } from './google.ts'
import { fetchForm, type Fetched } from './fetch.ts'
import { codeQuestionIn, fieldsOf } from './inspect.ts'
import { raiseAlert } from './alerts.ts'
import { probePrefill } from './probe.ts'

/** Everything is fetched anew so often, in milliseconds. */
const sweepMs = 6 * 3_600_000
/** The questions of a form are looked at so often, in milliseconds. */
const schemaMs = 300_000
const longestWaitMs = 600_000

/** What differs between a form in Google and what is known of it here. */
function driftOf(
  form: Form,
  found: GoogleForm,
  codeQuestion: string | null,
  now: number,
): DriftKind[] {
  const question = fieldsOf(found).questions.find((one) => one.question_id === codeQuestion)
  const accepting = fieldsOf(found).accepting
  const isOpen = form.state === 'published' && !isOver(form, now)
  const checks: [DriftKind, boolean][] = [
    ['code_question_missing', !question],
    ['code_question_optional', question?.required === false],
    ['code_question_moved', question !== undefined && isOnLaterPage(found, question.item_id)],
    ['email_collected', isAnonymous(form.anonymity) && collectsEmail(found)],
    ['closed_in_google', isOpen && accepting === false],
    ['legacy_form', accepting === null],
    ['prefill_unknown', form.prefill === 'needs_link'],
  ]
  return checks.flatMap(([kind, is]) => (is ? [kind] : []))
}

function withDrift(form: Form, kinds: readonly DriftKind[], now: number): Form {
  const drift = kinds.map((kind) => ({
    kind,
    since: form.drift.find((one) => one.kind === kind)?.since ?? now,
  }))
  return { ...form, drift }
}

function deletedRoles(context: Context, form: Form): DriftKind[] {
  const roles = context.members.roles(form.guild_id)
  const isGone = (id: string) => !roles.some((role) => role.id === id)
  return roles.length > 0 && form.target_roles.some(isGone) ? ['role_deleted'] : []
}

/** Compares a form with Google and keeps what is new about its questions. */
async function compare(context: Context, form: Form): Promise<Form> {
  const found = await googleOf(context).getForm(form.form_id)
  const fields = fieldsOf(found)
  const now = context.clock.now()
  // An owner may have deleted the question and made it anew: it is known by its title.
  const code = codeQuestionIn(fields.questions, form.code_question_id)
  const code_question_id = code ?? form.code_question_id
  const ids =
    code === null ? form.code_question_ids : [...new Set([code, ...form.code_question_ids])]
  const seen: Form = { ...form, ...fields, code_question_id, code_question_ids: ids }
  if (code_question_id !== form.code_question_id) seen.prefill = 'unchecked'
  const isAsked = seen.prefill === 'unchecked' && fields.accepting !== false
  if (isAsked) seen.prefill = await probePrefill(context, seen)
  const kinds = [...driftOf(seen, found, code, now), ...deletedRoles(context, seen)]
  return withDrift(seen, kinds, now)
}

/** Stores what looking at a form came to; what others have changed meanwhile stays. */
async function keep(context: Context, id: string, fields: Partial<Form>): Promise<Form | null> {
  return context.write(async (unit) => {
    const form = await lockForm(unit, id)
    if (!form) return null
    const after = { ...form, ...fields }
    await updateForm(unit, after)
    return after
  })
}

function isSweepDue(form: Form, now: number): boolean {
  if (form.swept_at === null) return true
  const end = form.deadline === null ? null : form.deadline + 120_000
  if (end !== null && now >= end && form.swept_at < end) return true
  return now - form.swept_at >= sweepMs
}

async function failed(context: Context, form: Form, error: unknown): Promise<void> {
  if (!isGoogleFailure(error)) throw error
  const now = context.clock.now()
  const code = codeOfFailure(error)
  const failures = (form.fetch_error?.failures ?? 0) + 1
  const poll = context.settings(environment).FORMS_POLL_SECONDS * 1_000
  const waitMs = error.retryAfterMs ?? Math.min(longestWaitMs, poll * 2 ** Math.min(failures, 6))
  const kind: DriftKind | null = isGoogleFailure(error, 'forbidden')
    ? 'form_unshared'
    : isGoogleFailure(error, 'not_found')
      ? 'form_gone'
      : isGoogleFailure(error, 'unauthenticated')
        ? 'account_broken'
        : null
  const others = form.drift
    .map((one) => one.kind)
    .filter((one) => !['form_unshared', 'form_gone', 'account_broken'].includes(one))
  const drifted = withDrift(form, kind === null ? others : [...others, kind], now)
  await keep(context, form.id, {
    drift: drifted.drift,
    next_fetch_at: now + Math.max(waitMs, poll),
    fetch_error: {
      code,
      message: error.message.slice(0, 300),
      since: form.fetch_error?.since ?? now,
      failures,
    },
  })
  // Told once, until it has been well in between.
  const isNew = !form.drift.some((one) => one.kind === kind)
  if (kind !== null && isNew) await raiseAlert(context, form, kind, error.message)
}

/** Looks at the questions of a form and keeps what is new about them. */
async function lookAtSchema(context: Context, form: Form): Promise<Form> {
  const compared = await compare(context, form)
  const { questions, code_question_id, code_question_ids, prefill, drift } = compared
  const { responder_uri, revision_id, accepting, legacy } = compared
  const google = { responder_uri, revision_id, accepting, legacy }
  // Somebody may have entered a pre-filled link while Google was asked.
  const found = prefill !== form.prefill && { prefill }
  const code = { code_question_id, code_question_ids, ...found }
  // Everything is looked at for the new questions, also when Google does not give it out just now.
  const isOther = revision_id !== form.revision_id
  const swept = isOther && { swept_at: null }
  await keep(context, form.id, { ...google, ...code, questions, drift, ...swept })
  const isNew = (kind: DriftKind) =>
    kind !== 'legacy_form' && !form.drift.some((one) => one.kind === kind)
  for (const { kind } of drift) if (isNew(kind)) await raiseAlert(context, form, kind, '')
  return compared
}

async function look(context: Context, form: Form, isFull: boolean): Promise<Fetched> {
  const now = context.clock.now()
  const poll = context.settings(environment).FORMS_POLL_SECONDS * 1_000
  const last = form.last_fetch_at ?? 0
  const isDue = Math.floor(last / schemaMs) !== Math.floor(now / schemaMs)
  const isSchemaDue = isFull || form.fetch_error !== null || isDue
  const compared = isSchemaDue ? await lookAtSchema(context, form) : form
  const isSweep = isFull || compared.revision_id !== form.revision_id
  const result = await fetchForm(context, form.id, isSweep)
  await keep(context, form.id, {
    last_fetch_at: now,
    fetch_error: null,
    next_fetch_at: nextFetch(compared, now, poll),
    ...(isSweep && { swept_at: now }),
  })
  return result
}

/** So long what was seen of a form is as good as new, in milliseconds. */
const freshMs = 10_000

/** Looks at a form unless that was just done, or Google has asked to wait. */
export async function lookAgain(context: Context, id: string): Promise<void> {
  const form = await loadForm(context.database, id)
  if (!form) return
  const now = context.clock.now()
  const isFresh = now - (form.last_fetch_at ?? 0) < freshMs
  const waits = form.fetch_error !== null && now < (form.next_fetch_at ?? 0)
  if (!isFresh && !waits) await watchForm(context, id)
}

/**
 * Looks at a form in Google: its questions now and then, what was answered each time. What Google
 * refuses is noted and tried again; other forms go on.
 */
export async function watchForm(
  context: Context,
  id: string,
  wish: { full?: boolean } = {},
): Promise<Fetched> {
  const form = await loadForm(context.database, id)
  if (!form || form.state === 'draft') return { fetched: 0, changed: 0 }
  try {
    const isFull = wish.full === true || isSweepDue(form, context.clock.now())
    return await look(context, form, isFull)
  } catch (error) {
    await failed(context, form, error)
    return { fetched: 0, changed: 0 }
  }
}
