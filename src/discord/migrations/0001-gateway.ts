import type { Kysely } from 'kysely'

/** Sessions that survive a restart, and the budget of identifies. */
export const gateway = {
  name: '0001-gateway',
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('gateway_sessions')
      .addColumn('shard_id', 'integer', (column) => column.primaryKey())
      .addColumn('session_id', 'text', (column) => column.notNull())
      .addColumn('resume_url', 'text', (column) => column.notNull())
      .addColumn('sequence', 'bigint', (column) => column.notNull())
      .addColumn('shard_count', 'integer', (column) => column.notNull())
      .execute()
    await db.schema
      .createTable('gateway_identifies')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('bucket', 'integer', (column) => column.notNull())
      .addColumn('at', 'bigint', (column) => column.notNull())
      .execute()
  },
}
