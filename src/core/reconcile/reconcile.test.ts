import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createManualClock } from '../../../test/support/manual-clock.ts'
import { RetryLater } from '../jobs/jobs.ts'
import { silentLog } from '../log.ts'
import { createReconciler, type PassResult, type ReconcilerOptions } from './reconcile.ts'

const half = (bytes: number) => Buffer.alloc(bytes).fill(0x80, 0, 1)

function reconcilerOf(
  pass: (key: string, signal: AbortSignal) => Promise<PassResult>,
  more: Partial<ReconcilerOptions> = {},
) {
  const clock = createManualClock(0)
  const services = { name: 'test', clock, random: half, log: silentLog }
  return { clock, loop: createReconciler({ ...services, pass, concurrency: 2, ...more }) }
}

const turn = () => new Promise<void>((resolve) => setImmediate(resolve))

test('every wake is followed by a pass that starts after it; one per key at a time', async () => {
  const step = fc.oneof(
    fc.record({ wake: fc.constantFrom('a', 'b', 'c', 'd') }),
    fc.record({ finish: fc.nat(3), fails: fc.boolean() }),
    fc.record({ advance: fc.integer({ min: 1, max: 5_000 }) }),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
      let time = 0
      const wokenAt = new Map<string, number>()
      const startedAt = new Map<string, number>()
      const open: { key: string; end: (fails: boolean) => void }[] = []
      const { clock, loop } = reconcilerOf((key) => {
        assert.ok(!open.some((pass) => pass.key === key), 'one pass per key at a time')
        assert.ok(open.length < 2, 'no more than the concurrency')
        startedAt.set(key, (time += 1))
        const { promise, resolve, reject } = Promise.withResolvers<void>()
        const end = (fails: boolean) => (fails ? reject(new Error('no')) : resolve())
        open.push({ key, end })
        return promise
      })
      loop.start()
      for (const action of steps) {
        if ('wake' in action) {
          wokenAt.set(action.wake, (time += 1))
          loop.wake(action.wake)
        } else if ('advance' in action) clock.advance(action.advance)
        else open.splice(action.finish % Math.max(1, open.length), 1)[0]?.end(action.fails)
        await turn()
      }
      while (open.length > 0) {
        for (const pass of open.splice(0)) pass.end(false)
        await turn()
      }
      await loop.settle()
      for (const [key, at] of wokenAt) assert.ok((startedAt.get(key) ?? 0) > at, key)
      await loop.stop()
    }),
    { numRuns: 150 },
  )
})

test('calls during a pass are folded into one more', async () => {
  let passes = 0
  const gate = Promise.withResolvers<void>()
  const { loop } = reconcilerOf(async () => {
    passes += 1
    if (passes === 1) await gate.promise
  })
  loop.wake('a')
  assert.equal(passes, 0)
  loop.start()
  for (let n = 0; n < 10; n += 1) loop.wake('a')
  gate.resolve()
  await loop.settle()
  assert.equal(passes, 2)
  await loop.stop()
  loop.wake('a')
  await loop.settle()
  assert.equal(passes, 2)
})

test('waits: doubled after errors, as asked by RetryLater and by the result', async () => {
  const at: number[] = []
  const answers: (() => PassResult)[] = [
    () => {
      throw new Error('first')
    },
    () => {
      throw new Error('second')
    },
    () => {
      throw new RetryLater(7_000, 'rate limited')
    },
    () => ({ againInMs: 300 }),
  ]
  const { clock, loop } = reconcilerOf(async () => {
    at.push(clock.now())
    return answers.shift()?.()
  })
  loop.start()
  loop.wake('a')
  for (let n = 0; n < 100; n += 1) {
    await loop.settle()
    clock.advance(100)
  }
  await loop.settle()
  assert.deepEqual(at, [0, 500, 1_500, 8_500, 8_800])
  await loop.stop()
})

test('a slow full look repairs what nobody reported', async () => {
  const seen: string[] = []
  let listings = 0
  const { clock, loop } = reconcilerOf(async (key) => void seen.push(key), {
    resyncMs: 60_000,
    async listKeys() {
      listings += 1
      if (listings === 2) throw new Error('not now')
      return [`all-${listings}`]
    },
  })
  loop.start()
  await loop.settle()
  for (let n = 0; n < 2; n += 1) {
    clock.advance(60_000)
    await loop.settle()
  }
  assert.deepEqual(seen, ['all-1', 'all-3'])
  await loop.stop()
})

test('stop aborts what runs and waits for it', async () => {
  let ended = false
  const { loop } = reconcilerOf(async (_, signal) => {
    await new Promise((resolve) => signal.addEventListener('abort', resolve))
    ended = true
  })
  loop.start()
  loop.wake('a')
  await loop.stop()
  assert.equal(ended, true)
})
