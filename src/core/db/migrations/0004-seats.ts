import type { Kysely } from 'kysely'

/** Places and queues of parties and events. */
export const seats = {
  name: '0004-seats',
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('seats')
      .addColumn('parent', 'text', (column) => column.notNull())
      .addColumn('user_id', 'text', (column) => column.notNull())
      .addColumn('option', 'text')
      .addColumn('status', 'text', (column) => column.notNull())
      .addColumn('seq', 'bigint', (column) => column.notNull())
      .addColumn('offer_expires_at', 'bigint')
      .addColumn('note', 'text', (column) => column.notNull())
      .addColumn('source', 'text', (column) => column.notNull())
      .addColumn('joined_at', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('seats_key', ['parent', 'user_id'])
      .execute()
    await db.schema
      .createIndex('seats_by_user')
      .on('seats')
      .columns(['user_id', 'parent'])
      .execute()
  },
}
