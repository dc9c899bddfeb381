import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { databases, type TestDatabase } from '../../test/support/databases.ts'
import { createManualClock } from '../../test/support/manual-clock.ts'
import { systemRandom } from './ids.ts'
import { createLease, leaseMs, renewEveryMs } from './lease.ts'
import { silentLog } from './log.ts'
import { createLocalSignals } from './signals.ts'

const stepMs = renewEveryMs / 2

/** A process with clock and lease of its own; one whose clock stands still is as good as killed. */
function startProcess(opened: TestDatabase, place: string, signals = createLocalSignals()) {
  const manual = createManualClock(0)
  let waiting = () => false
  const clock = {
    ...manual,
    after(delayMs: number, run: () => void) {
      const timer = manual.after(delayMs, run)
      const due = manual.now() + delayMs
      if (delayMs === renewEveryMs) waiting = () => due > manual.now()
      return timer
    },
  }
  const told: string[] = []
  const database = opened.again()
  const services = { database, clock, random: systemRandom, signals, log: silentLog }
  const lease = createLease(services, {
    name: 'test',
    place,
    succeeds: (other) => other === place,
    gained: async () => void told.push('gained'),
    lost: async () => void told.push('lost'),
  })
  /** Resolves when the lease waits for time to pass. */
  const quiet = async () => {
    while (!waiting()) await nextTurn()
  }
  return { lease, clock, told, quiet, database }
}
type Process = ReturnType<typeof startProcess>

/** Time passes in these processes, and what it causes is done. */
async function pass(ms: number, ...processes: Process[]): Promise<void> {
  for (let passed = 0; passed < ms; passed += stepMs) {
    for (const { clock } of processes) clock.advance(stepMs)
    for (const { quiet } of processes) await quiet()
    assert.ok(processes.filter(({ lease }) => lease.held()).length <= 1)
  }
}

for (const store of databases())
  describe(`a lease on ${store.name}`, () => {
    it('has one holder, who keeps it', async () => {
      const opened = await store.open()
      const processes = ['a', 'b', 'c'].map((place) => startProcess(opened, place))
      await Promise.all(processes.map(({ lease }) => lease.start()))
      const holder = processes.find(({ lease }) => lease.held())
      assert.ok(holder)
      await pass(5 * leaseMs, ...processes)
      assert.equal(holder.lease.held(), true)
      assert.deepEqual(
        processes.map(({ told }) => told.length).toSorted((a, b) => a - b),
        [0, 0, 1],
      )
      for (const { lease } of processes) await lease.stop()
      await opened.close()
    })

    it('is kept by a process whose connections are all at work', { timeout: 30_000 }, async () => {
      const opened = await store.open()
      const busy = startProcess(opened, 'a')
      await busy.lease.start()
      const { promise, resolve } = Promise.withResolvers<void>()
      const isPooled = busy.database.dialect === 'postgres'
      const works = Array.from({ length: isPooled ? 40 : 0 }, () =>
        busy.database.write(() => promise),
      )
      await pass(2 * leaseMs, busy)
      assert.equal(busy.lease.held(), true)
      resolve()
      await Promise.all(works)
      await busy.lease.stop()
      await opened.close()
    })

    it('passes to another when the holder is killed, not before, and is not given back', async () => {
      const opened = await store.open()
      const [killed, next] = ['a', 'b'].map((place) => startProcess(opened, place))
      assert.ok(killed && next)
      await killed.lease.start()
      await next.lease.start()
      await pass(leaseMs - renewEveryMs, next)
      assert.equal(next.lease.held(), false)
      let waited = leaseMs - renewEveryMs
      for (; !next.lease.held() && waited < 20_000; waited += stepMs) await pass(stepMs, next)
      assert.ok(waited <= 15_000, `taken over after ${waited} ms`)
      // The old one was only asleep: it finds that it was replaced, and stops.
      killed.clock.advance(leaseMs)
      assert.equal(killed.lease.held(), false)
      while (killed.told.length < 2) await pass(stepMs, killed, next)
      assert.deepEqual(killed.told, ['gained', 'lost'])
      assert.equal(next.lease.held(), true)
      await killed.lease.stop()
      await next.lease.stop()
      await opened.close()
    })

    it('passes on at once after a graceful stop', async () => {
      const opened = await store.open()
      const signals = createLocalSignals()
      const [first, next] = ['a', 'b'].map((place) => startProcess(opened, place, signals))
      assert.ok(first && next)
      await first.lease.start()
      await next.lease.start()
      await first.lease.stop()
      assert.deepEqual(first.told, ['gained', 'lost'])
      while (!next.lease.held()) await nextTurn()
      await next.lease.stop()
      await opened.close()
    })

    it('waits for nothing after a crash and a restart at the same place', async () => {
      const opened = await store.open()
      const crashed = startProcess(opened, 'a')
      await crashed.lease.start()
      const again = startProcess(opened, 'a')
      await again.lease.start()
      assert.equal(again.lease.held(), true)
      // Should both be alive after all, the second start is the one that counts.
      crashed.clock.advance(renewEveryMs)
      while (crashed.told.length < 2) await nextTurn()
      await pass(3 * leaseMs, crashed, again)
      assert.deepEqual([crashed.told, again.told], [['gained', 'lost'], ['gained']])
      await again.lease.stop()
      await crashed.lease.stop()
      await opened.close()
    })
  })
