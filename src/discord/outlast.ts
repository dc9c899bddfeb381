import type { JobKind, JobPolicy } from '#core/jobs/jobs.ts'

/** About a minute apart in the end: an outage of most of a day, and its end is noticed soon. */
const policy: Partial<JobPolicy> = { attempts: 2_000, backoffCapMs: 60_000 }

/** Work on Discord outlasts Discord's outages, unless its kind says how often it is tried. */
export function outlast(kind: JobKind): JobKind {
  return { policy, ...kind }
}
