import type { Context } from '#core/context.ts'
import type { JobKind, JobView } from '#core/jobs/jobs.ts'

/** Records that a job failed for good, so that other software hears of it. */
export function tellBuried({ outbox, clock }: Context): NonNullable<JobKind['buried']> {
  return (tx, { id, guild_id }) =>
    outbox.record(tx, {
      topic: 'event_job',
      type: 'failed',
      object_id: id,
      guild_id,
      // A job may fail again after somebody has tried it once more.
      version: clock.now(),
      actor_id: null,
      source: 'system',
      data: {},
    })
}

/** A job that failed; null when somebody has dealt with it since. */
export async function failedJob({ jobs }: Context, id: string): Promise<JobView | null> {
  const job = await jobs.get(id)
  return job?.state === 'dead' ? job : null
}
