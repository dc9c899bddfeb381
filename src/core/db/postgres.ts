import { Kysely, PostgresDialect, sql } from 'kysely'
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

/** Whoever holds a table for longer than this has it tidied up another time. */
const scrubPatience = '2s'

/** Some connections; 64-bit integers are read as numbers. */
function connect(url: string, max: number): Kysely<CoreTables> {
  const types = new pg.TypeOverrides()
  types.setTypeParser(pg.types.builtins.INT8, Number)
  const pool = new pg.Pool({ connectionString: url, max, types })
  // An idle connection that breaks is replaced by the pool; without a listener it would end the process.
  pool.on('error', () => {})
  return new Kysely<CoreTables>({ dialect: new PostgresDialect({ pool }) })
}

/**
 * Writes a table anew in the order of its key. What was deleted is not in the new file, and neither
 * place nor transaction number of a row says when it came.
 */
async function rewrite({ db }: Transaction, table: string): Promise<void> {
  const { rows } = await sql<{ key: string; first: string }>`
    select c.relname as key, a.attname as first from pg_index i
    join pg_class c on c.oid = i.indexrelid
    join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
    where i.indrelid = ${table}::regclass and i.indisprimary`.execute(db)
  const [index] = rows
  if (!index) throw new Error(`the table ${table} has no primary key`)
  const column = sql.ref(index.first)
  await sql`set local lock_timeout = ${sql.lit(scrubPatience)}`.execute(db)
  await sql`update ${sql.table(table)} set ${column} = ${column}`.execute(db)
  await sql`cluster ${sql.table(table)} using ${sql.ref(index.key)}`.execute(db)
}

/** Opens a pool of connections to PostgreSQL. */
export function openPostgres(
  url: string,
  { clock, random }: { clock: Clock; random: Random },
): Database {
  const db = connect(url, 16)
  const urgent = connect(url, 1)
  const running = new Set<Promise<unknown>>()

  async function once<T>(
    on: Kysely<CoreTables>,
    work: (tx: Transaction) => Promise<T>,
  ): Promise<T> {
    const hooks: (() => void)[] = []
    const value = await on
      .transaction()
      .execute((trx) =>
        work({ dialect: 'postgres', db: trx, afterCommit: (hook) => hooks.push(hook) }),
      )
    runHooks(hooks)
    return value
  }

  async function write<T>(
    on: Kysely<CoreTables>,
    work: (tx: Transaction) => Promise<T>,
  ): Promise<T> {
    for (let attempt = 1; attempt <= attempts; attempt += 1) {
      try {
        return await once(on, work)
      } catch (error) {
        if (!isTransient(error)) throw error
        await wait(clock, randomFraction(random) * 20 * 2 ** attempt)
      }
    }
    throw coreError('busy', { retryAfterMs: 1_000 })
  }

  function track<T>(work: Promise<T>): Promise<T> {
    const promise = work.finally(() => running.delete(promise))
    running.add(promise)
    return promise
  }

  return {
    dialect: 'postgres',
    db,
    write: (work) => track(write(db, work)),
    urgent: { dialect: 'postgres', db: urgent, write: (work) => track(write(urgent, work)) },
    relaxed: { dialect: 'postgres', db, write: (work) => track(write(db, work)) },
    async settle() {
      while (running.size > 0) await Promise.allSettled(running)
    },
    backup: () => Promise.reject(new Error('PostgreSQL is backed up with pg_dump')),
    async scrub(tables) {
      for (const table of tables) {
        try {
          // Alone, so that a table that is in use does not hold up the others.
          await once(db, (tx) => rewrite(tx, table))
        } catch (error) {
          if (!isTransient(error)) throw error
        }
      }
    },
    async close() {
      await Promise.all([db.destroy(), urgent.destroy()])
    },
  }
}
