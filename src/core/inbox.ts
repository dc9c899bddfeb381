import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Services } from './context.ts'
import { coreError } from './errors.ts'
import { statement, type Database, type Transaction } from './db/database.ts'
import type { JobKind, JobSchedule } from './jobs/jobs.ts'

/**
 * A request that must take effect once. Its row is written in the transaction of its effect,
 * together with the answer, so that a repetition is answered from the store.
 */
export type InboxEntry = {
  /** Unique: `interaction:<id>`, or `http:<caller>:<Idempotency-Key>`. */
  key: string
  /** Tells a repetition from another request under the same key. */
  requestHash: string
  /** Turns the result of the use case into the answer to store, a JSON value. */
  render(result: unknown): unknown
}

/** Thrown instead of running a use case again: carries the answer that was given the first time. */
export class Replay extends Error {
  readonly response: unknown
  constructor(response: unknown) {
    super('this request was answered before')
    this.name = 'Replay'
    this.response = response
  }
}

type Row = { request_hash: string; response: string }

const select = statement<Row>('select request_hash, response from inbox where key = $1')
const insert = statement<{ key: string }>(
  `insert into inbox (key, request_hash, response, created_at) values ($1, $2, $3, $4)
   on conflict (key) do nothing returning key`,
)
const forget = statement<{ key: string }>(
  `delete from inbox where key in (
     select key from inbox where created_at < $1 order by created_at limit $2) returning key`,
)

/** How long a request is remembered. */
export const inboxRetentionMs = 24 * 3_600_000

/** A short fingerprint of a request. */
export function hashRequest(...parts: string[]): string {
  return createHash('sha256').update(parts.join('\n')).digest('base64url')
}

/** Throws `Replay` for a repetition, and `idempotency_mismatch` for another request. */
export async function refuseRepetition(
  db: Pick<Transaction, 'db' | 'dialect'>,
  entry: InboxEntry,
): Promise<void> {
  const [row] = await select(db, entry.key)
  if (!row) return
  if (row.request_hash !== entry.requestHash) {
    throw coreError('idempotency_mismatch', { loc: ['header', 'Idempotency-Key'] })
  }
  throw new Replay(JSON.parse(row.response))
}

/**
 * Stores the answer of a request after its work, above all a refusal: a repetition is then refused as
 * well, whatever has become possible meanwhile. Returns the answer that counts: that of a twin which
 * was faster.
 */
export async function storeAnswer(
  database: Database,
  now: number,
  entry: InboxEntry,
  response: unknown,
): Promise<unknown> {
  try {
    await database.write(async (tx) => {
      const text = JSON.stringify(response)
      const stored = await insert(tx, entry.key, entry.requestHash, text, now)
      if (stored.length === 0) await refuseRepetition(tx, entry)
    })
  } catch (error) {
    if (error instanceof Replay) return error.response
    throw error
  }
  return response
}

/**
 * Runs a use case once per inbox entry. Throws `Replay` with the stored answer for a repetition and
 * `idempotency_mismatch` when the key was used for another request.
 */
export async function once<T>(
  database: Database,
  now: number,
  entry: InboxEntry,
  work: (tx: Transaction) => Promise<T>,
): Promise<T> {
  try {
    return await database.write(async (tx) => {
      await refuseRepetition(tx, entry)
      const result = await work(tx)
      const response = JSON.stringify(entry.render(result) ?? null)
      const stored = await insert(tx, entry.key, entry.requestHash, response, now)
      // On PostgreSQL a twin may have committed meanwhile: roll back, then answer as it did.
      if (stored.length === 0) throw coreError('idempotency_in_progress')
      return result
    })
  } catch (error) {
    // A twin's effect may be why this one was refused.
    await refuseRepetition(database, entry)
    throw error
  }
}

/** In one unit of work; others have their turn in between. */
const forgottenAtOnce = 1_000

/** Forgets requests older than a day, the oldest first; true when there may be more of them. */
export async function forgetOldRequests(tx: Transaction, now: number): Promise<boolean> {
  const forgotten = await forget(tx, now - inboxRetentionMs, forgottenAtOnce)
  return forgotten.length === forgottenAtOnce
}

const forgetKind = 'core.forget-requests'

/** The job that forgets requests older than a day. */
export function inboxJobs({ database, clock }: Pick<Services, 'database' | 'clock'>): JobKind[] {
  async function run(): Promise<void> {
    while (await database.write((tx) => forgetOldRequests(tx, clock.now())));
  }
  return [{ kind: forgetKind, payload: z.object({}), run }]
}

/** Hourly: a busy server stores an answer for every click. */
export const inboxSchedule: JobSchedule = {
  name: forgetKind,
  everyMs: 3_600_000,
  kind: forgetKind,
  payload: {},
}
