import { sql, type Kysely } from 'kysely'
import type { Clock } from '../clock.ts'
import { DataError } from './data-error.ts'
import type { Database, DatabaseDialect, Transaction } from './database.ts'
import { foundation } from './migrations/0001-foundation.ts'
import { jobs } from './migrations/0002-jobs.ts'
import { access } from './migrations/0003-access.ts'
import { seats } from './migrations/0004-seats.ts'
import { jobDetails } from './migrations/0008-job-details.ts'
import { proofs } from './migrations/0009-proofs.ts'
import { jobWorkers } from './migrations/0010-job-workers.ts'
import { keyLimits } from './migrations/0011-key-limits.ts'
import { jobPriorities } from './migrations/0012-job-priorities.ts'
import { leases } from './migrations/0006-leases.ts'
import { queues } from './migrations/0007-queues.ts'
import { webhooks } from './migrations/0005-webhooks.ts'

/** One append-only step of the schema; its name sorts after its predecessors (`0002-…`). */
export type Migration = {
  name: string
  up(db: Kysely<unknown>, dialect: DatabaseDialect): Promise<void>
}

/** The steps of one owner of tables; owners are independent of each other. */
export type MigrationSet = { owner: string; migrations: readonly Migration[] }

/** The steps of the core's own tables. */
export const coreMigrations: MigrationSet = {
  owner: 'core',
  migrations: [
    foundation,
    jobs,
    access,
    seats,
    webhooks,
    leases,
    queues,
    jobDetails,
    proofs,
    jobWorkers,
    keyLimits,
    jobPriorities,
  ],
}

type MigrationsTable = { migrations: { name: string; applied_at: number } }

async function applied(tx: Pick<Transaction, 'db' | 'dialect'>): Promise<Set<string>> {
  const rows = await tx.db
    .$extendTables<MigrationsTable>()
    .selectFrom('migrations')
    .select('name')
    .execute()
  return new Set(rows.map((row) => row.name))
}

function refuseNewerData(done: Set<string>, known: { id: string }[]): void {
  const names = new Set(known.map((step) => step.id))
  const unknown = [...done].filter((name) => !names.has(name))
  if (unknown.length > 0) {
    throw new DataError('data.newer', { steps: unknown.join(', ') })
  }
}

/**
 * Brings the schema up to date, one transaction a step, and returns the names of the steps that ran.
 * Calls `beforeFirst` once before the first of them when there is data to lose. Several processes
 * may call it at the same time. Throws `DataError` when the data comes from a newer version.
 */
export async function migrate(
  database: Database,
  sets: readonly MigrationSet[],
  options: { clock: Clock; beforeFirst?: () => Promise<void> },
): Promise<string[]> {
  const steps = sets.flatMap(({ owner, migrations }) =>
    migrations.map((migration) => ({ id: `${owner}/${migration.name}`, migration })),
  )
  await database.write(async (tx) => {
    if (tx.dialect === 'postgres') await sql`select pg_advisory_xact_lock(718281828)`.execute(tx.db)
    await tx.db.schema
      .createTable('migrations')
      .ifNotExists()
      .addColumn('name', 'text', (column) => column.primaryKey())
      .addColumn('applied_at', 'bigint', (column) => column.notNull())
      .execute()
  })
  const before = await applied(database)
  refuseNewerData(before, steps)
  const missing = steps.filter((step) => !before.has(step.id))
  if (before.size > 0 && missing.length > 0) await options.beforeFirst?.()
  const ran: string[] = []
  for (const { id, migration } of missing) {
    const didRun = await database.write(async (tx) => {
      if (tx.dialect === 'postgres')
        await sql`select pg_advisory_xact_lock(718281828)`.execute(tx.db)
      if ((await applied(tx)).has(id)) return false
      await migration.up(tx.db as unknown as Kysely<unknown>, tx.dialect)
      await tx.db
        .$extendTables<MigrationsTable>()
        .insertInto('migrations')
        .values({ name: id, applied_at: options.clock.now() })
        .execute()
      return true
    })
    if (didRun) ran.push(id)
  }
  return ran
}
