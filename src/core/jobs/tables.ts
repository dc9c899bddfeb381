import type { Generated } from 'kysely'
import type { JobState } from './jobs.ts'

/** Background work; times are epoch milliseconds of the program's clock. */
export type JobsTable = {
  id: Generated<number>
  kind: string
  payload: string
  key: string | null
  group_key: string | null
  /** Empty for work on nobody's account. */
  guild_id: string
  state: JobState
  /** Attempts that have ended. */
  attempts: number
  /** Grows with each claim; what an older claim reports is ignored. */
  run: number
  run_at: number
  /** Larger ones go first. */
  priority: number
  lease_until: number | null
  created_at: number
  finished_at: number | null
  last_error: string | null
  /** When the newest attempt was claimed. */
  started_at: number | null
  /** What the job said when it was done, as JSON. */
  result: string | null
  /** A short code of why the last attempt failed. */
  error_code: string | null
  /** The process that took it last. */
  worker: string | null
}

/** When each repeated job is due next. */
export type JobSchedulesTable = { name: string; due_at: number }

/** The tables of this area, for `$extendTables`. */
export type JobTables = { jobs: JobsTable; job_schedules: JobSchedulesTable }
