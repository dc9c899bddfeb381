import { z } from 'zod'
import type { Services } from '#core/context.ts'
import type { JobKind, JobSchedule } from '#core/jobs/jobs.ts'
import { announceNow } from '../service/announcements.ts'
import { expireOrder } from '../service/confirm.ts'
import { runStop } from '../service/stops.ts'
import { runStrategy } from '../service/strategies.ts'
import { tidyUp } from '../service/tidy.ts'
import { quietContext } from '../service/transition.ts'
import { watch } from '../service/watch.ts'

const id = z.object({ id: z.string() })
const announcement = z.object({
  type: z.string(),
  id: z.string(),
  state: z.string(),
  values: z.record(z.string(), z.string()).optional(),
})

/** An order is looked after for as long as it takes, and a strategy looks on until it is stopped. */
const patient = { attempts: 1_000_000, backoffMs: 500, backoffCapMs: 30_000 }

/** What trading does later. */
export function tradingJobs(services: Services): readonly JobKind[] {
  const watching: JobKind<z.infer<typeof id>> = {
    kind: 'trading.watch',
    payload: id,
    policy: patient,
    run: (it) => watch(services, it.id),
  }
  const expiring: JobKind<z.infer<typeof id>> = {
    kind: 'trading.expire',
    payload: id,
    run: (it) => expireOrder(quietContext(services), it.id),
  }
  const announcing: JobKind<z.infer<typeof announcement>> = {
    kind: 'trading.announce',
    payload: announcement,
    run: (it) => announceNow(services, it),
  }
  const looking: JobKind<z.infer<typeof id>> = {
    kind: 'trading.strategy',
    payload: id,
    policy: patient,
    run: (it) => runStrategy(services, it.id),
  }
  const stopping: JobKind<{ market: string }> = {
    kind: 'trading.stop',
    payload: z.object({ market: z.string() }),
    run: ({ market }) => runStop(services, market),
  }
  const tidying: JobKind<object> = {
    kind: 'trading.tidy',
    payload: z.object({}),
    run: () => tidyUp(services),
  }
  return [watching, expiring, announcing, looking, stopping, tidying]
}

/** What trading does regularly. */
export const tradingSchedules: readonly JobSchedule[] = [
  { name: 'trading.tidy', everyMs: 300_000, kind: 'trading.tidy', payload: {} },
]
