import type { z } from 'zod'
import type { Transaction } from '../db/database.ts'

/** How often and how long a kind of job is tried. All times in milliseconds. */
export type JobPolicy = {
  /** Attempts that may fail before the job becomes a dead letter. */
  attempts: number
  /** First wait after a failure; doubled each time, with full jitter. */
  backoffMs: number
  /** Longest wait between two attempts. */
  backoffCapMs: number
  /** Waits one after another instead of doubled ones, each ± a fifth; the last one repeats. */
  waitsMs?: readonly number[]
  /**
   * A worker that has not renewed its lease for this long is taken for dead. The driver sets an upper
   * limit (5 s on SQLite, 15 s on PostgreSQL); leases are renewed every second.
   */
  leaseMs: number
}

/** The policy of kinds that name none: ten attempts, from one second up to ten minutes. */
export const defaultJobPolicy: JobPolicy = {
  attempts: 10,
  backoffMs: 1_000,
  backoffCapMs: 600_000,
  leaseMs: 60_000,
}

/** What a running job is told about itself. */
export type JobRun = {
  id: string
  /** 1 for the first attempt. */
  attempt: number
  /** Aborts when the lease is lost or the process stops; pass it on to everything that waits. */
  signal: AbortSignal
}

/** What came of a job, for operators: small, and without secrets. */
export type JobResult = Record<string, unknown>

/** A kind of background work. `run` must be idempotent: it re-reads state and does what is left. */
export type JobKind<Payload = unknown> = {
  /** Unique name, `<module>.<verb>`. */
  kind: string
  payload: z.ZodType<Payload>
  policy?: Partial<JobPolicy>
  /**
   * Among due work of a guild a higher one goes first, from 0 (default) to 9. Nothing starves: each step counts as 15
   * seconds of waiting.
   */
  priority?: number
  /** What operators have decided since; asked after each failure. */
  policyNow?(): Promise<Partial<JobPolicy>>
  /** May return what operators see of it. */
  run(payload: Payload, job: JobRun): Promise<JobResult | void>
  /** Told of a job that failed for good, in the transaction that says so. */
  buried?(tx: Transaction, job: { id: string; guild_id: string | null }): Promise<void>
}

/** A repeated job: enqueued once per due time however many processes run. */
export type JobSchedule = {
  name: string
  everyMs: number
  /** The first due time after an instant; default the multiples of the interval since 1970, in UTC. */
  dueAfter?: (after: number) => number
  kind: string
  payload: Record<string, unknown>
}

/** A request for background work. */
export type NewJob = {
  kind: string
  payload: Record<string, unknown>
  /**
   * At most one waiting job carries a key: `replace` (default) overwrites its payload and due time,
   * `keep` leaves the waiting one alone.
   */
  key?: string
  onConflict?: 'replace' | 'keep'
  /** Jobs of one group run one at a time, in the order in which they become due. */
  group?: string
  /** Guild on whose account the work is done; guilds get fair shares. */
  guild_id?: string
  /** Epoch milliseconds; default now. */
  run_at?: number
}

/** Where a job stands. `done` ones are kept for a day, `dead` ones until somebody decides. */
export type JobState = 'ready' | 'running' | 'done' | 'dead' | 'cancelled'

/** A job as operators see it. */
export type JobView = {
  id: string
  kind: string
  key: string | null
  group: string | null
  guild_id: string | null
  state: JobState
  attempts: number
  run_at: number
  priority: number
  created_at: number
  payload: Record<string, unknown>
  /** Why the last attempt failed, in words, without secrets. */
  last_error: string | null
  error_code: string | null
  result: JobResult | null
  started_at: number | null
  finished_at: number | null
  lease_until: number | null
  /** The process that took it last; null before the first attempt. */
  worker: string | null
}

/** Which jobs are meant; names that end in `.` or `:` stand for all that begin so. */
export type JobFilter = {
  state?: JobState
  /** Of one kind, or of any of several. */
  kind?: string | readonly string[]
  guild_id?: string
  group?: string
  key?: string
  /** Epoch milliseconds: ended since. */
  since?: number
}

/** Durable background work; the embedded and the clustered driver keep the same promises. */
export type Jobs = {
  /**
   * Adds work to a transaction; it exists if and only if that commits. Returns its id, and whether it
   * was folded into one that waited already.
   */
  enqueue(tx: Transaction, job: NewJob): Promise<{ id: string; folded: boolean }>
  /** Withdraws the waiting job with this key, if there is one. */
  withdraw(tx: Transaction, key: string): Promise<void>
  /** Newest first. */
  list(filter: JobFilter & { limit: number; before?: string }): Promise<JobView[]>
  /** How many there are. */
  count(filter: JobFilter): Promise<number>
  /** One job; null when there is none. */
  get(id: string): Promise<JobView | null>
  /** Makes a waiting job due now; false when there is no such job. */
  hurry(id: string): Promise<boolean>
  /** Makes a dead or cancelled job ready again; false when there is no such job. */
  retry(id: string): Promise<boolean>
  /** Cancels a ready or dead job; false when there is no such job. */
  cancel(id: string): Promise<boolean>
  /** How many are in each state, and since when the oldest one that is due waits. */
  counts(): Promise<Record<JobState, number> & { oldest_ready_at: number | null }>
  start(): Promise<void>
  /** Runs until nothing is due and nothing is running. */
  settle(): Promise<void>
  /** Stops taking work and waits for running jobs, at most `graceMs`. */
  stop(graceMs: number): Promise<void>
}

/** Thrown by a job that must never be tried again; the message says why and what to do. */
export class PermanentJobError extends Error {
  readonly code: string | null
  constructor(message: string, code: string | null = null) {
    super(message)
    this.name = 'PermanentJobError'
    this.code = code
  }
}

/** Thrown by a job that should run again later; costs no attempt (e.g. `Retry-After`). */
export class RetryLater extends Error {
  readonly delayMs: number
  constructor(delayMs: number, reason: string) {
    super(reason)
    this.name = 'RetryLater'
    this.delayMs = delayMs
  }
}
