import type { Kysely } from 'kysely'

/** A notification may ask for an answer about an order. */
export const askingNotifications = {
  name: '0004-asking-notifications',
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema.alterTable('trading_notifications').addColumn('ask_order_id', 'text').execute()
  },
}
