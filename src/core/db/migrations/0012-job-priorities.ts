import { sql, type Kysely } from 'kysely'

/** Work that goes before other work: each step of priority counts as if it had waited 15 seconds longer. */
export const jobPriorities = {
  name: '0012-job-priorities',
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .alterTable('jobs')
      .addColumn('priority', 'integer', (column) => column.notNull().defaultTo(0))
      .execute()
    await sql.raw('drop index jobs_by_guild').execute(db)
    await sql
      .raw(
        `create index jobs_by_turn on jobs (guild_id, (run_at - priority * 15000), id, run_at)
         where state = 'ready'`,
      )
      .execute(db)
  },
}
