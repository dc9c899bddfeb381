import type { Kysely } from 'kysely'

/** What people were told, each of them once, and who accepts no direct messages. */
export const notices = {
  name: '0003-notices',
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('notices')
      .addColumn('module', 'text', (column) => column.notNull())
      .addColumn('object_id', 'text', (column) => column.notNull())
      .addColumn('kind', 'text', (column) => column.notNull())
      .addColumn('version', 'bigint', (column) => column.notNull())
      .addColumn('user_id', 'text', (column) => column.notNull())
      .addColumn('outcome', 'text', (column) => column.notNull())
      .addColumn('at', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('notices_key', ['module', 'object_id', 'kind', 'version', 'user_id'])
      .execute()
    await db.schema
      .createIndex('notices_by_user')
      .on('notices')
      .columns(['user_id', 'module', 'kind', 'at'])
      .execute()
    await db.schema.createIndex('notices_by_age').on('notices').columns(['module', 'at']).execute()
    await db.schema
      .createTable('closed_dms')
      .addColumn('user_id', 'text', (column) => column.primaryKey())
      .addColumn('at', 'bigint', (column) => column.notNull())
      .execute()
  },
}
