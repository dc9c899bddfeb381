import type { Kysely } from 'kysely'

/** Parties; their people are in the core's table of seats. */
export const recruitments = {
  name: '0001-recruitments',
  async up(db: Kysely<unknown>, dialect: 'sqlite' | 'postgres'): Promise<void> {
    await db.schema
      .createTable('recruitments')
      .addColumn('id', dialect === 'sqlite' ? 'integer' : 'serial', (column) =>
        dialect === 'sqlite' ? column.primaryKey().autoIncrement() : column.primaryKey(),
      )
      .addColumn('guild_id', 'text', (column) => column.notNull())
      .addColumn('channel_id', 'text', (column) => column.notNull())
      .addColumn('message_id', 'text')
      .addColumn('post_after', 'bigint')
      .addColumn('owner_id', 'text', (column) => column.notNull())
      .addColumn('title', 'text', (column) => column.notNull())
      .addColumn('description', 'text', (column) => column.notNull())
      .addColumn('max_slots', 'integer', (column) => column.notNull())
      .addColumn('current_slots', 'integer', (column) => column.notNull())
      .addColumn('waitlist_enabled', 'integer', (column) => column.notNull())
      .addColumn('state', 'text', (column) => column.notNull())
      .addColumn('closed_reason', 'text')
      .addColumn('closed_at', 'bigint')
      .addColumn('game', 'text')
      .addColumn('visibility', 'text', (column) => column.notNull())
      .addColumn('locale', 'text', (column) => column.notNull())
      .addColumn('version', 'bigint', (column) => column.notNull())
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .addColumn('updated_at', 'bigint', (column) => column.notNull())
      .addColumn('deleted_at', 'bigint')
      .execute()
    for (const column of ['guild_id', 'owner_id', 'state', 'created_at', 'updated_at']) {
      await db.schema
        .createIndex(`recruitments_by_${column}`)
        .on('recruitments')
        .columns([column, 'id'])
        .execute()
    }
  },
}
