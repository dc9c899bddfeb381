import { CompiledQuery, type Kysely } from 'kysely'
import type { CoreTables } from './tables.ts'

/** The two databases that every migration and store runs on. */
export type DatabaseDialect = 'sqlite' | 'postgres'

/** One transaction. Hooks run in order after the commit, and never when it is rolled back. */
export type Transaction = {
  readonly dialect: DatabaseDialect
  readonly db: Kysely<CoreTables>
  afterCommit(hook: () => void): void
}

/**
 * Runs the hooks of a committed transaction, all of them; throws what the first failing one threw.
 * Only the drivers of the database call it.
 */
export function runHooks(hooks: readonly (() => void)[]): void {
  const failures: unknown[] = []
  for (const hook of hooks) {
    try {
      hook()
    } catch (error) {
      failures.push(error)
    }
  }
  if (failures.length > 0) throw failures[0]
}

/** Storage: committed state for reading, and units of work for writing. */
export type Database = {
  readonly dialect: DatabaseDialect
  /** Reads committed state. Never used inside a unit of work. */
  readonly db: Kysely<CoreTables>
  /**
   * Runs a unit of work in a transaction; resolves or rejects only after the commit that carries it.
   * A unit waits for nothing but its own queries. Throws `busy` when the database stays locked.
   */
  write<T>(work: (tx: Transaction) => Promise<T>): Promise<T>
  /**
   * The same store for what must not wait behind everybody else's work, such as the sign of life of a
   * process. Nothing long is done with it.
   */
  readonly urgent: Pick<Database, 'dialect' | 'db' | 'write'>
  /**
   * The same store for what is seen again or asked for again, such as presences: a crash of the program
   * loses nothing of it, a power cut may lose the last moments, and nobody waits for the disk.
   */
  readonly relaxed: Pick<Database, 'dialect' | 'db' | 'write'>
  /** Resolves when no unit of work is queued or running. */
  settle(): Promise<void>
  /** Copies the whole database into a new file (SQLite only). */
  backup(file: string): Promise<void>
  /**
   * Makes sure that what was deleted from these tables is not in their files any more either, and that
   * the rows that are left lie in the order of their key. While somebody else uses them it is put off
   * to the next time.
   */
  scrub(tables: readonly string[]): Promise<void>
  close(): Promise<void>
}

/**
 * A statement for the hottest paths, written once in SQL with `$1`-placeholders that both databases
 * understand, so that no query tree is built and compiled per call.
 */
export function statement<Row>(
  text: string,
): (tx: Pick<Transaction, 'db' | 'dialect'>, ...parameters: unknown[]) => Promise<Row[]> {
  const numbered = text.replaceAll(/\$(\d+)/g, '?$1')
  return async (tx, ...parameters) => {
    const query = CompiledQuery.raw(tx.dialect === 'sqlite' ? numbered : text, parameters)
    const result = await tx.db.executeQuery<Row>(query)
    return result.rows
  }
}
