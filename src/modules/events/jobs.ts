import { z } from 'zod'
import { systemActor } from '#core/access/actor.ts'
import { createContext, type Services } from '#core/context.ts'
import type { JobKind } from '#core/jobs/jobs.ts'
import { tickEvent } from './service/time.ts'

const ofEvent = z.object({ event_id: z.string() })

/** What happens to events later, without Discord. */
export function eventJobs(services: Services): readonly JobKind[] {
  const context = createContext(services, { actor: systemActor, locale: 'en' })
  const clock: JobKind<z.infer<typeof ofEvent>> = {
    kind: 'events.clock',
    payload: ofEvent,
    run: ({ event_id }) => tickEvent(context, event_id),
  }
  return [clock]
}
