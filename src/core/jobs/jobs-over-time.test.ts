import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { databases } from '../../../test/support/databases.ts'
import { kindOf, openJobs, pass, startOfTime, work } from '../../../test/support/jobs.ts'
import { PermanentJobError, type JobRun } from './jobs.ts'

for (const store of databases()) {
  const on = (name: string, run: (context: TestContext) => Promise<void>) =>
    void test(`jobs on ${store.name}: ${name}`, run)

  on(
    'a job whose process vanished runs again elsewhere; the old one is ignored',
    async (context) => {
      const attempts: number[] = []
      const entered = Promise.withResolvers<AbortSignal>()
      const gate = Promise.withResolvers<void>()
      const policy = { leaseMs: 3_000 }
      const hang = async (_: number, job: JobRun) => {
        entered.resolve(job.signal)
        await gate.promise
        throw new PermanentJobError('what a lost run says does not count')
      }
      const world = await openJobs(context, store, [kindOf(hang, policy)])
      const note = (_: number, job: JobRun) => void attempts.push(job.attempt)
      const other = world.process([kindOf(note, policy)])
      await world.jobs.start()
      await world.add(work(1))
      const signal = await entered.promise
      await other.jobs.start()
      await pass(other, 2_000)
      assert.deepEqual(attempts, [])
      // The first process' clock stands still, so it renews nothing.
      await pass(other, 3_000)
      assert.deepEqual(attempts, [2])
      const aborted = new Promise((resolve) => signal.addEventListener('abort', resolve))
      world.clock.advance(1_500)
      await aborted
      gate.resolve()
      await world.jobs.settle()
      assert.equal((await world.jobs.counts()).done, 1)
    },
  )

  on('a job that is renewed keeps its lease, whatever the hour', async (context) => {
    const gate = Promise.withResolvers<void>()
    const entered = Promise.withResolvers<void>()
    let runs = 0
    const run = async () => {
      runs += 1
      entered.resolve()
      await gate.promise
    }
    const world = await openJobs(context, store, [kindOf(run, { leaseMs: 3_000 })])
    await world.jobs.start()
    await world.add(work(1))
    await entered.promise
    world.clock.advance(24 * 3_600_000)
    await world.add(work(2, { run_at: world.clock.now() + 1e9 }))
    gate.resolve()
    await world.jobs.settle()
    assert.equal(runs, 1)
    assert.equal((await world.jobs.counts()).done, 1)
  })

  on('a schedule fires once per due time in two processes', async (context) => {
    const at: number[] = []
    const hour = 3_600_000
    const schedules = [{ name: 'hourly', everyMs: hour, kind: 'test.work', payload: { n: 1 } }]
    const note = () => void at.push(world.clock.now() - startOfTime)
    const kinds = [{ ...kindOf(note), priority: 3 }]
    const world = await openJobs(context, store, kinds, schedules)
    const other = world.process(kinds, schedules)
    await Promise.all([world.jobs.start(), other.jobs.start()])
    for (let hours = 0; hours < 3; hours += 1) {
      world.clock.advance(hour)
      other.clock.advance(hour)
      await Promise.all([world.jobs.settle(), other.jobs.settle()])
      await Promise.all([world.jobs.settle(), other.jobs.settle()])
    }
    assert.deepEqual(at, [hour, 2 * hour, 3 * hour])
    // Missed due times become one job.
    world.clock.advance(10 * hour)
    await world.jobs.settle()
    assert.equal(at.length, 4)
    const all = await world.jobs.list({ limit: 10 })
    assert.deepEqual(
      all.map(({ priority }) => priority),
      [3, 3, 3, 3],
    )
  })

  on('stop waits for what runs, and gives back what does not end', async (context) => {
    const entered = [Promise.withResolvers<void>(), Promise.withResolvers<void>()] as const
    const quick = Promise.withResolvers<void>()
    const run = async (n: number, job: JobRun) => {
      entered[n === 1 ? 0 : 1].resolve()
      if (n === 1) return quick.promise
      await new Promise((resolve) => job.signal.addEventListener('abort', resolve))
    }
    const world = await openJobs(context, store, [kindOf(run)])
    await world.jobs.start()
    await world.add(work(1), work(2))
    await Promise.all([entered[0].promise, entered[1].promise])
    const stopping = world.jobs.stop(5_000)
    quick.resolve()
    await new Promise((resolve) => setImmediate(resolve))
    world.clock.advance(5_000)
    await stopping
    const [back] = await world.jobs.list({ state: 'ready', limit: 10 })
    assert.deepEqual([back?.payload['n'], back?.attempts], [2, 0])
    assert.equal((await world.jobs.counts()).done, 1)
  })

  on('finished jobs are forgotten after a day, dead ones are not', async (context) => {
    const run = (n: number) => {
      if (n === 2) throw new PermanentJobError('no')
    }
    const world = await openJobs(context, store, [kindOf(run)])
    await world.jobs.start()
    await world.add(work(1), work(2))
    await world.jobs.settle()
    world.clock.advance(25 * 3_600_000)
    await world.jobs.settle()
    const counts = await world.jobs.counts()
    assert.deepEqual([counts.done, counts.dead], [0, 1])
  })
}
