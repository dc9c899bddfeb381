import type { Context, Unit } from '#core/context.ts'
import type { PublishBody } from '../contract/form.ts'
import { isGoogleFailure } from '#core/google/errors.ts'
import { acceptingOf } from '../clients/google/questions.ts'
import { refuse } from '../errors.ts'
import { isOver } from '../rules/state.ts'
import { fillPool } from '../store/anonymous.ts'
import { deleteForm, lockForm, type Form } from '../store/forms.ts'
import { revokeTokens } from '../store/links.ts'
import type { SeenForm } from '../views/json.ts'
import { announce, changeForm } from './change.ts'
import { blindKeys, newFormKey, poolCodes } from './codes.ts'
import { asking, googleOf } from './google.ts'
import { codeQuestionIn, fieldsOf, requireNoEmail, requireNoSignIn } from './inspect.ts'
import { probePrefill } from './probe.ts'
import { planReminders } from './plan.ts'
import { manageForm } from './rights.ts'
import { targetsOf } from './roster.ts'
import { seenForm } from './seen.ts'

/** Codes in the pool of an anonymous form, for each target. */
const codesPerTarget = 2

async function requireChannel(context: Context, form: Form, channelId: string): Promise<void> {
  const person = context.actor.user?.discord_id ?? null
  const channels = await context.members.postableChannels(form.guild_id, person)
  if (!channels.some(({ id }) => id === channelId)) throw refuse('UNKNOWN_CHANNEL')
}

async function makePool(context: Context, unit: Unit, form: Form, targets: number): Promise<void> {
  const count = Math.max(10, targets * codesPerTarget)
  await fillPool(unit, form.id, poolCodes(context, form.id, count))
}

/** Opens the form in Google too, and reads back whether it is. */
async function openInGoogle(context: Context, form: Form) {
  const google = googleOf(context)
  const found = await asking(context, google.getForm(form.form_id))
  requireNoEmail(found, form.anonymity)
  if (acceptingOf(found) !== false) return found
  await asking(context, google.setAccepting(form.form_id, true))
  return asking(context, google.getForm(form.form_id))
}

/** Publishes a draft: makes its keys, opens it in Google, and has its panel posted. */
export async function publish(context: Context, id: string, body: PublishBody): Promise<SeenForm> {
  const { form, reader } = await manageForm(context, id)
  const channelId = body.channel_id ?? form.channel_id
  if (!channelId) throw refuse('UNKNOWN_CHANNEL')
  await requireChannel(context, form, channelId)
  if (form.state !== 'draft') throw refuse('FORM_STATE')
  requireNoSignIn(context, form.anonymity)
  const found = await openInGoogle(context, form)
  const fields = fieldsOf(found)
  const code = codeQuestionIn(fields.questions, form.code_question_id)
  if (code === null) throw refuse('FORM_NOT_READY')
  const targets = await targetsOf(context, form)
  const known = { ...form, ...fields, code_question_id: code }
  const prefill = form.prefill === 'works' ? form.prefill : await probePrefill(context, known)
  const now = context.clock.now()
  const published = await changeForm(context, id, async (before, unit) => {
    if (before.state !== 'draft') throw refuse('FORM_STATE')
    if (isOver(before, now)) throw refuse('INVALID_DEADLINE')
    const code_key = before.anonymity === 'ledger' ? null : newFormKey(context, id)
    const keyed: Form = {
      ...before,
      ...fields,
      state: 'published',
      channel_id: channelId,
      published_at: now,
      code_key,
      code_question_id: code,
      code_question_ids: [...new Set([code, ...before.code_question_ids])],
      prefill,
      next_fetch_at: now,
      shown_at: now,
    }
    if (before.anonymity === 'ledger') await makePool(context, unit, keyed, targets.length)
    const publicKey =
      before.anonymity === 'blind'
        ? Buffer.from(blindKeys(context, keyed).publicKey).toString('base64url')
        : null
    await planReminders(context, unit, keyed)
    if (body.notify) {
      await unit.job({
        kind: 'forms.notify',
        payload: { id },
        key: `forms:${id}:notify`,
        guild_id: before.guild_id,
      })
    }
    return { form: { ...keyed, voprf_public_key: publicKey }, event: 'published' }
  })
  return seenForm(context, published, reader)
}

/** Has Google stop or go on taking answers; tried again until it does. */
export async function settleAccepting(unit: Unit, form: Form): Promise<void> {
  await unit.job({
    kind: 'forms.accepting',
    payload: { id: form.id },
    key: `forms:${form.id}:accepting`,
    guild_id: form.guild_id,
  })
}

/** Closes a published form by hand. */
export async function close(context: Context, id: string): Promise<SeenForm> {
  const { reader } = await manageForm(context, id)
  const now = context.clock.now()
  const form = await changeForm(context, id, async (before, unit) => {
    if (before.state !== 'published') throw refuse('FORM_STATE')
    const closed: Form = {
      ...before,
      state: 'closed',
      closed_at: now,
      next_fetch_at: now + 120_000,
    }
    await revokeTokens(unit, id)
    await settleAccepting(unit, closed)
    return { form: closed, event: 'closed' }
  })
  return seenForm(context, form, reader)
}

/** Opens a closed form again, before its deadline. */
export async function reopen(context: Context, id: string): Promise<SeenForm> {
  const { reader } = await manageForm(context, id)
  const now = context.clock.now()
  const form = await changeForm(context, id, async (before, unit) => {
    if (before.state !== 'closed') throw refuse('FORM_STATE')
    if (isOver(before, now)) throw refuse('DEADLINE_PASSED')
    const open: Form = {
      ...before,
      state: 'published',
      closed_at: null,
      next_fetch_at: now,
      purge_told_at: null,
    }
    await settleAccepting(unit, open)
    await planReminders(context, unit, open)
    return { form: open, event: 'reopened' }
  })
  return seenForm(context, form, reader)
}

/** Ends a form whose deadline is over. */
export async function expire(context: Context, id: string): Promise<void> {
  const now = context.clock.now()
  await changeForm(context, id, async (before, unit) => {
    if (before.state !== 'published' || !isOver(before, now)) return null
    const deadline = before.deadline ?? now
    const next_fetch_at = Math.max(now, deadline + 120_000)
    const expired: Form = { ...before, state: 'expired', closed_at: now, next_fetch_at }
    await revokeTokens(unit, id)
    await settleAccepting(unit, expired)
    return { form: expired, event: 'expired' }
  })
}

/** Removes a form with everything that belongs to it; its panel goes too. */
export async function remove(context: Context, id: string): Promise<{ id: string; title: string }> {
  await manageForm(context, id)
  return context.write(async (unit) => {
    const form = await lockForm(unit, id)
    if (!form) throw refuse('FORM_NOT_FOUND')
    await deleteForm(unit, id)
    await announce(unit, { ...form, version: form.version + 1 }, 'deleted')
    return { id, title: form.title }
  })
}

/** The message of a form exists now. Saying it twice changes nothing. */
export async function messagePosted(
  context: Context,
  id: string,
  messageId: string,
): Promise<void> {
  await changeForm(context, id, (form) =>
    form.message_id === messageId
      ? null
      : { form: { ...form, message_id: messageId }, event: 'message_posted' },
  )
}

/** Makes Google take answers exactly while the form is open; returns what Google says now. */
export async function followAccepting(context: Context, form: Form): Promise<boolean | null> {
  const google = googleOf(context)
  const wanted = form.state === 'published' && !isOver(form, context.clock.now())
  const before = acceptingOf(await google.getForm(form.form_id))
  if (before === null || before === wanted) return before
  try {
    await google.setAccepting(form.form_id, wanted)
  } catch (error) {
    // Legacy forms cannot be closed through the API: only our door closes.
    if (isGoogleFailure(error, 'invalid')) return null
    throw error
  }
  return acceptingOf(await google.getForm(form.form_id))
}

/** Somebody removed the panel of a form: an open form gets another one. */
export async function panelLost(context: Context, id: string): Promise<boolean> {
  const form = await changeForm(context, id, (before) =>
    before.message_id === null
      ? null
      : { form: { ...before, message_id: null }, event: 'message_posted' },
  )
  return form.state === 'published'
}
