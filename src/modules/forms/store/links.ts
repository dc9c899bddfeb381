import type { Transaction } from '#core/db/database.ts'
import { tables, type FormTables, type Reader } from './tables.ts'

/** A link that was given out. */
export type Token = FormTables['form_tokens']

/** Stores a link; only the hash of its token is kept. */
export async function insertToken(
  tx: Transaction,
  token: Pick<Token, 'token_hash' | 'form_id' | 'discord_id' | 'issued_at' | 'expires_at'>,
): Promise<void> {
  const row = { ...token, used_at: null, used_ip: null, revoked: 0 }
  await tables(tx).insertInto('form_tokens').values(row).execute()
}

/** The link with this hash. */
export async function findToken(from: Reader, hash: string): Promise<Token | null> {
  const query = tables(from).selectFrom('form_tokens').selectAll().where('token_hash', '=', hash)
  return (await query.executeTakeFirst()) ?? null
}

/** Uses a link up; false when it was used, revoked or too old. Of many at once one succeeds. */
export async function useToken(
  tx: Transaction,
  hash: string,
  use: { at: number; ip: string | null },
): Promise<boolean> {
  const rows = await tables(tx)
    .updateTable('form_tokens')
    .set({ used_at: use.at, used_ip: use.ip })
    .where('token_hash', '=', hash)
    .where('used_at', 'is', null)
    .where('revoked', '=', 0)
    .where('expires_at', '>', use.at)
    .returning('token_hash')
    .execute()
  return rows.length > 0
}

/** Uses a link of an anonymous form up, leaving no trace of it. */
export async function eraseToken(tx: Transaction, hash: string, at: number): Promise<boolean> {
  const rows = await tables(tx)
    .deleteFrom('form_tokens')
    .where('token_hash', '=', hash)
    .where('revoked', '=', 0)
    .where('expires_at', '>', at)
    .returning('token_hash')
    .execute()
  return rows.length > 0
}

/** Deletes whatever other links of a form somebody was given: they say when it was. */
export async function eraseTokensOf(
  tx: Transaction,
  formId: string,
  userId: string,
): Promise<void> {
  await tables(tx)
    .deleteFrom('form_tokens')
    .where('form_id', '=', formId)
    .where('discord_id', '=', userId)
    .execute()
}

/** Makes a person's unused links of a form, or everybody's, worthless. */
export async function revokeTokens(
  tx: Transaction,
  formId: string,
  userId: string | null = null,
): Promise<void> {
  let query = tables(tx)
    .updateTable('form_tokens')
    .set({ revoked: 1 })
    .where('form_id', '=', formId)
    .where('used_at', 'is', null)
  if (userId !== null) query = query.where('discord_id', '=', userId)
  await query.execute()
}

/** Links of a form, the newest first. */
export async function listTokens(from: Reader, formId: string): Promise<Token[]> {
  return tables(from)
    .selectFrom('form_tokens')
    .selectAll()
    .where('form_id', '=', formId)
    .orderBy('issued_at', 'desc')
    .execute()
}

/**
 * Deletes links that ended before an instant, those of anonymous forms that have ended by `now`, and
 * addresses that were used before another instant.
 */
export async function forgetTokens(
  tx: Transaction,
  before: { expired: number; ip: number; now: number },
): Promise<number> {
  await tables(tx)
    .updateTable('form_tokens')
    .set({ used_ip: null })
    .where('used_at', '<', before.ip)
    .execute()
  const anonymous = tables(tx).selectFrom('google_forms').select('id').where('is_anonymous', '=', 1)
  await tables(tx)
    .deleteFrom('form_tokens')
    .where('expires_at', '<', before.now)
    .where('form_id', 'in', anonymous)
    .execute()
  const rows = await tables(tx)
    .deleteFrom('form_tokens')
    .where('expires_at', '<', before.expired)
    .where('used_ip', 'is', null)
    .returning('token_hash')
    .execute()
  return rows.length
}

/** Notes whose code this is; a code that is known stays as it is. */
export async function rememberCode(
  tx: Transaction,
  link: { form_id: string; discord_id: string; code_hash: string; first_issued_at: number | null },
): Promise<void> {
  await tables(tx)
    .insertInto('form_links')
    .values({ ...link, used_at: null })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/** Notes that somebody went through the door with a code. */
export async function markDoor(
  tx: Transaction,
  formId: string,
  userId: string,
  at: number,
): Promise<void> {
  await tables(tx)
    .updateTable('form_links')
    .set({ used_at: at })
    .where('form_id', '=', formId)
    .where('discord_id', '=', userId)
    .execute()
}

/** Codes of a named form with one of these hashes, or of one of these people. */
export async function someLinks(
  from: Reader,
  formId: string,
  by: 'code_hash' | 'discord_id',
  values: readonly string[],
): Promise<FormTables['form_links'][]> {
  if (values.length === 0) return []
  return tables(from)
    .selectFrom('form_links')
    .selectAll()
    .where('form_id', '=', formId)
    .where(by, 'in', [...values])
    .execute()
}

/** Codes of a named form by their hash. */
export async function linksByCode(
  from: Reader,
  formId: string,
): Promise<Map<string, FormTables['form_links']>> {
  const rows = await tables(from)
    .selectFrom('form_links')
    .selectAll()
    .where('form_id', '=', formId)
    .execute()
  return new Map(rows.map((row) => [row.code_hash, row]))
}

/** Whether anybody has been given a link yet: from then on anonymity is fixed. */
export async function hasLinks(from: Reader, formId: string): Promise<boolean> {
  const found = await Promise.all(
    (['form_tokens', 'form_links', 'form_anon_issued'] as const).map((table) =>
      tables(from)
        .selectFrom(table)
        .select('form_id')
        .where('form_id', '=', formId)
        .limit(1)
        .executeTakeFirst(),
    ),
  )
  return found.some((row) => row !== undefined)
}

/** Counts a refusal at the door, by reason. */
export async function countRefusal(tx: Transaction, form_id: string, code: string): Promise<void> {
  await tables(tx)
    .insertInto('form_refusals')
    .values({ form_id, code, count: 1 })
    .onConflict((conflict) =>
      conflict
        .columns(['form_id', 'code'])
        .doUpdateSet((eb) => ({ count: eb('form_refusals.count', '+', 1) })),
    )
    .execute()
}

/** How often the door refused, by reason. */
export async function listRefusals(
  from: Reader,
  formId: string,
): Promise<{ code: string; count: number }[]> {
  return tables(from)
    .selectFrom('form_refusals')
    .select(['code', 'count'])
    .where('form_id', '=', formId)
    .orderBy('count', 'desc')
    .execute()
}

/** How many people have gone through the door, over all forms. */
export async function countDoor(from: Reader): Promise<number> {
  const named = await tables(from)
    .selectFrom('form_links')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('used_at', 'is not', null)
    .executeTakeFirst()
  const anonymous = await tables(from)
    .selectFrom('form_anon_issued')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirst()
  return Number(named?.count ?? 0) + Number(anonymous?.count ?? 0)
}

/** How often the door refused, over all forms. */
export async function countAllRefusals(from: Reader): Promise<number> {
  const row = await tables(from)
    .selectFrom('form_refusals')
    .select((eb) => eb.fn.sum<number>('count').as('count'))
    .executeTakeFirst()
  return Number(row?.count ?? 0)
}
