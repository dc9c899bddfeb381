import type { Kysely } from 'kysely'

/** Facts, inbox, people and the installation's own values. */
export const foundation = {
  name: '0001-foundation',
  async up(db: Kysely<unknown>, dialect: 'sqlite' | 'postgres'): Promise<void> {
    const key = dialect === 'sqlite' ? 'integer' : 'bigserial'
    await db.schema
      .createTable('meta')
      .addColumn('key', 'text', (column) => column.primaryKey())
      .addColumn('value', 'text', (column) => column.notNull())
      .execute()
    await db.schema
      .createTable('facts')
      .addColumn('id', key, (column) =>
        dialect === 'sqlite' ? column.primaryKey().autoIncrement() : column.primaryKey(),
      )
      .addColumn('position', 'bigint', (column) => column.unique())
      .addColumn('topic', 'text', (column) => column.notNull())
      .addColumn('type', 'text', (column) => column.notNull())
      .addColumn('object_id', 'text', (column) => column.notNull())
      .addColumn('guild_id', 'text')
      .addColumn('version', 'bigint', (column) => column.notNull())
      .addColumn('actor_id', 'text')
      .addColumn('source', 'text', (column) => column.notNull())
      .addColumn('data', 'text', (column) => column.notNull())
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .execute()
    await db.schema
      .createIndex('facts_by_object')
      .on('facts')
      .columns(['topic', 'object_id', 'id'])
      .execute()
    await db.schema
      .createTable('inbox')
      .addColumn('key', 'text', (column) => column.primaryKey())
      .addColumn('request_hash', 'text', (column) => column.notNull())
      .addColumn('response', 'text', (column) => column.notNull())
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .execute()
    await db.schema.createIndex('inbox_by_age').on('inbox').column('created_at').execute()
    await db.schema
      .createTable('users')
      .addColumn('id', key, (column) =>
        dialect === 'sqlite' ? column.primaryKey().autoIncrement() : column.primaryKey(),
      )
      .addColumn('discord_id', 'text', (column) => column.notNull().unique())
      .addColumn('username', 'text', (column) => column.notNull())
      .addColumn('display_name', 'text', (column) => column.notNull())
      .addColumn('avatar', 'text')
      .addColumn('locale', 'text')
      .addColumn('updated_at', 'bigint', (column) => column.notNull())
      .execute()
  },
}
