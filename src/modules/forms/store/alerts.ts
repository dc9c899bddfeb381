import type { Transaction } from '#core/db/database.ts'
import { tables, type FormTables } from './tables.ts'

/** Something that administrators are to be told. */
export type Alert = FormTables['form_alerts']

/** Notes a problem; the same one of the same object is counted. */
export async function noteAlert(tx: Transaction, alert: Omit<Alert, 'count'>): Promise<void> {
  await tables(tx)
    .insertInto('form_alerts')
    .values({ ...alert, count: 1 })
    .onConflict((conflict) =>
      conflict
        .columns(['guild_id', 'code', 'object_id'])
        .doUpdateSet((eb) => ({ count: eb('form_alerts.count', '+', 1), detail: alert.detail })),
    )
    .execute()
}

/** Takes the alerts of one kind that are to be told now. */
export async function takeAlerts(tx: Transaction, guildId: string, code: string): Promise<Alert[]> {
  return tables(tx)
    .deleteFrom('form_alerts')
    .where('guild_id', '=', guildId)
    .where('code', '=', code)
    .returningAll()
    .execute()
}
