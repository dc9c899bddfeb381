import type { Database, Transaction } from '#core/db/database.ts'

/** Reads one of the installation's own values; null when it was never set. */
export async function readMeta(database: Database, key: string): Promise<string | null> {
  const query = database.db.selectFrom('meta').select('value').where('key', '=', key)
  return (await query.executeTakeFirst())?.value ?? null
}

/** Sets one of the installation's own values. */
export async function writeMeta(tx: Transaction, key: string, value: string): Promise<void> {
  await tx.db
    .insertInto('meta')
    .values({ key, value })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ value }))
    .execute()
}
