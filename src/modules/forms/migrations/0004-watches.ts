import type { Kysely } from 'kysely'

/** Watches that Google keeps for forms, so that it tells when something has changed. */
export const watches = {
  name: '0004-watches',
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('form_watches')
      .addColumn('form_id', 'text', (column) =>
        column.notNull().references('google_forms.id').onDelete('cascade'),
      )
      .addColumn('event', 'text', (column) => column.notNull())
      .addColumn('watch_id', 'text')
      .addColumn('renew_at', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('form_watches_key', ['form_id', 'event'])
      .execute()
  },
}
