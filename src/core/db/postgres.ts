import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import { coreError } from '../errors.ts'
import { randomFraction, type Random } from '../ids.ts'
import { type Clock, wait } from '../clock.ts'
import { runHooks, type Database, type Transaction } from './database.ts'
import type { CoreTables } from './tables.ts'

/** Serialization failure, deadlock, lock not available: the transaction may simply run again. */
const transientCodes = new Set(['40001', '40P01', '55P03'])
const attempts = 5

function isTransient(error: unknown): boolean {
  return error instanceof pg.DatabaseError && transientCodes.has(error.code ?? '')
}

/** Opens a pool of connections to PostgreSQL. 64-bit integers are read as numbers. */
export function openPostgres(
  url: string,
  { clock, random }: { clock: Clock; random: Random },
): Database {
  const types = new pg.TypeOverrides()
  types.setTypeParser(pg.types.builtins.INT8, Number)
  const pool = new pg.Pool({ connectionString: url, max: 16, types })
  // An idle connection that breaks is replaced by the pool; without a listener it would end the process.
  pool.on('error', () => {})
  const db = new Kysely<CoreTables>({ dialect: new PostgresDialect({ pool }) })
  const running = new Set<Promise<unknown>>()

  async function once<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    const hooks: (() => void)[] = []
    const value = await db
      .transaction()
      .execute((trx) =>
        work({ dialect: 'postgres', db: trx, afterCommit: (hook) => hooks.push(hook) }),
      )
    runHooks(hooks)
    return value
  }

  async function write<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    for (let attempt = 1; attempt <= attempts; attempt += 1) {
      try {
        return await once(work)
      } catch (error) {
        if (!isTransient(error)) throw error
        await wait(clock, randomFraction(random) * 20 * 2 ** attempt)
      }
    }
    throw coreError('busy', { retryAfterMs: 1_000 })
  }

  return {
    dialect: 'postgres',
    db,
    write<T>(work: (tx: Transaction) => Promise<T>) {
      const promise = write(work).finally(() => running.delete(promise))
      running.add(promise)
      return promise
    },
    async settle() {
      while (running.size > 0) await Promise.allSettled(running)
    },
    backup: () => Promise.reject(new Error('PostgreSQL is backed up with pg_dump')),
    scrub: () => Promise.resolve(),
    close: () => db.destroy(),
  }
}
