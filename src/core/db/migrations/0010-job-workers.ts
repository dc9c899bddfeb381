import type { Kysely } from 'kysely'

/** Which process took a job last. */
export const jobWorkers = {
  name: '0010-job-workers',
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema.alterTable('jobs').addColumn('worker', 'text').execute()
  },
}
