import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createVirtualClock } from './clock.ts'

test('timers fire in the order of their due times, each at its time, whatever they cause', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.integer({ min: 0, max: 500 }), fc.integer({ min: 0, max: 500 })), {
        maxLength: 20,
      }),
      fc.integer({ min: 0, max: 1200 }),
      async (plans, length) => {
        const clock = createVirtualClock(() => 1000)
        const fired: { due: number; at: number }[] = []
        const note = (due: number) => (): void => void fired.push({ due, at: clock.now() })
        for (const [first, second] of plans)
          clock.after(first, () => {
            note(1000 + first)()
            clock.after(second, note(clock.now() + second))
          })
        await clock.advance(length)
        const end = 1000 + length
        assert.equal(clock.now(), end)
        assert.ok(fired.every(({ due, at }) => due === at && at <= end))
        assert.deepEqual(
          fired.map(({ at }) => at),
          fired.map(({ at }) => at).toSorted((a, b) => a - b),
        )
        const expected = plans.flatMap(([first, second]) => [first, first + second])
        assert.equal(fired.length, expected.filter((due) => due <= length).length)
        clock.close()
      },
    ),
    { numRuns: 100 },
  )
})

test('work caused by one timer is awaited before the next fires; cancelled timers never fire', async () => {
  const clock = createVirtualClock()
  const steps: string[] = []
  clock.after(10, () => steps.push('first'))
  const cancelled = clock.after(15, () => steps.push('cancelled'))
  clock.after(20, () => steps.push('second'))
  cancelled.cancel()
  const between = async (): Promise<void> => {
    await Promise.resolve()
    steps.push('between')
  }
  await Promise.all([clock.advance(10, between), clock.advance(10, between)])
  assert.deepEqual(steps, ['between', 'first', 'between', 'between', 'second', 'between'])
  clock.close()
})

test('timers also fire by themselves', async () => {
  const clock = createVirtualClock()
  const keepAlive = setInterval(() => undefined, 1000)
  await new Promise<void>((resolve) => clock.after(1, resolve))
  clearInterval(keepAlive)
  clock.close()
})

test('flows as fast as it is told, stands still at 0, and can be moved meanwhile', async () => {
  let real = 5_000
  const clock = createVirtualClock(() => real)
  const passes = (ms: number): number => {
    const before = clock.now()
    real += ms
    return clock.now() - before
  }
  assert.equal(passes(100), 100)
  clock.setSpeed(60)
  assert.deepEqual([clock.speed(), passes(100)], [60, 6_000])
  const keepAlive = setInterval(() => undefined, 1000)
  clock.setSpeed(0)
  assert.equal(passes(1_000_000), 0)
  const fired: number[] = []
  clock.after(0, () => fired.push(0))
  clock.after(500, () => fired.push(500))
  await new Promise<void>((resolve) => clock.after(0, resolve))
  assert.deepEqual(fired, [0])
  await clock.advance(500)
  assert.deepEqual(fired, [0, 500])
  clock.setSpeed(1)
  assert.equal(passes(7), 7)
  clearInterval(keepAlive)
  clock.close()
})
