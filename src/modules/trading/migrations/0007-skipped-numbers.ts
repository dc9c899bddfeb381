import type { Kysely } from 'kysely'

/** The numbers of the sentence that says why a signal was not acted on. */
export const skippedNumbers = {
  name: '0007-skipped-numbers',
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema.alterTable('trading_signals').addColumn('skipped_params', 'text').execute()
  },
}
