import type { Kysely } from 'kysely'

/** Messages that are kept equal to the state of an object. */
export const panels = {
  name: '0002-panels',
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('panels')
      .addColumn('kind', 'text', (column) => column.notNull())
      .addColumn('object_id', 'text', (column) => column.notNull())
      .addColumn('channel_id', 'text', (column) => column.notNull())
      .addColumn('message_id', 'text')
      .addColumn('shown_version', 'bigint', (column) => column.notNull())
      .addColumn('shown_hash', 'text')
      .addColumn('dirty', 'integer', (column) => column.notNull())
      .addColumn('orphaned', 'integer', (column) => column.notNull())
      .addPrimaryKeyConstraint('panels_key', ['kind', 'object_id'])
      .execute()
    await db.schema.createIndex('panels_by_message').on('panels').column('message_id').execute()
  },
}
