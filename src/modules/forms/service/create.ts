import type { Context } from '#core/context.ts'
import type { CreateBody } from '../contract/form.ts'
import type { GoogleForm } from '../clients/google/shapes.ts'
import { refuse } from '../errors.ts'
import { editAddress } from '../rules/address.ts'
import { sortableId } from '../rules/alphabet.ts'
import { templateItem, templates } from '../rules/templates.ts'
import { insertForm, knownAs, type Form } from '../store/forms.ts'
import type { SeenForm } from '../views/json.ts'
import { t } from '../views/texts.ts'
import { announce } from './change.ts'
import { anonymityOf, deadlineOf, rolesOf } from './fields.ts'
import { apiRootOf, asking, googleOf } from './google.ts'
import {
  codeQuestionIn,
  describeAccount,
  fieldsOf,
  formIdIn,
  requireNoEmail,
  requireNoSignIn,
} from './inspect.ts'
import { requireCreation, takeCreation } from './limits.ts'
import { requireManager, type Reader } from './rights.ts'
import { seenForm } from './seen.ts'

/** Makes a form in Google from a template. Throws `CANNOT_CREATE` where the account owns no files. */
async function makeInGoogle(context: Context, body: CreateBody): Promise<GoogleForm> {
  const google = googleOf(context)
  const account = await describeAccount(context)
  if (!account.configured) throw refuse('GOOGLE_NOT_SET_UP')
  if (!account.can_create) throw refuse('CANNOT_CREATE')
  const made = await asking(context, google.createForm(body.title ?? ''))
  const locale = context.members.guildLocale(body.guild_id) ?? 'ja'
  const items = templates[body.template ?? 'empty'].map((question, index) => ({
    createItem: { item: templateItem(question, (key) => t(locale, key)), location: { index } },
  }))
  const info = body.description
    ? [{ updateFormInfo: { info: { description: body.description }, updateMask: 'description' } }]
    : []
  const requests = [...info, ...items]
  if (requests.length === 0) return made
  const changed = await asking(context, google.changeForm(made.formId, requests))
  return { ...changed, responderUri: changed.responderUri ?? made.responderUri }
}

async function findInGoogle(context: Context, body: CreateBody): Promise<GoogleForm> {
  const { google_form_url: url, title } = body
  if (url === undefined) {
    if (title === undefined) throw refuse('INVALID_FORM_URL', { data: { kind: 'none' } })
    return makeInGoogle(context, body)
  }
  const formId = formIdIn(context, url)
  if (await knownAs(context.database, formId)) throw refuse('FORM_KNOWN_ALREADY')
  return asking(context, googleOf(context).getForm(formId))
}

function newForm(context: Context, body: CreateBody, found: GoogleForm, reader: Reader): Form {
  const now = context.clock.now()
  const fields = fieldsOf(found)
  const code = codeQuestionIn(fields.questions, null)
  return {
    ...fields,
    id: sortableId(now, context.random(10)),
    guild_id: body.guild_id,
    form_url: editAddress(found.formId, apiRootOf(context)),
    title: body.title ?? found.info.title,
    description: body.description ?? found.info.description,
    state: 'draft',
    deadline: deadlineOf(context, body.deadline),
    target_roles: rolesOf(context, body.guild_id, body.target_roles),
    anonymity: anonymityOf(body, 'named'),
    allow_edit: body.allow_edit,
    estimated_minutes: body.estimated_minutes ?? null,
    channel_id: null,
    message_id: null,
    created_by: reader.user_id ?? 'service',
    created_at: now,
    updated_at: now,
    published_at: null,
    closed_at: null,
    code_question_id: code,
    code_question_ids: code === null ? [] : [code],
    prefill: 'unchecked',
    prefill_map: {},
    purge_told_at: null,
    code_key: null,
    voprf_public_key: null,
    reissued: 0,
    shown_answered: 0,
    shown_at: now,
    last_fetch_at: null,
    next_fetch_at: null,
    swept_at: null,
    hot_until: 0,
    cursor: null,
    fetch_error: null,
    drift: [],
    undo: null,
    locale: context.members.guildLocale(body.guild_id) ?? 'ja',
    version: 1,
  }
}

/** Adopts a form by its address, or makes one in Google; it begins as a draft. */
export async function createForm(context: Context, body: CreateBody): Promise<SeenForm> {
  const reader = await requireManager(context, body.guild_id)
  const anonymity = anonymityOf(body, 'named')
  requireNoSignIn(context, anonymity)
  // What was typed wrongly is refused before Google is asked.
  deadlineOf(context, body.deadline)
  rolesOf(context, body.guild_id, body.target_roles)
  if (reader.user_id !== null) await requireCreation(context, reader.user_id)
  const found = await findInGoogle(context, body)
  requireNoEmail(found, anonymity)
  const form = newForm(context, body, found, reader)
  await context.write(async (unit) => {
    if (reader.user_id !== null) await takeCreation(context, unit, reader.user_id)
    if (await knownAs(unit, form.form_id)) throw refuse('FORM_KNOWN_ALREADY')
    await insertForm(unit, form)
    await announce(unit, form, 'created')
    return { id: form.id }
  })
  return seenForm(context, form, reader)
}
