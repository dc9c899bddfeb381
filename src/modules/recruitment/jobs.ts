import { z } from 'zod'
import { systemActor } from '#core/access/actor.ts'
import { createContext, type Services } from '#core/context.ts'
import type { JobKind, JobSchedule } from '#core/jobs/jobs.ts'
import { tick } from './service/state.ts'

const party = z.object({ id: z.int() })

/** What happens to parties later. */
export function recruitmentJobs(services: Services): readonly JobKind[] {
  const context = createContext(services, { actor: systemActor, locale: 'en' })
  const clock: JobKind<z.infer<typeof party>> = {
    kind: 'recruitment.clock',
    payload: party,
    run: ({ id }) => tick(context, id),
  }
  return [clock]
}

/** What is done for parties day by day. */
export const recruitmentSchedules: readonly JobSchedule[] = [
  {
    name: 'recruitment.purge',
    everyMs: 24 * 3_600_000,
    kind: 'recruitment.purge',
    payload: {},
  },
]
