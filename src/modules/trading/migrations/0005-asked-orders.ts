import type { Kysely } from 'kysely'

/** An order keeps what was asked for, so that the same wish is known again. */
export const askedOrders = {
  name: '0005-asked-orders',
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema.alterTable('trading_orders').addColumn('asked', 'text').execute()
  },
}
