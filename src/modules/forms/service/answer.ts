import type { Context } from '#core/context.ts'
import type { Transaction } from '#core/db/database.ts'
import { notAuthorized, refuse, type FormsErrorCode } from '../errors.ts'
import { isAnonymous, whyShut } from '../rules/state.ts'
import { isTarget } from '../rules/targets.ts'
import { issuedTo } from '../store/anonymous.ts'
import { answerOf } from '../store/counts.ts'
import { loadForm, type Form } from '../store/forms.ts'
import { insertToken, rememberCode } from '../store/links.ts'
import { hashOfCode, memberCode } from './codes.ts'
import { openForm } from './rights.ts'
import { hashOfToken, signToken, tokenSeconds } from './tokens.ts'

/** The longest address that a button takes. */
const longestUrl = 512
const clicksPerMinute = { name: 'forms.answer', limit: 5, windowMs: 60_000 }

/** A link to answer with, and until when it is good (epoch milliseconds). */
export type AnswerLink = { form: Form; url: string; expires_at: number; again: boolean }

/** Why somebody cannot answer a form again; null when he or she can, or has not yet. */
export async function whyNotAgain(
  from: Pick<Transaction, 'db' | 'dialect'>,
  form: Form,
  userId: string,
): Promise<FormsErrorCode | null> {
  if (form.anonymity === 'blind') return null
  if (isAnonymous(form.anonymity)) {
    const issued = await issuedTo(from, form.id, userId)
    return issued ? 'ALREADY_RESPONDED' : null
  }
  if (form.allow_edit) return null
  return (await answerOf(from, form.id, userId)) ? 'ALREADY_RESPONDED' : null
}

async function makeUrl(context: Context, form: Form, userId: string, expiresAt: number) {
  const about = { formId: form.id, discordId: userId, expiresAt }
  for (const isShort of [false, true]) {
    const token = await signToken(context, about, isShort)
    const url = `${context.publicUrl}/auth/form/${token}`
    if (url.length <= longestUrl || isShort) return { token, url }
  }
  throw new Error('one of the two forms of a token is taken')
}

async function issue(context: Context, form: Form, userId: string): Promise<AnswerLink> {
  const now = context.clock.now()
  const hour = now + tokenSeconds * 1_000
  const expires_at = form.deadline === null ? hour : Math.min(hour, form.deadline)
  const { token, url } = await makeUrl(context, form, userId, expires_at)
  const token_hash = hashOfToken(token)
  // Not the unit of the interaction: its inbox would keep the link, if sealed, and the time in the clear.
  await context.database.write(async (tx) => {
    const row = { token_hash, form_id: form.id, discord_id: userId, issued_at: now, expires_at }
    await insertToken(tx, row)
    if (isAnonymous(form.anonymity)) return
    await rememberCode(tx, {
      form_id: form.id,
      discord_id: userId,
      code_hash: hashOfCode(memberCode(context, form, userId)),
      first_issued_at: now,
    })
  })
  const answered = isAnonymous(form.anonymity)
    ? (await issuedTo(context.database, form.id, userId)) !== undefined
    : (await answerOf(context.database, form.id, userId)) !== null
  return { form, url, expires_at, again: answered }
}

/** Gives somebody a link. `roles` are those of the moment. Throws the refusal that applies. */
async function give(
  context: Context,
  form: Form,
  person: { user_id: string; roles: readonly string[] },
): Promise<AnswerLink> {
  const shut = whyShut(form, context.clock.now())
  if (shut) throw refuse(shut)
  if (!isTarget({ ...person, bot: false }, form.target_roles)) throw notAuthorized('answer')
  const again = await whyNotAgain(context.database, form, person.user_id)
  if (again) throw refuse(again)
  const result = await context.limits.take(clicksPerMinute, person.user_id)
  if (!result.allowed) {
    const { retryAfterMs } = result
    throw refuse('API_LIMIT_EXCEEDED', { retryAfterMs, data: { scope: 'command' } })
  }
  return issue(context, form, person.user_id)
}

/** A link for whoever pressed the button in a guild. */
export async function answerByButton(
  context: Context,
  formId: string,
  guildId: string,
): Promise<AnswerLink> {
  const form = await loadForm(context.database, formId)
  if (form?.guild_id !== guildId) throw refuse('FORM_NOT_FOUND')
  const { member, user } = context.actor
  const roles = member?.guild_id === guildId ? member.roles : null
  if (!user || !roles) throw notAuthorized('answer')
  return give(context, form, { user_id: user.discord_id, roles })
}

/** A link for somebody who is signed in on the web. */
export async function answerByWeb(context: Context, formId: string): Promise<AnswerLink> {
  const { form, reader } = await openForm(context, formId)
  if (reader.user_id === null) throw notAuthorized('answer')
  return give(context, form, { user_id: reader.user_id, roles: reader.roles })
}
