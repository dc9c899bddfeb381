import type { Kysely } from 'kysely'

/** The head of a long queue is found without reading the rest. */
export const queues = {
  name: '0007-queues',
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createIndex('seats_in_order')
      .on('seats')
      .columns(['parent', 'status', 'seq'])
      .execute()
  },
}
