import { toInstant } from '#core/contract.ts'
import type { Locale } from '#core/i18n/locale.ts'
import type { JobJson, JobStatus } from '../contract/jobs.ts'
import { remedyOf, typeOf } from '../rules/jobs.ts'
import { t } from './texts.ts'

/** A job as the core knows it. */
export type JobRow = {
  id: string
  kind: string
  key: string | null
  guild_id: string | null
  state: 'ready' | 'running' | 'done' | 'dead' | 'cancelled'
  attempts: number
  run_at: number
  priority: number
  created_at: number
  payload: Record<string, unknown>
  last_error: string | null
  error_code: string | null
  result: Record<string, unknown> | null
  started_at: number | null
  finished_at: number | null
  lease_until: number | null
  worker: string | null
}

/** The names of a job's states by those of the core. */
export const statusOf: Record<JobRow['state'], JobStatus> = {
  ready: 'pending',
  running: 'processing',
  done: 'completed',
  dead: 'failed',
  cancelled: 'cancelled',
}

/** Failures that a person has to put right before another try makes sense. */
const hopeless = ['discord_50035', 'discord_10013', 'discord_50007', 'discord_50278']

/** Why work failed, and what to do about it where a right in Discord is missing. */
function reasonOf({ kind, error_code, last_error }: JobRow, locale: Locale): string | null {
  const remedy = last_error === null ? null : remedyOf(kind, error_code)
  return remedy === null ? last_error : t(locale, `job.error.${remedy}`)
}

/** Why a link is not kept equal, and what to do about it where a right in Discord is missing. */
export function problemText(problem: string, locale: Locale): string {
  const code = /^discord_\d+/.exec(problem)?.[0] ?? null
  const remedy = remedyOf('events.update_discord_event', code)
  return remedy === null ? problem : t(locale, `job.error.${remedy}`)
}

/** A job as the console shows it. */
export function jobJson(job: JobRow, maxRetries: number, locale: Locale): JobJson {
  const { payload, state } = job
  const event = payload['event_id']
  const failed = state === 'dead'
  return {
    id: job.id,
    job_type: typeOf(job.kind),
    guild_id: job.guild_id,
    event_id: typeof event === 'string' ? event : null,
    payload,
    status: statusOf[state],
    priority: job.priority,
    scheduled_at: toInstant(job.run_at),
    // Of a job that ended, the last try was none of the repetitions.
    retry_count: Math.max(0, state === 'ready' ? job.attempts : job.attempts - 1),
    max_retries: maxRetries,
    lease_until: toInstant(job.lease_until),
    worker: job.worker,
    dedupe_key: job.key,
    result: job.result,
    error_code: job.error_code,
    error_message: reasonOf(job, locale),
    retryable: (failed && !hopeless.includes(job.error_code ?? '')) || state === 'cancelled',
    created_at: toInstant(job.created_at),
    updated_at: toInstant(job.finished_at ?? job.started_at ?? job.created_at),
    started_at: toInstant(job.started_at),
    completed_at: failed || state === 'done' ? toInstant(job.finished_at ?? job.started_at) : null,
  }
}
