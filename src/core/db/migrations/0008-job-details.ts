import { sql, type Kysely } from 'kysely'

/** What operators see of a job: when it was tried, what came of it, and why it failed. */
export const jobDetails = {
  name: '0008-job-details',
  async up(db: Kysely<unknown>): Promise<void> {
    const table = db.schema.alterTable('jobs')
    await table.addColumn('started_at', 'bigint').execute()
    await table.addColumn('result', 'text').execute()
    await table.addColumn('error_code', 'text').execute()
    await sql.raw('create index jobs_by_kind on jobs (kind, id)').execute(db)
    await sql.raw('create index jobs_by_group on jobs (group_key, id)').execute(db)
  },
}
