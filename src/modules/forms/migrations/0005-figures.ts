import type { Kysely } from 'kysely'

/** Counts of answers and rows that wait are read every few seconds: not by reading all there is. */
export const figures = {
  name: '0005-figures',
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createIndex('form_answers_by_status')
      .on('form_answers')
      .columns(['form_id', 'status'])
      .execute()
    await db.schema
      .createIndex('form_sheet_rows_waiting')
      .on('form_sheet_rows')
      .columns(['form_id', 'waiting_since'])
      .where('waiting_since', 'is not', null)
      .execute()
  },
}
