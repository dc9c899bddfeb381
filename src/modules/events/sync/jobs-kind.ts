import type { z } from 'zod'
import type { Context } from '#core/context.ts'
import type { JobKind, JobResult, JobRun } from '#core/jobs/jobs.ts'
import type { JobType } from '../contract/jobs.ts'
import { policyFor } from '../service/job-policies.ts'
import { tellBuried } from '../service/failed-jobs.ts'
import { jobFailure } from './problems.ts'

/** A kind of this module's work: Discord's refusals become what the job console explains. */
export function discordJob<Payload>(
  context: Context,
  type: JobType,
  payload: z.ZodType<Payload>,
  run: (payload: Payload, job: JobRun) => Promise<JobResult | void>,
): JobKind {
  const kind: JobKind<Payload> = {
    kind: `events.${type}`,
    payload,
    policy: policyFor.usual,
    policyNow: () => policyFor.now(context, type),
    buried: tellBuried(context),
    async run(input, job) {
      try {
        return await run(input, job)
      } catch (error) {
        throw jobFailure(error)
      }
    },
  }
  return kind
}
