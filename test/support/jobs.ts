import { type TestContext } from 'node:test'
import { z } from 'zod'
import type { TestStore } from './databases.ts'
import { createManualClock, type ManualClock } from './manual-clock.ts'
import type { Database } from '#core/db/database.ts'
import { createLog } from '#core/log.ts'
import { createLocalSignals } from '#core/signals.ts'
import { createJobs } from '#core/jobs/create-jobs.ts'
import type { JobKind, JobRun, Jobs, JobSchedule, NewJob } from '#core/jobs/jobs.ts'

/** What the clocks of these tests show at first. */
export const startOfTime = Date.UTC(2030, 0, 1)
/** Jitter of one half, always. */
const half = (bytes: number) => Buffer.alloc(bytes).fill(0x80, 0, 1)

const payload = z.object({ n: z.number() })
type Payload = z.infer<typeof payload>

/** The kind `test.work`, which is given the number in its payload. */
export function kindOf(
  run: (n: number, job: JobRun) => Promise<void> | void,
  policy: JobKind['policy'] = {},
  name = 'test.work',
): JobKind<Payload> {
  return { kind: name, payload, policy, run: async ({ n }, job) => run(n, job) }
}

/** A job of that kind. */
export const work = (n: number, more: Partial<NewJob> = {}): NewJob => ({
  kind: 'test.work',
  payload: { n },
  ...more,
})

/** One process with its jobs, and more on demand. */
export type World = {
  clock: ManualClock
  database: Database
  jobs: Jobs
  /** What operators read in the log, by default. */
  logged: readonly string[]
  /** A further process on the same database, with a clock of its own. */
  process(kinds: JobKind[], schedules?: JobSchedule[]): { jobs: Jobs; clock: ManualClock }
  add(...jobs: NewJob[]): Promise<void>
}

/** One process that runs `kinds`, on a store of its own that is removed after the test. */
export async function openJobs(
  context: TestContext,
  store: TestStore,
  kinds: JobKind[],
  schedules: JobSchedule[] = [],
): Promise<World> {
  const { database, again, close } = await store.open()
  const all: Jobs[] = []
  const logged: string[] = []
  const processOn = (on: Database, own: JobKind[], repeated: JobSchedule[]) => {
    const clock = createManualClock(startOfTime)
    const services = {
      database: on,
      clock,
      random: half,
      log: createLog('info', [], { write: (line) => logged.push(line) }),
      signals: createLocalSignals(),
    }
    const jobs = createJobs(services, () => own, repeated)
    all.push(jobs)
    return { jobs, clock }
  }
  context.after(async () => {
    await Promise.all(all.map((jobs) => jobs.stop(0)))
    await close()
  })
  const { jobs, clock } = processOn(database, kinds, schedules)
  return {
    clock,
    database,
    jobs,
    logged,
    process: (own, repeated = []) => processOn(again(), own, repeated),
    async add(...added) {
      await database.write(async (tx) => {
        for (const job of added) await jobs.enqueue(tx, job)
      })
    },
  }
}

/** Lets time pass in small steps, so that whatever becomes due runs at its own time. */
export async function pass(world: { clock: ManualClock; jobs: Jobs }, ms: number, step = 1_000) {
  for (let left = ms; left > 0; left -= step) {
    world.clock.advance(Math.min(step, left))
    await world.jobs.settle()
  }
}
