import { AsyncLocalStorage } from 'node:async_hooks'
import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { backup, DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import { Kysely, SqliteDialect, type SqliteDatabase } from 'kysely'
import { runHooks, type Database, type Transaction } from './database.ts'
import { coreError } from '../errors.ts'
import type { CoreTables } from './tables.ts'

/** Units that share one commit at most; bounds how long the first of them waits. */
const unitsPerCommit = 64
/** How long a lock of another process is waited for, in milliseconds. */
const patienceMs = 5_000
/** Prepared statements that a connection keeps. */
const keptStatements = 1_000

type QueuedUnit = {
  /** Whether the disk need not be waited for. */
  isRelaxed: boolean
  run(): Promise<void>
  settle(commitError: Error | undefined): void
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown))
}

const sqliteBusy = 5

/** Another process has held the write lock for longer than the time-out. */
function isBusy(thrown: unknown): boolean {
  return thrown instanceof Error && 'errcode' in thrown && thrown.errcode === sqliteBusy
}

function open(file: string): DatabaseSync {
  const handle = new DatabaseSync(file, { timeout: patienceMs })
  handle.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON')
  // What is deleted is overwritten: consumed links must not be found in the file.
  handle.exec('PRAGMA secure_delete = ON')
  return handle
}

function kyselyOver(handle: DatabaseSync): Kysely<CoreTables> {
  const statements = new Map<string, { statement: StatementSync; reader: boolean }>()
  const database: SqliteDatabase = {
    close: () => handle.close(),
    prepare(sql) {
      let known = statements.get(sql)
      if (!known) {
        const prepared = handle.prepare(sql)
        // Lists of varying length make ever new texts.
        if (statements.size >= keptStatements) statements.clear()
        known = { statement: prepared, reader: prepared.columns().length > 0 }
        statements.set(sql, known)
      }
      const { statement, reader } = known
      return {
        reader,
        all: (parameters) => statement.all(...(parameters as SQLInputValue[])),
        run: (parameters) => statement.run(...(parameters as SQLInputValue[])),
        iterate: (parameters) =>
          statement.iterate(...(parameters as SQLInputValue[])) as IterableIterator<unknown>,
      }
    },
  }
  return new Kysely<CoreTables>({ dialect: new SqliteDialect({ database }) })
}

/**
 * Runs units of work one after another, each in a savepoint, and commits them together (group
 * commit): a durable commit costs one fsync however many units it carries. Each unit's caller hears
 * of it, success or refusal, only after that commit.
 */
class UnitQueue {
  readonly #handle: DatabaseSync
  readonly #db: Kysely<CoreTables>
  readonly #inside = new AsyncLocalStorage<true>()
  readonly #queue: QueuedUnit[] = []
  readonly #between: (() => void)[] = []
  #draining: Promise<void> | null = null

  constructor(handle: DatabaseSync, db: Kysely<CoreTables>) {
    this.#handle = handle
    this.#db = db
  }

  push<T>(work: (tx: Transaction) => Promise<T>, isRelaxed = false): Promise<T> {
    if (this.#inside.getStore()) {
      return Promise.reject(new Error('a unit of work must not start another one'))
    }
    return new Promise<T>((resolve, reject) => {
      let outcome: { value: T } | { error: Error }
      let hooks: (() => void)[] = []
      const tx: Transaction = {
        dialect: 'sqlite',
        db: this.#db,
        afterCommit: (hook) => hooks.push(hook),
      }
      this.#queue.push({
        isRelaxed,
        run: async () => {
          this.#handle.exec('SAVEPOINT unit')
          try {
            outcome = { value: await this.#inside.run(true, () => work(tx)) }
          } catch (error) {
            hooks = []
            outcome = { error: asError(error) }
            this.#handle.exec('ROLLBACK TO unit')
          }
          this.#handle.exec('RELEASE unit')
        },
        settle: (commitError) => {
          if (commitError) return reject(commitError)
          if ('error' in outcome) return reject(outcome.error)
          try {
            runHooks(hooks)
            resolve(outcome.value)
          } catch (error) {
            reject(asError(error))
          }
        },
      })
      this.#draining ??= this.#drain()
    })
  }

  /** Runs something while no transaction is open. */
  between(work: () => void): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#between.push(() => {
        try {
          work()
          resolve()
        } catch (error) {
          reject(asError(error))
        }
      })
      this.#draining ??= this.#drain()
    })
  }

  async settle(): Promise<void> {
    while (this.#draining) await this.#draining
  }

  async #drain(): Promise<void> {
    // Whoever still arrives shares the commit: as long as each turn of the event loop brings more.
    for (let known = 0; known < this.#queue.length && known < unitsPerCommit;) {
      known = this.#queue.length
      await new Promise<void>((resolve) => setImmediate(resolve))
    }
    while (this.#queue.length + this.#between.length > 0) {
      for (const work of this.#between.splice(0)) work()
      if (this.#queue.length > 0) await this.#commitSome()
    }
    this.#draining = null
  }

  async #commitSome(): Promise<void> {
    const batch: QueuedUnit[] = []
    let commitError: Error | undefined
    // Within a transaction it cannot be changed any more whether the disk is waited for.
    const isRelaxed = this.#queue.every((unit) => unit.isRelaxed)
    const next = () =>
      isRelaxed && this.#queue[0]?.isRelaxed === false ? undefined : this.#queue.shift()
    try {
      if (isRelaxed) this.#handle.exec('PRAGMA synchronous = NORMAL')
      this.#handle.exec('BEGIN IMMEDIATE')
      for (let unit = next(); unit; unit = next()) {
        batch.push(unit)
        await unit.run()
        if (batch.length >= unitsPerCommit) break
      }
      this.#handle.exec('COMMIT')
    } catch (error) {
      commitError = isBusy(error) ? coreError('busy', { retryAfterMs: 1_000 }) : asError(error)
      if (this.#handle.isTransaction) this.#handle.exec('ROLLBACK')
      const first = batch.length === 0 ? this.#queue.shift() : undefined
      if (first) batch.push(first)
    } finally {
      if (isRelaxed) this.#handle.exec('PRAGMA synchronous = FULL')
    }
    for (const unit of batch) unit.settle(commitError)
  }
}

/**
 * Opens the embedded database: WAL, `synchronous=FULL`, one writing connection with group commit and
 * one for reading committed state. The folder is made when it is missing.
 */
export function openSqlite(file: string): Database {
  mkdirSync(dirname(file), { recursive: true })
  const writing = open(file)
  const reading = open(file)
  reading.exec('PRAGMA query_only = ON')
  const writer = kyselyOver(writing)
  const db = kyselyOver(reading)
  const units = new UnitQueue(writing, writer)
  const main: Pick<Database, 'dialect' | 'db' | 'write'> = {
    dialect: 'sqlite',
    db,
    write: (work) => units.push(work),
  }
  return {
    ...main,
    // There is one writer, and nobody holds it for long.
    urgent: main,
    relaxed: { ...main, write: (work) => units.push(work, true) },
    settle: () => units.settle(),
    async backup(target) {
      mkdirSync(dirname(target), { recursive: true })
      await backup(reading, target)
    },
    scrub: () =>
      units.between(() => {
        // The log keeps old pages until it is emptied. Nobody is waited for: readers may take long.
        writing.exec('PRAGMA busy_timeout = 0; PRAGMA wal_checkpoint(TRUNCATE)')
        writing.exec(`PRAGMA busy_timeout = ${patienceMs}`)
      }),
    async close() {
      await units.settle()
      await Promise.all([db.destroy(), writer.destroy()])
    },
  }
}
