import { createHmac } from 'node:crypto'
import { findUser } from '#core/access/users.ts'
import type { Context } from '#core/context.ts'
import type { Transaction } from '#core/db/database.ts'
import { AppError, coreError } from '#core/errors.ts'
import { randomFraction } from '#core/ids.ts'
import { notAuthorized, refuse } from '../errors.ts'
import { evaluateBlinded } from '../rules/blind.ts'
import { showCode } from '../rules/code.ts'
import { environment } from '../rules/environment.ts'
import { isAnonymous, whyShut } from '../rules/state.ts'
import * as anonymous from '../store/anonymous.ts'
import { loadForm, lockForm, updateForm, type Form } from '../store/forms.ts'
import * as links from '../store/links.ts'
import { whyNotAgain } from './answer.ts'
import { blindKeys, memberCode, openCode, poolCodes } from './codes.ts'
import { entryFor, filledUrl } from './prefill.ts'
import { isTargetNow } from './roster.ts'
import { hashOfToken, verifyToken } from './tokens.ts'

/** After somebody went to answer, Google is asked more often for so long, in milliseconds. */
const hotMs = 15 * 60_000

/** Codes that are made when a pool is empty. */
const moreCodes = 50

/** What the page behind a link shows before anything happens. */
export type Opened = {
  form: Form
  /** Name of the person; null for anonymous forms. */
  name: string | null
  /** The reader must sign in with Discord first. */
  sign_in: boolean
  /** Under which number the question for the code is filled in. */
  entry: string | null
  /** Tells people apart who share a browser; says nothing of who they are. */
  place: string
}

type Entered = { form: Form; token: links.Token }

/** Whether the person at the page is the one that the link was made for; sure only when signed in. */
function requirePerson(context: Context, token: links.Token): boolean {
  const { user, session } = context.actor
  if (session && user && user.discord_id !== token.discord_id) throw refuse('WRONG_PERSON')
  return session !== undefined
}

/** Links end with the deadline at the latest: then the deadline is what people are told of. */
async function hashOf(context: Context, text: string): Promise<string> {
  try {
    return await verifyToken(context, text)
  } catch (error) {
    const isOld = error instanceof AppError && error.code === 'TOKEN_EXPIRED'
    const token = isOld ? await links.findToken(context.database, hashOfToken(text)) : null
    const form = token && (await loadForm(context.database, token.form_id))
    const shut = form && whyShut(form, context.clock.now())
    throw shut ? refuse(shut) : error
  }
}

async function enter(context: Context, text: string): Promise<Entered> {
  const hash = await hashOf(context, text)
  const token = await links.findToken(context.database, hash)
  // A link of an anonymous form leaves no row when it is used.
  if (!token) throw refuse('TOKEN_USED')
  if (token.used_at !== null) throw refuse('TOKEN_USED')
  const form = await loadForm(context.database, token.form_id)
  if (!form) throw refuse('FORM_NOT_FOUND')
  const now = context.clock.now()
  const shut = whyShut(form, now)
  if (shut) throw refuse(shut)
  if (token.revoked === 1) throw refuse('TOKEN_INVALID')
  if (token.expires_at <= now) throw refuse('TOKEN_EXPIRED')
  return { form, token }
}

/** Anonymous forms from before the setting ask for no sign-in either: its time would be kept. */
function needsLogin(context: Context, form: Form): boolean {
  return context.settings(environment).FORMS_REQUIRE_LOGIN && !isAnonymous(form.anonymity)
}

async function nameOf(context: Context, { guild_id }: Form, userId: string): Promise<string> {
  const user = await findUser(context.database, userId)
  if (user) return user.display_name
  const everyone = await context.members.everyone(guild_id)
  return everyone.find(({ user_id }) => user_id === userId)?.display_name ?? userId
}

function placeOf(context: Context, form: Form, userId: string): string {
  const mac = createHmac('sha256', context.secretBox.derive('forms.places'))
  return mac.update(`${form.id}\n${userId}`).digest('base64url').slice(0, 16)
}

/** Looks behind a link; changes nothing, whoever looks and however often. */
export async function lookBehind(context: Context, text: string): Promise<Opened> {
  const { form, token } = await enter(context, text)
  const again = await whyNotAgain(context.database, form, token.discord_id)
  if (again) throw refuse(again)
  const isSigned = needsLogin(context, form) ? requirePerson(context, token) : true
  const name = isAnonymous(form.anonymity) ? null : await nameOf(context, form, token.discord_id)
  const question = form.code_question_id
  const entry = question === null ? null : entryFor(form, question)
  const place = placeOf(context, form, token.discord_id)
  return { form, name, sign_in: !isSigned, entry, place }
}

/** Where the browser goes on, or what it needs to make its own code. */
export type Redeemed =
  | { kind: 'redirect'; url: string }
  | { kind: 'blind'; evaluated: string; proof: string; public_key: string; url: string }

/** What a browser sends: of blind forms the element that hides its input. */
export type Redeeming = { blinded?: string | undefined; address: string }

async function drawCode(context: Context, tx: Transaction, form: Form): Promise<string> {
  for (;;) {
    const numbers = await anonymous.poolNumbers(tx, form.id)
    const number = numbers[Math.floor(randomFraction(context.random) * numbers.length)]
    if (number === undefined) {
      // More members are asked by now than twice those of the beginning.
      await anonymous.fillPool(tx, form.id, poolCodes(context, form.id, moreCodes))
      continue
    }
    const sealed = await anonymous.takeFromPool(tx, form.id, number)
    if (sealed !== null) return openCode(context, form.id, sealed)
  }
}

/** Takes the one link of an anonymous form; for blind ones the same element may come again. */
async function takeAnonymous(
  tx: Transaction,
  form: Form,
  userId: string,
  blinded: string | null,
): Promise<void> {
  if (await anonymous.markIssued(tx, form.id, userId, blinded)) return
  const issued = await anonymous.issuedTo(tx, form.id, userId)
  if (form.anonymity === 'blind' && issued?.blinded === blinded) return
  throw refuse(form.anonymity === 'blind' ? 'OTHER_BROWSER' : 'ALREADY_RESPONDED')
}

function evaluate(context: Context, form: Form, blinded: string) {
  const keys = blindKeys(context, form)
  const random = (bytes = 32) => Uint8Array.from(context.random(bytes))
  try {
    const { evaluated, proof } = evaluateBlinded(keys, Buffer.from(blinded, 'base64url'), random)
    const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url')
    return { evaluated: text(evaluated), proof: text(proof), public_key: text(keys.publicKey) }
  } catch {
    throw badBlinded('This value is not valid.')
  }
}

/** The link is good, what came with it is not: a page without its script, or a script of somebody else. */
function badBlinded(sentence: string): AppError {
  return coreError('validation_error', { fields: { blinded: [sentence] } })
}

/** Uses the link up inside the transaction. Any refusal rolls everything back. */
async function consume(
  context: Context,
  tx: Transaction,
  { form, token }: Entered,
  ask: Redeeming,
): Promise<string | null> {
  const at = context.clock.now()
  const locked = await lockForm(tx, form.id)
  if (!locked) throw refuse('FORM_NOT_FOUND')
  const shut = whyShut(locked, at)
  if (shut) throw refuse(shut)
  const again = await whyNotAgain(tx, locked, token.discord_id)
  if (again) throw refuse(again)
  const { token_hash, discord_id } = token
  if (isAnonymous(form.anonymity)) {
    if (!(await links.eraseToken(tx, token_hash, at))) throw refuse('TOKEN_USED')
    await links.eraseTokensOf(tx, form.id, discord_id)
    await takeAnonymous(tx, locked, discord_id, ask.blinded ?? null)
    return form.anonymity === 'ledger' ? drawCode(context, tx, form) : null
  }
  const used = await links.useToken(tx, token_hash, { at, ip: ask.address })
  if (!used) throw refuse('TOKEN_USED')
  await links.markDoor(tx, form.id, discord_id, at)
  const next_fetch_at = Math.min(locked.next_fetch_at ?? at, at + 10_000)
  await updateForm(tx, { ...locked, hot_until: at + hotMs, next_fetch_at })
  return memberCode(context, form, discord_id)
}

async function redeem(context: Context, text: string, ask: Redeeming): Promise<Redeemed> {
  const entered = await enter(context, text)
  const { form, token } = entered
  if (needsLogin(context, form) && !requirePerson(context, token)) throw refuse('WRONG_PERSON')
  if (!(await isTargetNow(context, form, token.discord_id))) throw notAuthorized('answer')
  if (form.anonymity === 'blind' && ask.blinded === undefined) {
    throw badBlinded('This field is required.')
  }
  const blind = ask.blinded === undefined ? null : evaluate(context, form, ask.blinded)
  const code = await context.database.write((tx) => consume(context, tx, entered, ask))
  const url = await filledUrl(context, form, {
    userId: isAnonymous(form.anonymity) ? null : token.discord_id,
    code: code === null ? null : showCode(code),
    isSignedIn: needsLogin(context, form),
  })
  return blind && form.anonymity === 'blind'
    ? { kind: 'blind', ...blind, url }
    : { kind: 'redirect', url }
}

/** Counts what became of a link, without a time and without saying whose it was. */
async function note(context: Context, text: string, code: string): Promise<void> {
  const outcome = code === '' ? 'redeemed' : code
  const help = 'Links that were redeemed, or refused and why.'
  context.metrics.count('forms_door_total', help, { outcome })
  if (code === '') return
  const hash = await verifyToken(context, text).catch(() => null)
  const token = hash === null ? null : await links.findToken(context.database, hash)
  if (!token) return
  await context.database.write((tx) => links.countRefusal(tx, token.form_id, code))
}

/**
 * Uses a link up and says where the browser goes on. Of many at once one succeeds; whatever is
 * refused leaves the link usable.
 */
export async function goThrough(context: Context, text: string, ask: Redeeming): Promise<Redeemed> {
  try {
    const redeemed = await redeem(context, text, ask)
    await note(context, text, '')
    return redeemed
  } catch (error) {
    if (error instanceof AppError) await note(context, text, error.code)
    throw error
  }
}
