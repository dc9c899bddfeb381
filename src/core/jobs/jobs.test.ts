import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { databases } from '../../../test/support/databases.ts'
import { kindOf, openJobs, pass, startOfTime, work } from '../../../test/support/jobs.ts'
import { PermanentJobError, RetryLater, type JobRun } from './jobs.ts'

for (const store of databases()) {
  const on = (name: string, run: (context: TestContext) => Promise<void>) =>
    void test(`jobs on ${store.name}: ${name}`, run)

  on('each job takes effect once, and none of a rolled back unit exists', async (context) => {
    const seen: number[] = []
    const world = await openJobs(context, store, [kindOf((n) => void seen.push(n))])
    await world.jobs.start()
    await world.add(...Array.from({ length: 600 }, (_, n) => work(n)))
    await assert.rejects(
      world.database.write(async (tx) => {
        await world.jobs.enqueue(tx, work(-1))
        throw new Error('rolled back')
      }),
    )
    await world.jobs.settle()
    assert.deepEqual(
      seen.toSorted((a, b) => a - b),
      Array.from({ length: 600 }, (_, n) => n),
    )
    const counts = await world.jobs.counts()
    assert.deepEqual(
      [counts.ready, counts.running, counts.done, counts.oldest_ready_at],
      [0, 0, 600, null],
    )
  })

  on('two processes share the work and neither repeats the other', async (context) => {
    const seen: string[] = []
    const by = (name: string) => [
      kindOf(async (n) => {
        await Promise.resolve()
        seen.push(`${n}`)
        if (n < 0) seen.push(name)
      }),
    ]
    const world = await openJobs(context, store, by('one'))
    const other = world.process(by('two'))
    await Promise.all([world.jobs.start(), other.jobs.start()])
    const batches = Array.from({ length: 10 }, (_, b) =>
      Array.from({ length: 50 }, (__, n) => work(b * 50 + n)),
    )
    await Promise.all(batches.map((batch) => world.add(...batch)))
    await Promise.all([world.jobs.settle(), other.jobs.settle()])
    await Promise.all([world.jobs.settle(), other.jobs.settle()])
    assert.equal(seen.length, 500)
    assert.equal(new Set(seen).size, 500)
  })

  on('a failing job waits longer each time and ends as a dead letter', async (context) => {
    const at: number[] = []
    const policy = { attempts: 4, backoffMs: 1_000, backoffCapMs: 3_000 }
    const fail = () => {
      at.push(world.clock.now() - startOfTime)
      throw new Error(`refused, Authorization: Bot ${'x'.repeat(30)}`)
    }
    const world = await openJobs(context, store, [kindOf(fail, policy)])
    await world.jobs.start()
    await world.add(work(1))
    await world.jobs.settle()
    await pass(world, 10_000, 250)
    // Half of 1, 2 and 3 (capped) seconds.
    assert.deepEqual(
      at.map((ms) => Math.ceil(ms / 250) * 250),
      [0, 500, 1_500, 3_000],
    )
    const [dead] = await world.jobs.list({ state: 'dead', limit: 10 })
    assert.equal(dead?.attempts, 4)
    assert.equal(dead.last_error, 'refused, Authorization: Bot [secret]')
    const [again, , , over] = world.logged.map((line) => JSON.parse(line) as object)
    assert.partialDeepStrictEqual(again, { level: 40, attempt: 1, msg: 'a job runs again' })
    assert.partialDeepStrictEqual(over, { level: 50, attempt: 4, msg: 'a job is dead' })
  })

  on('RetryLater costs no attempt; PermanentJobError ends at once', async (context) => {
    let calls = 0
    const attempts: number[] = []
    const run = (n: number, job: JobRun) => {
      if (n === 2) throw new PermanentJobError('The role is above mine. Move my role up and retry.')
      attempts.push(job.attempt)
      calls += 1
      if (calls <= 5) throw new RetryLater(7_000, 'rate limited')
    }
    const world = await openJobs(context, store, [kindOf(run, { attempts: 1 })])
    await world.jobs.start()
    await world.add(work(1), work(2))
    await world.jobs.settle()
    assert.equal(calls, 1)
    await pass(world, 6_000)
    assert.equal(calls, 1)
    await pass(world, 30_000)
    assert.deepEqual(attempts, [1, 1, 1, 1, 1, 1])
    const [dead] = await world.jobs.list({ state: 'dead', limit: 10 })
    assert.equal(dead?.last_error, 'The role is above mine. Move my role up and retry.')
    assert.equal((await world.jobs.counts()).done, 1)
    // That a job is put off is nothing to look at.
    assert.deepEqual(
      world.logged.map((line) => /a job is dead/.test(line)),
      [true],
    )
  })

  on('unknown kinds and payloads of another shape are dead with a reason', async (context) => {
    const world = await openJobs(context, store, [kindOf(() => assert.fail('must not run'))])
    await world.jobs.start()
    await world.add(
      { kind: 'gone.kind', payload: {} },
      { kind: 'test.work', payload: { n: 'one' } },
    )
    await world.jobs.settle()
    const [shape, unknown] = await world.jobs.list({ state: 'dead', limit: 10 })
    assert.match(unknown?.last_error ?? '', /kind "gone\.kind"/)
    assert.match(shape?.last_error ?? '', /expects.*number/s)
  })

  on('dead letters are listed, retried and cancelled', async (context) => {
    let broken = true
    const seen: number[] = []
    const run = (n: number) => {
      if (broken) throw new PermanentJobError('broken')
      seen.push(n)
    }
    const world = await openJobs(context, store, [kindOf(run)])
    await world.jobs.start()
    await world.add(work(1), work(2), work(3, { run_at: startOfTime + 1e9 }))
    await world.jobs.settle()
    const dead = await world.jobs.list({ state: 'dead', kind: 'test.work', limit: 10 })
    assert.deepEqual(
      dead.map((job) => job.payload['n']),
      [2, 1],
    )
    const [two, one] = dead
    assert.ok(one && two)
    const older = await world.jobs.list({ limit: 10, before: two.id })
    assert.deepEqual(
      older.map((job) => job.id),
      [one.id],
    )
    broken = false
    assert.equal(await world.jobs.retry(one.id), true)
    assert.equal(await world.jobs.cancel(two.id), true)
    assert.equal(await world.jobs.retry('999999'), false)
    assert.equal(await world.jobs.cancel('; drop table jobs'), false)
    await world.jobs.settle()
    assert.deepEqual(seen, [1])
    assert.equal(await world.jobs.retry(one.id), false)
    const [waiting] = await world.jobs.list({ state: 'ready', limit: 1 })
    assert.equal(await world.jobs.cancel(waiting?.id ?? ''), true)
    assert.equal((await world.jobs.counts()).cancelled, 2)
  })

  on('a key folds waiting jobs into one: replaced, kept or withdrawn', async (context) => {
    const seen: string[] = []
    const world = await openJobs(context, store, [
      kindOf((n) => void seen.push(`${n}@${world.clock.now() - startOfTime}`)),
    ])
    await world.jobs.start()
    const later = startOfTime + 5_000
    await world.add(work(1, { key: 'a', run_at: later }), work(2, { key: 'a', run_at: later + 1 }))
    await world.add(
      work(3, { key: 'b', run_at: later }),
      work(4, { key: 'b', onConflict: 'keep', run_at: 0 }),
    )
    await world.add(work(5, { key: 'c', run_at: later }))
    await world.database.write((tx) => world.jobs.withdraw(tx, 'c'))
    await world.jobs.settle()
    assert.deepEqual(seen, [])
    world.clock.advance(5_000)
    await world.jobs.settle()
    world.clock.advance(1)
    await world.jobs.settle()
    assert.deepEqual(seen, ['3@5000', '2@5001'])
  })

  on('a job that must run again gives way to a newer one of its key', async (context) => {
    const seen: number[] = []
    const entered = Promise.withResolvers<void>()
    const gate = Promise.withResolvers<void>()
    const run = async (n: number) => {
      seen.push(n)
      if (n !== 1) return
      entered.resolve()
      await gate.promise
      throw new Error('outdated')
    }
    const world = await openJobs(context, store, [kindOf(run)])
    await world.jobs.start()
    await world.add(work(1, { key: 'panel', group: 'panel' }))
    await entered.promise
    await world.add(work(2, { key: 'panel', group: 'panel' }))
    gate.resolve()
    await world.jobs.settle()
    await pass(world, 5_000)
    assert.deepEqual(seen, [1, 2])
    assert.equal((await world.jobs.counts()).cancelled, 1)
  })

  on('a group runs one at a time in the order of due times, across processes', async (context) => {
    const seen: number[] = []
    let inside = 0
    const run = async (n: number) => {
      inside += 1
      assert.equal(inside, 1)
      await new Promise((resolve) => setImmediate(resolve))
      inside -= 1
      seen.push(n)
    }
    const world = await openJobs(context, store, [kindOf(run, { attempts: 1 })])
    const other = world.process([kindOf(run, { attempts: 1 })])
    await Promise.all([world.jobs.start(), other.jobs.start()])
    const due = (n: number) => startOfTime - 1_000 + n * 10
    const order = [7, 2, 9, 4, 0, 5, 1, 8, 3, 6]
    await world.add(...order.map((n) => work(n, { group: 'object', run_at: due(n) })))
    while (seen.length < 10) await Promise.all([world.jobs.settle(), other.jobs.settle()])
    assert.deepEqual(seen, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
  })

  on(
    'of due work the more urgent is done first, until what waits has waited for long',
    async (context) => {
      const seen: number[] = []
      const note = kindOf((n) => void seen.push(n))
      const urgent = { ...note, kind: 'test.urgent', priority: 2 }
      const world = await openJobs(context, store, [note, urgent])
      const ago = (seconds: number) => ({ run_at: startOfTime - seconds * 1_000 })
      const rest = Array.from({ length: 300 }, (_, n) => work(n, ago(29)))
      await world.add(
        ...rest,
        work(1_001, { ...ago(0), kind: 'test.urgent' }),
        work(1_002, ago(31)),
        work(1_003, { ...ago(1), kind: 'test.urgent' }),
        work(1_004, { kind: 'test.urgent', run_at: startOfTime + 1_000 }),
      )
      await world.jobs.start()
      await world.jobs.settle()
      assert.deepEqual(seen.slice(0, 4), [1_002, 1_003, 1_001, 0])
      assert.equal(seen.length, 303)
      const [one] = await world.jobs.list({ kind: 'test.urgent', limit: 1 })
      assert.equal(one?.priority, 2)
    },
  )

  on('a guild with a thousand jobs does not delay another guild', async (context) => {
    const order: string[] = []
    const gate = Promise.withResolvers<void>()
    const small = Promise.withResolvers<void>()
    const run = async (n: number) => {
      order.push(n < 1_000 ? 'big' : 'small')
      if (n < 1_000) await gate.promise
      else small.resolve()
    }
    const world = await openJobs(context, store, [kindOf(run)])
    await world.jobs.start()
    await world.add(...Array.from({ length: 1_000 }, (_, n) => work(n, { guild_id: 'big' })))
    await world.add(work(1_000, { guild_id: 'small' }))
    await small.promise
    assert.ok(order.filter((guild) => guild === 'big').length <= 256)
    gate.resolve()
    await world.jobs.settle()
    assert.equal(order.length, 1_001)
  })
}
