import type { Kysely } from 'kysely'

/** Who called an event off in Discord. */
export const cancelledBy = {
  name: '0004-cancelled-by',
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema.alterTable('events').addColumn('cancelled_by', 'text').execute()
  },
}
