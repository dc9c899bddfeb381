import type { Kysely } from 'kysely'

/** Numbers the states of a link, so that nobody writes over what was decided meanwhile, and names its picture. */
export const linkRevisions = {
  name: '0003-link-revisions',
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .alterTable('discord_events')
      .addColumn('revision', 'integer', (column) => column.notNull().defaultTo(0))
      .execute()
    await db.schema.alterTable('discord_events').addColumn('banner', 'text').execute()
  },
}
