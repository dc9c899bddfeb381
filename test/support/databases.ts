import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { sql } from 'kysely'
import { systemClock } from '#core/clock.ts'
import type { Database } from '#core/db/database.ts'
import { coreMigrations, migrate, type MigrationSet } from '#core/db/migrate.ts'
import { openPostgres } from '#core/db/postgres.ts'
import { openSqlite } from '#core/db/sqlite.ts'
import { systemRandom } from '#core/ids.ts'
import { postgresFailure, takePostgres } from './postgres.ts'

/** A database made for one test. */
export type TestDatabase = {
  database: Database
  /** Opens the same store once more, as another process would; closed by `close` too. */
  again: () => Database
  /** Closes all connections and removes the store. */
  close: () => Promise<void>
}

/** One of the two databases that everything runs on. */
export type TestStore = {
  name: 'SQLite' | 'PostgreSQL'
  /** A fresh store with the core's tables and those of the sets given; `null` leaves it empty. */
  open(sets?: readonly MigrationSet[] | null): Promise<TestDatabase>
}

async function prepare(
  openOne: () => Database,
  sets: readonly MigrationSet[] | null,
  remove: () => Promise<void>,
): Promise<TestDatabase> {
  const all: Database[] = []
  const again = () => {
    const database = openOne()
    all.push(database)
    return database
  }
  const database = again()
  const close = async () => {
    await Promise.all(all.map((one) => one.close()))
    await remove()
  }
  if (sets) await migrate(database, [coreMigrations, ...sets], { clock: systemClock })
  return { database, again, close }
}

const sqlite: TestStore = {
  name: 'SQLite',
  async open(sets = []) {
    const folder = await mkdtemp(join(tmpdir(), 'muster-test-'))
    const openOne = () => openSqlite(join(folder, 'muster.db'))
    return prepare(openOne, sets, () => rm(folder, { recursive: true }))
  },
}

/** Databases with the same steps have the same tables. */
function schemaOf(sets: readonly MigrationSet[] | null): string | null {
  if (!sets) return null
  const steps = sets.flatMap(({ owner, migrations }) => migrations.map(({ name }) => [owner, name]))
  return JSON.stringify(steps)
}

const postgres: TestStore = {
  name: 'PostgreSQL',
  async open(sets = []) {
    const { url, release } = await takePostgres(schemaOf(sets))
    const openOne = () => openPostgres(url, { clock: systemClock, random: systemRandom })
    return prepare(openOne, sets, release)
  },
}

/**
 * The databases to run a contract test on. Without a PostgreSQL server at `TEST_DATABASE_URL`
 * (default: the local one) its half is reported as a skipped test.
 */
export function databases(): TestStore[] {
  if (postgresFailure === null) return [sqlite, postgres]
  test('everything once more on PostgreSQL', {
    skip: `no PostgreSQL server could be reached: ${postgresFailure}`,
  })
  return [sqlite]
}

/** Everything that stands in a database, as one text: what must not be readable in a stolen copy. */
export async function dumpOf({ db }: Database): Promise<string> {
  const tables = await db.introspection.getTables()
  const rows = await Promise.all(
    tables.map(({ name, schema }) => {
      const place = schema === undefined ? name : `${schema}.${name}`
      return sql<object>`select * from ${sql.table(place)}`.execute(db)
    }),
  )
  return JSON.stringify(rows.flatMap((result) => result.rows))
}
