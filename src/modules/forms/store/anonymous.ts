import type { Transaction } from '#core/db/database.ts'
import { tables, type Reader } from './tables.ts'

/** Whether somebody has taken a link, and what was blinded then; undefined for not yet. */
export async function issuedTo(
  from: Reader,
  formId: string,
  userId: string,
): Promise<{ blinded: string | null } | undefined> {
  return tables(from)
    .selectFrom('form_anon_issued')
    .select('blinded')
    .where('form_id', '=', formId)
    .where('discord_id', '=', userId)
    .executeTakeFirst()
}

/** Notes that somebody takes a link; false when he or she has one already. */
export async function markIssued(
  tx: Transaction,
  form_id: string,
  discord_id: string,
  blinded: string | null,
): Promise<boolean> {
  const rows = await tables(tx)
    .insertInto('form_anon_issued')
    .values({ form_id, discord_id, blinded })
    .onConflict((conflict) => conflict.doNothing())
    .returning('discord_id')
    .execute()
  return rows.length > 0
}

/** Lets somebody take a link once more; false when none was taken. */
export async function forgetIssued(
  tx: Transaction,
  formId: string,
  userId: string,
): Promise<boolean> {
  const rows = await tables(tx)
    .deleteFrom('form_anon_issued')
    .where('form_id', '=', formId)
    .where('discord_id', '=', userId)
    .returning('discord_id')
    .execute()
  return rows.length > 0
}

/** Stores codes that may be given out: sealed by number, and apart from that their hashes. */
export async function fillPool(
  tx: Transaction,
  form_id: string,
  codes: readonly { number: number; sealed: string; code_hash: string }[],
): Promise<void> {
  const chunk = 200
  for (let at = 0; at < codes.length; at += chunk) {
    const part = codes.slice(at, at + chunk)
    await tables(tx)
      .insertInto('form_code_pool')
      .values(part.map(({ number, sealed }) => ({ form_id, number, sealed })))
      .execute()
    await tables(tx)
      .insertInto('form_code_hashes')
      .values(part.map(({ code_hash }) => ({ form_id, code_hash })))
      .execute()
  }
}

/** Numbers of the codes that are left. */
export async function poolNumbers(from: Reader, formId: string): Promise<number[]> {
  const rows = await tables(from)
    .selectFrom('form_code_pool')
    .select('number')
    .where('form_id', '=', formId)
    .orderBy('number')
    .execute()
  return rows.map(({ number }) => number)
}

/** Takes a code out of the pool for good; null when somebody else was faster. */
export async function takeFromPool(
  tx: Transaction,
  formId: string,
  number: number,
): Promise<string | null> {
  const row = await tables(tx)
    .deleteFrom('form_code_pool')
    .where('form_id', '=', formId)
    .where('number', '=', number)
    .returning('sealed')
    .executeTakeFirst()
  return row?.sealed ?? null
}

/** Hashes of all codes that were ever in the pool. */
export async function poolHashes(from: Reader, formId: string): Promise<Set<string>> {
  const rows = await tables(from)
    .selectFrom('form_code_hashes')
    .select('code_hash')
    .where('form_id', '=', formId)
    .execute()
  return new Set(rows.map(({ code_hash }) => code_hash))
}
