import type { Transaction } from '#core/db/database.ts'
import type { ResponseStatus } from '../contract/form.ts'
import type { CodeState, Ruling } from '../rules/judge.ts'
import { tables, type FormTables, type Reader } from './tables.ts'

/** A response as it is kept. Times of anonymous forms are those of the day. */
export type StoredResponse = {
  google_response_id: string
  code_hash: string | null
  code_state: CodeState
  status: ResponseStatus
  flags: readonly ('no_door' | 'edited_after_lock')[]
  ruling: Ruling | null
  create_time: number
  submitted_time: number
  seen_time: number
  answers: Readonly<Record<string, readonly string[]>>
}

type Row = FormTables['form_answers']

function responseOf(row: Row): StoredResponse {
  return {
    google_response_id: row.google_response_id,
    code_hash: row.code_hash,
    code_state: row.code_state as CodeState,
    status: row.status as ResponseStatus,
    create_time: row.create_time,
    submitted_time: row.submitted_time,
    seen_time: row.seen_time,
    flags: JSON.parse(row.flags) as StoredResponse['flags'],
    ruling: row.ruling === null ? null : (JSON.parse(row.ruling) as Ruling),
    answers: JSON.parse(row.answers) as StoredResponse['answers'],
  }
}

function rowOf(form_id: string, response: StoredResponse): Row {
  return {
    ...response,
    form_id,
    flags: JSON.stringify(response.flags),
    ruling: response.ruling && JSON.stringify(response.ruling),
    answers: JSON.stringify(response.answers),
  }
}

/** All responses of a form, by the time of their submission. */
export async function loadResponses(from: Reader, formId: string): Promise<StoredResponse[]> {
  const rows = await tables(from)
    .selectFrom('form_answers')
    .selectAll()
    .where('form_id', '=', formId)
    .orderBy('submitted_time')
    .orderBy('google_response_id')
    .execute()
  return rows.map(responseOf)
}

/** Ids of all responses of a form. */
export async function responseIds(from: Reader, formId: string): Promise<string[]> {
  const rows = await tables(from)
    .selectFrom('form_answers')
    .select('google_response_id')
    .where('form_id', '=', formId)
    .orderBy('google_response_id')
    .execute()
  return rows.map(({ google_response_id }) => google_response_id)
}

/** One response of a form. */
export async function loadResponse(
  from: Reader,
  formId: string,
  responseId: string,
): Promise<StoredResponse | null> {
  const row = await tables(from)
    .selectFrom('form_answers')
    .selectAll()
    .where('form_id', '=', formId)
    .where('google_response_id', '=', responseId)
    .executeTakeFirst()
  return row ? responseOf(row) : null
}

/** Those of these responses that are known. */
export async function loadSome(
  from: Reader,
  formId: string,
  ids: readonly string[],
): Promise<StoredResponse[]> {
  const found: StoredResponse[] = []
  for (let at = 0; at < ids.length; at += 500) {
    const rows = await tables(from)
      .selectFrom('form_answers')
      .selectAll()
      .where('form_id', '=', formId)
      .where('google_response_id', 'in', ids.slice(at, at + 500))
      .execute()
    found.push(...rows.map(responseOf))
  }
  return found
}

/** Responses with one of these codes, and all that somebody has decided about. */
export async function loadAround(
  from: Reader,
  formId: string,
  codes: readonly string[],
): Promise<StoredResponse[]> {
  const all = tables(from).selectFrom('form_answers').selectAll().where('form_id', '=', formId)
  const coded = codes.length === 0 ? [] : await all.where('code_hash', 'in', [...codes]).execute()
  const ruled = await all.where('ruling', 'is not', null).execute()
  const rows = new Map([...coded, ...ruled].map((row) => [row.google_response_id, row]))
  return [...rows.values()].map(responseOf)
}

const chunk = 100

/** Writes responses over what was known of them. */
export async function saveResponses(
  tx: Transaction,
  formId: string,
  responses: readonly StoredResponse[],
): Promise<void> {
  for (let at = 0; at < responses.length; at += chunk) {
    const rows = responses.slice(at, at + chunk).map((one) => rowOf(formId, one))
    await tables(tx)
      .insertInto('form_answers')
      .values(rows)
      .onConflict((conflict) =>
        conflict.columns(['form_id', 'google_response_id']).doUpdateSet((eb) => ({
          code_hash: eb.ref('excluded.code_hash'),
          code_state: eb.ref('excluded.code_state'),
          status: eb.ref('excluded.status'),
          flags: eb.ref('excluded.flags'),
          ruling: eb.ref('excluded.ruling'),
          create_time: eb.ref('excluded.create_time'),
          submitted_time: eb.ref('excluded.submitted_time'),
          seen_time: eb.ref('excluded.seen_time'),
          answers: eb.ref('excluded.answers'),
        })),
      )
      .execute()
  }
}

/**
 * Writes all responses of an anonymous form anew, in an order that says nothing: where rows lie one
 * after the other, those that came later would lie behind.
 */
export async function rewriteResponses(
  tx: Transaction,
  formId: string,
  responses: readonly StoredResponse[],
): Promise<void> {
  await tables(tx).deleteFrom('form_answers').where('form_id', '=', formId).execute()
  const mixed = responses.toSorted((a, b) => (a.google_response_id < b.google_response_id ? -1 : 1))
  await saveResponses(tx, formId, mixed)
}

/** A person's counted answers; null without any. */
export async function ownAnswers(
  from: Reader,
  formId: string,
  userId: string,
): Promise<StoredResponse['answers'] | null> {
  const row = await tables(from)
    .selectFrom('form_responses')
    .innerJoin('form_answers', (join) =>
      join
        .onRef('form_answers.form_id', '=', 'form_responses.form_id')
        .onRef('form_answers.google_response_id', '=', 'form_responses.google_response_id'),
    )
    .select('form_answers.answers')
    .where('form_responses.form_id', '=', formId)
    .where('form_responses.discord_id', '=', userId)
    .executeTakeFirst()
  return row ? (JSON.parse(row.answers) as StoredResponse['answers']) : null
}

/** Who has answered with which response. */
export type Answered = {
  discord_id: string
  responded_at: number
  last_submitted_at: number
  google_response_id: string
}

/** The link through which each person went last before an answer. */
async function usedLinks(
  tx: Transaction,
  formId: string,
): Promise<(one: Answered) => string | null> {
  const used = await tables(tx)
    .selectFrom('form_tokens')
    .select(['discord_id', 'token_hash', 'used_at'])
    .where('form_id', '=', formId)
    .where('used_at', 'is not', null)
    .orderBy('used_at', 'desc')
    .execute()
  const byPerson = Map.groupBy(used, ({ discord_id }) => discord_id)
  return ({ discord_id, last_submitted_at }) =>
    byPerson.get(discord_id)?.find(({ used_at }) => (used_at ?? 0) <= last_submitted_at)
      ?.token_hash ?? null
}

/** Makes the list of those who have answered equal to this one; `people` are those it speaks of, null for all. */
export async function saveAnswered(
  tx: Transaction,
  form_id: string,
  answered: readonly Answered[],
  people: readonly string[] | null,
): Promise<void> {
  if (people?.length === 0) return
  let listed = tables(tx)
    .selectFrom('form_responses')
    .select(['discord_id', 'google_response_id', 'last_submitted_at'])
    .where('form_id', '=', form_id)
  if (people) listed = listed.where('discord_id', 'in', [...people])
  const before = await listed.execute()
  const wanted = new Map(answered.map((one) => [one.discord_id, one]))
  const gone = before.filter(({ discord_id }) => !wanted.has(discord_id))
  for (const { discord_id } of gone) {
    await tables(tx)
      .deleteFrom('form_responses')
      .where('form_id', '=', form_id)
      .where('discord_id', '=', discord_id)
      .execute()
  }
  const known = new Map(before.map((one) => [one.discord_id, one]))
  const changed = answered.filter((one) => {
    const old = known.get(one.discord_id)
    return (
      old?.google_response_id !== one.google_response_id ||
      old.last_submitted_at !== one.last_submitted_at
    )
  })
  if (changed.length === 0) return
  const linkOf = await usedLinks(tx, form_id)
  for (let at = 0; at < changed.length; at += chunk) {
    const rows = changed.slice(at, at + chunk).map((one) => ({
      ...one,
      form_id,
      jwt_token_hash: linkOf(one),
      response_edit_url: null,
      status: 'valid',
      source: 'google',
    }))
    await tables(tx)
      .insertInto('form_responses')
      .values(rows)
      .onConflict((conflict) =>
        conflict.columns(['form_id', 'discord_id']).doUpdateSet((eb) => ({
          last_submitted_at: eb.ref('excluded.last_submitted_at'),
          // Links are forgotten a day after their end; whose answer came by which stays known.
          jwt_token_hash: eb.fn.coalesce(
            'excluded.jwt_token_hash',
            'form_responses.jwt_token_hash',
          ),
          google_response_id: eb.ref('excluded.google_response_id'),
        })),
      )
      .execute()
  }
}
