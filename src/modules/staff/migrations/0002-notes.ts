import type { ColumnDefinitionBuilder, Kysely } from 'kysely'

const required = (column: ColumnDefinitionBuilder) => column.notNull()

/** What managers write down about somebody. */
export const staffNotes = {
  name: '0002-notes',
  async up(db: Kysely<unknown>, dialect: 'sqlite' | 'postgres'): Promise<void> {
    const number = dialect === 'sqlite' ? 'integer' : 'serial'
    await db.schema
      .createTable('staff_notes')
      .addColumn('id', number, (column) =>
        dialect === 'sqlite' ? column.primaryKey().autoIncrement() : column.primaryKey(),
      )
      .addColumn('member_id', 'integer', required)
      .addColumn('author', 'text')
      .addColumn('text', 'text', required)
      .addColumn('created_at', 'bigint', required)
      .execute()
    await db.schema
      .createIndex('staff_notes_by_member')
      .on('staff_notes')
      .column('member_id')
      .execute()
  },
}
