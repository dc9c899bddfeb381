import type { Transaction } from '#core/db/database.ts'
import { fold } from '#core/fold.ts'
import type { Locale } from '#core/i18n/locale.ts'
import type { Anonymity, DriftKind, FormState, Question } from '../contract/form.ts'
import { isAnonymous } from '../rules/state.ts'
import { tables, type FormTables, type Reader } from './tables.ts'

/** What is wrong between a form and Google, and since when. */
export type Drift = { kind: DriftKind; since: number }

/** Why Google could not be asked last time. */
export type FetchError = { code: string; message: string; since: number; failures: number }

/** The last change that Muster made to the questions, so that it can be taken back. */
export type Undo = { item_ids: string[]; revision_id: string }

/** A form. Times are epoch milliseconds. */
export type Form = {
  id: string
  guild_id: string
  /** Google's id. */
  form_id: string
  /** Where it is edited in the browser. */
  form_url: string
  responder_uri: string | null
  title: string
  description: string
  state: FormState
  deadline: number | null
  target_roles: readonly string[]
  anonymity: Anonymity
  allow_edit: boolean
  estimated_minutes: number | null
  channel_id: string | null
  message_id: string | null
  created_by: string
  created_at: number
  updated_at: number
  published_at: number | null
  closed_at: number | null
  revision_id: string | null
  questions: readonly Omit<Question, 'role'>[]
  code_question_id: string | null
  /** All questions that ever asked for the code, so that older answers stay readable. */
  code_question_ids: readonly string[]
  prefill: 'unchecked' | 'works' | 'needs_link'
  /** Entry numbers that differ from what the question ids say, by question id. */
  prefill_map: Readonly<Record<string, string>>
  /** Sealed: of named forms the key of their codes, of blind ones the secret key of the proofs. */
  code_key: string | null
  voprf_public_key: string | null
  /** Null for legacy forms. */
  accepting: boolean | null
  legacy: boolean
  reissued: number
  /** What the panel of an anonymous form shows, and since when. */
  shown_answered: number
  shown_at: number
  last_fetch_at: number | null
  next_fetch_at: number | null
  swept_at: number | null
  /** Until then Google is asked more often: somebody has just gone to answer. */
  hot_until: number
  /** Newest submission that was fetched. */
  cursor: number | null
  fetch_error: FetchError | null
  drift: readonly Drift[]
  undo: Undo | null
  /** When administrators were told that it will be deleted. */
  purge_told_at: number | null
  locale: Locale
  version: number
}

type Row = FormTables['google_forms']

function formOf(row: Row): Form {
  const { is_anonymous: _, question_count: __, ...rest } = row
  return {
    ...rest,
    description: row.description ?? '',
    state: row.state as FormState,
    anonymity: row.anonymity as Anonymity,
    locale: row.locale as Locale,
    prefill: row.prefill as Form['prefill'],
    allow_edit: row.allow_edit === 1,
    accepting: row.accepting === null ? null : row.accepting === 1,
    legacy: row.legacy === 1,
    target_roles: JSON.parse(row.target_roles) as string[],
    questions: JSON.parse(row.questions) as Form['questions'],
    code_question_ids: JSON.parse(row.code_question_ids) as string[],
    prefill_map: JSON.parse(row.prefill_map) as Record<string, string>,
    fetch_error: row.fetch_error === null ? null : (JSON.parse(row.fetch_error) as FetchError),
    drift: JSON.parse(row.drift) as Drift[],
    undo: row.undo === null ? null : (JSON.parse(row.undo) as Undo),
  }
}

function rowOf(form: Form): Row {
  const { fetch_error, undo } = form
  const own = form.questions.filter(({ question_id }) => question_id !== form.code_question_id)
  return {
    ...form,
    is_anonymous: Number(isAnonymous(form.anonymity)),
    question_count: own.length,
    allow_edit: Number(form.allow_edit),
    accepting: form.accepting === null ? null : Number(form.accepting),
    legacy: Number(form.legacy),
    target_roles: JSON.stringify(form.target_roles),
    questions: JSON.stringify(form.questions),
    code_question_ids: JSON.stringify(form.code_question_ids),
    prefill_map: JSON.stringify(form.prefill_map),
    fetch_error: fetch_error === null ? null : JSON.stringify(fetch_error),
    drift: JSON.stringify(form.drift),
    undo: undo === null ? null : JSON.stringify(undo),
  }
}

/** How many questions a form asks, the one for the code not counted. */
export function questionCount(form: Form): number {
  return form.questions.filter(({ question_id }) => question_id !== form.code_question_id).length
}

/** A form by our id. */
export async function loadForm(from: Reader, id: string): Promise<Form | null> {
  const query = tables(from).selectFrom('google_forms').selectAll().where('id', '=', id)
  const row = await query.executeTakeFirst()
  return row ? formOf(row) : null
}

/** A form by our id, holding its lock until the commit. */
export async function lockForm(tx: Transaction, id: string): Promise<Form | null> {
  const query = tables(tx).selectFrom('google_forms').selectAll().where('id', '=', id)
  const row = await (tx.dialect === 'postgres' ? query.forUpdate() : query).executeTakeFirst()
  return row ? formOf(row) : null
}

/** Our id of a form that is known by Google's. */
export async function knownAs(from: Reader, formId: string): Promise<string | null> {
  const query = tables(from).selectFrom('google_forms').select('id').where('form_id', '=', formId)
  return (await query.executeTakeFirst())?.id ?? null
}

/** Stores a new form. */
export async function insertForm(tx: Transaction, form: Form): Promise<void> {
  await tables(tx).insertInto('google_forms').values(rowOf(form)).execute()
}

/** Writes everything of a form. */
export async function updateForm(tx: Transaction, form: Form): Promise<void> {
  const { id, ...row } = rowOf(form)
  await tables(tx).updateTable('google_forms').set(row).where('id', '=', id).execute()
}

/** Removes a form and everything that belongs to it. */
export async function deleteForm(tx: Transaction, id: string): Promise<void> {
  await tables(tx).deleteFrom('google_forms').where('id', '=', id).execute()
}

/** Which forms are listed. */
export type FormFilter = {
  /** Null: of every guild. */
  guildIds: readonly string[] | null
  states?: readonly FormState[]
  q?: string | undefined
}

/** Forms, the newest first. */
export async function listForms(from: Reader, filter: FormFilter): Promise<Form[]> {
  const { guildIds, states, q } = filter
  if (guildIds?.length === 0) return []
  let query = tables(from).selectFrom('google_forms').selectAll().orderBy('id', 'desc')
  if (guildIds) query = query.where('guild_id', 'in', [...guildIds])
  if (states) query = query.where('state', 'in', [...states])
  const words = fold(q ?? '')
  const forms = (await query.execute()).map(formOf)
  return forms.filter(({ title }) => fold(title).includes(words))
}

/** Ids of forms whose time to be looked at has come, the longest overdue first. */
export async function dueForms(from: Reader, now: number, limit: number): Promise<string[]> {
  const rows = await tables(from)
    .selectFrom('google_forms')
    .select('id')
    .where('next_fetch_at', '<=', now)
    .orderBy('next_fetch_at')
    .limit(limit)
    .execute()
  return rows.map(({ id }) => id)
}

/** Ids of published forms whose deadline is over. */
export async function overdueForms(from: Reader, now: number): Promise<string[]> {
  const rows = await tables(from)
    .selectFrom('google_forms')
    .select('id')
    .where('state', '=', 'published')
    .where('deadline', '<', now)
    .execute()
  return rows.map(({ id }) => id)
}

/** Ids of forms whose panel is still looked at. */
export async function formsWithPanel(from: Reader): Promise<string[]> {
  const rows = await tables(from)
    .selectFrom('google_forms')
    .select('id')
    .where('message_id', 'is not', null)
    .where('state', '=', 'published')
    .execute()
  return rows.map(({ id }) => id)
}

/** Remembers up to which submission a form was fetched. */
export async function saveCursor(
  tx: Transaction,
  id: string,
  cursor: number | null,
): Promise<void> {
  await tables(tx).updateTable('google_forms').set({ cursor }).where('id', '=', id).execute()
}

/** Forms that ended before an instant. */
export async function endedForms(from: Reader, before: number): Promise<Form[]> {
  const rows = await tables(from)
    .selectFrom('google_forms')
    .selectAll()
    .where('state', 'in', ['expired', 'closed'])
    .where('closed_at', '<', before)
    .execute()
  return rows.map(formOf)
}
