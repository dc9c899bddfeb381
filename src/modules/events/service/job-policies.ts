import type { Context } from '#core/context.ts'
import type { JobKind, JobPolicy } from '#core/jobs/jobs.ts'
import type { JobType } from '../contract/jobs.ts'
import { loadPolicy } from '../store/job-policies.ts'

/** Waits between attempts unless somebody decides otherwise, in seconds (contract §6.4). */
export const usualWaits = [5, 30, 120, 600, 3600]
/** How often a job is tried again unless somebody decides otherwise. */
export const usualRetries = 5

/** How this module's work is tried again. */
export const policyFor = {
  usual: {
    attempts: usualRetries + 1,
    waitsMs: usualWaits.map((seconds) => seconds * 1_000),
  } satisfies Partial<JobPolicy>,
  /** As decided for a type since. */
  async now(context: Context, type: JobType): Promise<Partial<JobPolicy>> {
    const decided = await loadPolicy(context.database, type)
    if (!decided) return {}
    return {
      attempts: (decided.max_retries ?? usualRetries) + 1,
      waitsMs: (decided.backoff_seconds ?? usualWaits).map((seconds) => seconds * 1_000),
    }
  },
}

/** The same work, tried again as operators decide for its type. */
export function underPolicy<Payload>(
  context: Context,
  type: JobType,
  kind: JobKind<Payload>,
): JobKind<Payload> {
  return { ...kind, policy: policyFor.usual, policyNow: () => policyFor.now(context, type) }
}
