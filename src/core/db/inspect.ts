import type { Database, Transaction } from './database.ts'
import type { MigrationSet } from './migrate.ts'

/** How the tables compare with what this version of the program needs. */
export type SchemaState = {
  /** Steps that are still to run. */
  missing: string[]
  /** Steps that a newer version has run. */
  unknown: string[]
}

type MigrationsTable = { migrations: { name: string } }

/** Looks at the tables without changing them. */
export async function inspectSchema(
  database: Pick<Transaction, 'db'>,
  sets: readonly MigrationSet[],
): Promise<SchemaState> {
  const tables = await database.db.introspection.getTables()
  const rows = tables.some(({ name }) => name === 'migrations')
    ? await database.db
        .$extendTables<MigrationsTable>()
        .selectFrom('migrations')
        .select('name')
        .execute()
    : []
  const done = new Set(rows.map(({ name }) => name))
  const known = sets.flatMap(({ owner, migrations }) =>
    migrations.map(({ name }) => `${owner}/${name}`),
  )
  return {
    missing: known.filter((name) => !done.has(name)),
    unknown: [...done].filter((name) => !known.includes(name)),
  }
}

class Undo extends Error {}

/** Writes something and takes it back. Throws what the database says when it cannot be written. */
export async function tryWriting(database: Database): Promise<void> {
  try {
    await database.write(async (tx) => {
      await tx.db.schema.createTable('tried_writing').addColumn('one', 'integer').execute()
      throw new Undo()
    })
  } catch (error) {
    if (!(error instanceof Undo)) throw error
  }
}
