import type { Kysely } from 'kysely'

/** Work that only one process of an installation does at a time. */
export const leases = {
  name: '0006-leases',
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('leases')
      .addColumn('name', 'text', (column) => column.primaryKey())
      .addColumn('holder', 'text', (column) => column.notNull())
      .addColumn('renewals', 'bigint', (column) => column.notNull())
      .execute()
  },
}
