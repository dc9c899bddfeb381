import type { Kysely } from 'kysely'

/** When administrators were told of a problem last, so that equal ones are told together. */
export const toldAlerts = {
  name: '0002-told-alerts',
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema.alterTable('form_alerts').addColumn('told_at', 'bigint').execute()
  },
}
