import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { quietForMs } from './rules.ts'

const two = (value: number) => String(value).padStart(2, '0')
const clockOf = (minutes: number) => `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`
const minute = fc.integer({ min: 0, max: 24 * 60 - 1 })

test('quiet hours cross midnight and end on the second', () => {
  const hours = { quiet_from: '23:00', quiet_to: '07:00' }
  assert.equal(quietForMs(hours, { hour: 22, minute: 59, second: 59 }), 0)
  assert.equal(quietForMs(hours, { hour: 23, minute: 0, second: 0 }), 8 * 3_600_000)
  assert.equal(quietForMs(hours, { hour: 6, minute: 59, second: 30 }), 30_000)
  assert.equal(quietForMs(hours, { hour: 7, minute: 0, second: 0 }), 0)
  const none = { quiet_from: null, quiet_to: null }
  assert.equal(quietForMs(none, { hour: 3, minute: 0, second: 0 }), 0)
})

test('who waits for the end of the quiet hours is then awake, and no wait is longer than a day', () => {
  const second = fc.integer({ min: 0, max: 59 })
  fc.assert(
    fc.property(minute, minute, minute, second, (from, to, now, seconds) => {
      const hours = { quiet_from: clockOf(from), quiet_to: clockOf(to) }
      const at = (total: number) => ({
        hour: Math.floor(total / 3_600) % 24,
        minute: Math.floor(total / 60) % 60,
        second: total % 60,
      })
      const start = now * 60 + seconds
      const wait = quietForMs(hours, at(start))
      assert.ok(wait >= 0 && wait < 24 * 3_600_000)
      assert.equal(quietForMs(hours, at(start + wait / 1_000)), 0)
      if (wait > 0) assert.equal((start + wait / 1_000) % 86_400, to * 60)
    }),
  )
})
