import type { z } from 'zod'
import type { Context } from '#core/context.ts'
import type { JobKind, JobResult, JobRun } from '#core/jobs/jobs.ts'
import type { JobType } from '../contract/jobs.ts'
import { tellBuried } from '../service/failed-jobs.ts'
import { underPolicy } from '../service/job-policies.ts'
import { jobFailure } from './problems.ts'

/** A kind of this module's work: Discord's refusals become what the job console explains. */
export function discordJob<Payload>(
  context: Context,
  type: JobType,
  payload: z.ZodType<Payload>,
  run: (payload: Payload, job: JobRun) => Promise<JobResult | void>,
): JobKind {
  return underPolicy(context, type, {
    kind: `events.${type}`,
    payload,
    buried: tellBuried(context),
    async run(input, job) {
      try {
        return await run(input, job)
      } catch (error) {
        throw jobFailure(error)
      }
    },
  })
}
