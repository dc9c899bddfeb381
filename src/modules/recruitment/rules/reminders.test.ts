import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { recruitmentState } from '../contract/party.ts'
import { isTimely, planReminders, reminderVersion, startAhead } from './reminders.ts'

const now = 1_800_000_000_000
const minute = 60_000
const wanted = [1_440, 60, 15]
const starts_at = now + 90 * minute
const open = { state: 'open' as const, starts_at }

test('reminders that are yet to come have a time, the others are taken away', () => {
  assert.deepEqual(planReminders(open, { wanted, earlier: [30, 60] }, now), [
    { minutes: 1_440, at: null },
    { minutes: 60, at: now + 30 * minute },
    { minutes: 15, at: now + 75 * minute },
    { minutes: 30, at: null },
  ])
})

test('a reminder that comes late is sent until the next one is due, and never after the start', () => {
  const hour = { minutes: 60, starts_at }
  const last = { minutes: 15, starts_at }
  const timely = (reminder: typeof hour, after: number) =>
    isTimely(open, wanted, reminder, starts_at - after * minute)
  assert.deepEqual(
    [60, 40, 15.001, 15, 5].map((after) => timely(hour, after)),
    [true, true, true, false, false],
  )
  assert.deepEqual(
    [15, 1, 0.001, 0, -1].map((after) => timely(last, after)),
    [true, true, true, false, false],
  )
  assert.equal(isTimely(open, wanted, { minutes: 60, starts_at: starts_at + 1 }, now), false)
  assert.equal(isTimely(open, [15], hour, now), false)
})

test('whatever the state and the hour, no two reminders of a start are timely together', () => {
  const offsets = fc.uniqueArray(fc.integer({ min: 1, max: 10_080 }), { maxLength: 5 })
  const state = fc.constantFrom(...recruitmentState.options)
  const away = fc.integer({ min: -20_000, max: 20_000 })
  fc.assert(
    fc.property(offsets, state, away, (minutes, stands, ahead) => {
      const party = { state: stands, starts_at: now + ahead * minute }
      const planned = planReminders(party, { wanted: minutes }, now)
      const later = now + (Math.abs(ahead) * minute) / 2
      const timely = planned.filter(
        (one) =>
          party.starts_at - one.minutes * minute <= later &&
          isTimely(party, minutes, { ...one, ...party }, later),
      )
      assert.ok(timely.length <= 1)
      for (const { at } of planned) {
        if (at !== null) assert.ok(startAhead(party) === party.starts_at && at > now)
      }
      const versions = planned.map((one) => reminderVersion({ ...one, ...party }))
      assert.equal(new Set(versions).size, versions.length)
    }),
  )
})
