import type { Transaction } from '#core/db/database.ts'
import { tables, type FormTables, type Reader } from './tables.ts'

/** Something that administrators are to be told; a count of 0 says that they have been. */
export type Alert = FormTables['form_alerts']

/** Notes a problem; the same one of the same object is counted. Returns when its kind was told last. */
export async function noteAlert(
  tx: Transaction,
  alert: Pick<Alert, 'guild_id' | 'code' | 'object_id' | 'detail' | 'since'>,
): Promise<number | null> {
  const { guild_id, code, detail, since } = alert
  await tables(tx)
    .insertInto('form_alerts')
    .values({ ...alert, count: 1, told_at: null })
    .onConflict((conflict) =>
      conflict
        .columns(['guild_id', 'code', 'object_id'])
        .doUpdateSet((eb) => ({ count: eb('form_alerts.count', '+', 1), detail, since })),
    )
    .execute()
  const row = await tables(tx)
    .selectFrom('form_alerts')
    .select((eb) => eb.fn.max('told_at').as('at'))
    .where('guild_id', '=', guild_id)
    .where('code', '=', code)
    .executeTakeFirst()
  return row?.at ?? null
}

/** The alerts of one kind that are to be told. */
export async function openAlerts(from: Reader, guildId: string, code: string): Promise<Alert[]> {
  return tables(from)
    .selectFrom('form_alerts')
    .selectAll()
    .where('guild_id', '=', guildId)
    .where('code', '=', code)
    .where('count', '>', 0)
    .orderBy('object_id')
    .execute()
}

/** Notes that these alerts were told; what was noted since waits for the next time. */
export async function markTold(
  tx: Transaction,
  alerts: readonly Alert[],
  told_at: number,
): Promise<void> {
  for (const { guild_id, code, object_id, count } of alerts) {
    await tables(tx)
      .updateTable('form_alerts')
      .set((eb) => ({ told_at, count: eb('count', '-', count) }))
      .where('guild_id', '=', guild_id)
      .where('code', '=', code)
      .where('object_id', '=', object_id)
      .execute()
  }
}

/** Forgets alerts that were told before an instant. */
export async function forgetAlerts(tx: Transaction, before: number): Promise<void> {
  const told = tables(tx).deleteFrom('form_alerts').where('count', '<=', 0)
  await told.where('told_at', '<', before).execute()
}
