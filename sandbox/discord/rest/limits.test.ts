import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createVirtualClock } from '../../clock.ts'
import { createLimits, RateLimited } from './limits.ts'

test('ten thousand invalid requests in ten minutes ban an address, for the rest of them', async () => {
  const clock = createVirtualClock()
  const limits = createLimits(clock)
  for (let n = 0; n < 9_999; n += 1) limits.countInvalid('127.0.0.1')
  assert.ok(!limits.isBanned('127.0.0.1'))
  limits.countInvalid('127.0.0.1')
  assert.ok(limits.isBanned('127.0.0.1'))
  assert.ok(!limits.isBanned('127.0.0.2'))
  await clock.advance(600_001)
  assert.ok(!limits.isBanned('127.0.0.1'))
  clock.close()
})

test('a limit refuses with the time to wait, and what is hidden shows no bucket', () => {
  const clock = createVirtualClock(() => 1000)
  const limits = createLimits(clock)
  const bucket = { name: 'b', limit: 1, windowMs: 1500 }
  limits.countHidden(bucket, '1', 30046)
  assert.throws(
    () => limits.countHidden(bucket, '1', 30046),
    (error) => {
      assert.ok(error instanceof RateLimited)
      assert.deepEqual(error.toJSON(), {
        message: 'You are being rate limited.',
        code: 30046,
        retry_after: 1.5,
        global: false,
      })
      assert.equal(error.headers['retry-after'], '2')
      assert.equal(error.headers['x-ratelimit-bucket'], undefined)
      return true
    },
  )
  clock.close()
})
