import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { databases, type TestStore } from '../../../test/support/databases.ts'
import { createManualClock } from '../../../test/support/manual-clock.ts'
import type { Database } from '../db/database.ts'
import { silentLog } from '../log.ts'
import { createLocalSignals } from '../signals.ts'
import { createOutbox, type Outbox, type PublishedFact } from './outbox.ts'

type Process = { database: Database; outbox: Outbox; heard: PublishedFact[] }

/** Some processes on one store, each with a signal channel of its own. */
async function open(context: TestContext, store: TestStore, processes: number): Promise<Process[]> {
  const { database, again, close } = await store.open()
  const clock = createManualClock(0)
  const all: Process[] = []
  for (let n = 0; n < processes; n += 1) {
    const own = n === 0 ? database : again()
    const signals = createLocalSignals()
    const outbox = createOutbox({ database: own, clock, log: silentLog, signals })
    const heard: PublishedFact[] = []
    outbox.subscribe((fact) => heard.push(fact))
    await outbox.start()
    all.push({ database: own, outbox, heard })
  }
  context.after(async () => {
    await Promise.all(all.map(({ outbox }) => outbox.stop()))
    await close()
  })
  return all
}

function record(process: Process, object: string, version: number, fails = false): Promise<void> {
  return process.database.write(async (tx) => {
    await process.outbox.record(tx, {
      topic: 'test',
      type: 'happened',
      object_id: object,
      guild_id: null,
      version,
      actor_id: null,
      source: 'system',
      data: { fails },
    })
    if (fails) throw new Error('rolled back')
  })
}

for (const store of databases()) {
  const on = (name: string, run: (context: TestContext) => Promise<void>) =>
    void test(`outbox on ${store.name}: ${name}`, run)

  on('every process hears each committed fact once, in one order without gaps', async (context) => {
    const processes = await open(context, store, 2)
    const [one, two] = processes
    assert.ok(one && two)
    const writer = async (process: Process, object: string) => {
      for (let version = 1; version <= 40; version += 1) await record(process, object, version)
    }
    const failing = Array.from({ length: 20 }, (_, n) => record(one, 'failing', n, true))
    const writers = Array.from({ length: 8 }, (_, n) => writer(n % 2 ? one : two, `object-${n}`))
    await Promise.all([...writers, Promise.allSettled(failing)])
    for (const { outbox } of processes) await outbox.settle()
    for (const { heard, outbox } of processes) {
      assert.deepEqual(
        heard.map(({ position }) => position),
        Array.from({ length: 320 }, (_, n) => n + 1),
      )
      assert.equal(outbox.position(), 320)
      for (const [object, facts] of Map.groupBy(heard, (fact) => fact.object_id)) {
        const versions = facts.map(({ version }) => version)
        assert.deepEqual(
          versions,
          Array.from({ length: 40 }, (_, n) => n + 1),
          object,
        )
      }
    }
    const listed = await one.outbox.since(300, 10)
    assert.deepEqual(listed, two.heard.slice(300, 310))
  })

  // SQLite has one writer: no unit commits before an earlier one that is still open.
  const onPostgres = store.name === 'PostgreSQL' ? on : () => {}
  onPostgres(
    'a fact that commits late is neither lost nor put before what was heard',
    async (context) => {
      const [process] = await open(context, store, 1)
      assert.ok(process)
      const opened = Promise.withResolvers<void>()
      const gate = Promise.withResolvers<void>()
      const slow = process.database.write(async (tx) => {
        const fact = { topic: 'test', type: 'late', object_id: 'late', guild_id: null, version: 1 }
        await process.outbox.record(tx, { ...fact, actor_id: null, source: 'system', data: {} })
        opened.resolve()
        await gate.promise
      })
      await opened.promise
      await record(process, 'quick', 1)
      await process.outbox.settle()
      gate.resolve()
      await slow
      await process.outbox.settle()
      assert.deepEqual(
        process.heard.map(({ object_id, position }) => [object_id, position]),
        [
          ['quick', 1],
          ['late', 2],
        ],
      )
    },
  )

  on('a failing listener keeps nothing from the others', async (context) => {
    const [process] = await open(context, store, 1)
    assert.ok(process)
    const others: number[] = []
    process.outbox.subscribe(() => {
      throw new Error('broken listener')
    })
    process.outbox.subscribe((fact) => others.push(fact.position))
    await record(process, 'a', 1)
    await record(process, 'a', 2)
    await process.outbox.settle()
    assert.deepEqual(others, [1, 2])
  })

  on(
    'a process that starts later hears only what is new, and can read the rest',
    async (context) => {
      const [process] = await open(context, store, 1)
      assert.ok(process)
      await record(process, 'a', 1)
      await process.outbox.settle()
      await process.outbox.stop()
      await record(process, 'a', 2)
      const { database } = process
      const services = { database, clock: createManualClock(0), log: silentLog }
      const late = createOutbox({ ...services, signals: createLocalSignals() })
      const heard: number[] = []
      late.subscribe((fact) => heard.push(fact.version))
      await late.start()
      await record({ database, outbox: late, heard: [] }, 'a', 3)
      await late.settle()
      await late.stop()
      assert.deepEqual(heard, [3])
      assert.deepEqual(
        (await late.since(0, 10)).map(({ version }) => version),
        [1, 2, 3],
      )
    },
  )
}
