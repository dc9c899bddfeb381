import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createActivity } from '../activity.ts'
import { createSettle } from './settle.ts'

const spanMs = 10_000
const turn = () => new Promise<void>((resolve) => setImmediate(resolve))

test('settling waits as long as something moves, and gives up on what hangs or never rests', async (context) => {
  context.mock.timers.enable({ apis: ['setInterval'] })
  const pass = async () => {
    context.mock.timers.tick(spanMs)
    await turn()
  }
  const activity = createActivity()
  const settle = createSettle(activity, new Set())
  assert.equal(await settle(), true)

  const work = Promise.withResolvers<void>()
  void activity.track(work.promise)
  const slow = settle()
  for (let nth = 0; nth < 5; nth += 1) {
    void activity.track(Promise.resolve())
    await turn()
    await pass()
  }
  work.resolve()
  assert.equal(await slow, true)

  void activity.track(new Promise(() => {}))
  const hanging = settle()
  await pass()
  assert.equal(await hanging, false)

  const restless = settle()
  for (let nth = 0; nth < 12; nth += 1) {
    void activity.track(Promise.resolve())
    await turn()
    await pass()
  }
  assert.equal(await restless, false)
})
