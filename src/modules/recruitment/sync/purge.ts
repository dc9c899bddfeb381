import { z } from 'zod'
import { systemActor } from '#core/access/actor.ts'
import { createContext, type Services } from '#core/context.ts'
import type { JobKind } from '#core/jobs/jobs.ts'
import { forgetNotices } from '#discord/notices/store.ts'
import { keptMs, purge } from '../service/purge.ts'

/** The daily work of forgetting: parties that were deleted long ago, and who was told what. */
export function purgeJob(services: Services): JobKind {
  const context = createContext(services, { actor: systemActor, locale: 'en' })
  return {
    kind: 'recruitment.purge',
    payload: z.object({}),
    async run() {
      await purge(context)
      const before = context.clock.now() - keptMs
      await context.write((unit) => forgetNotices(unit, 'recruitment', before))
    },
  }
}
