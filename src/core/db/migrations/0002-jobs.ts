import { sql, type Kysely } from 'kysely'

/** Background work, and when each repeated job is due next. */
export const jobs = {
  name: '0002-jobs',
  async up(db: Kysely<unknown>, dialect: 'sqlite' | 'postgres'): Promise<void> {
    const key = dialect === 'sqlite' ? 'integer' : 'bigserial'
    await db.schema
      .createTable('jobs')
      .addColumn('id', key, (column) =>
        dialect === 'sqlite' ? column.primaryKey().autoIncrement() : column.primaryKey(),
      )
      .addColumn('kind', 'text', (column) => column.notNull())
      .addColumn('payload', 'text', (column) => column.notNull())
      .addColumn('key', 'text')
      .addColumn('group_key', 'text')
      .addColumn('guild_id', 'text', (column) => column.notNull())
      .addColumn('state', 'text', (column) => column.notNull().defaultTo('ready'))
      .addColumn('attempts', 'integer', (column) => column.notNull().defaultTo(0))
      .addColumn('run', 'bigint', (column) => column.notNull().defaultTo(0))
      .addColumn('run_at', 'bigint', (column) => column.notNull())
      .addColumn('lease_until', 'bigint')
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .addColumn('finished_at', 'bigint')
      .addColumn('last_error', 'text')
      .execute()
    const indexes = [
      `create unique index jobs_by_key on jobs (key) where state = 'ready' and key is not null`,
      `create index jobs_by_guild on jobs (guild_id, run_at, id) where state = 'ready'`,
      `create index jobs_by_due_time on jobs (run_at) where state = 'ready'`,
      `create index jobs_waiting_in_group on jobs (group_key, run_at, id) where state = 'ready'`,
      `create index jobs_running_in_group on jobs (group_key) where state = 'running'`,
      `create index jobs_by_lease on jobs (lease_until) where state = 'running'`,
      `create index jobs_finished on jobs (finished_at) where state in ('done', 'cancelled')`,
      `create index jobs_dead on jobs (id) where state = 'dead'`,
    ]
    for (const text of indexes) await sql.raw(text).execute(db)
    await db.schema
      .createTable('job_schedules')
      .addColumn('name', 'text', (column) => column.primaryKey())
      .addColumn('due_at', 'bigint', (column) => column.notNull())
      .execute()
  },
}
