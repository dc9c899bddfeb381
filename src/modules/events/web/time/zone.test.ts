import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import * as core from '#core/time/zones.ts'
import {
  addDays,
  addMonths,
  instantOf,
  isoDay,
  parseDay,
  startOfWeek,
  wallAt,
  weekday,
} from './zone.ts'

const zones = [
  'Europe/Paris',
  'America/New_York',
  'Asia/Tokyo',
  'Asia/Seoul',
  'Australia/Lord_Howe',
]
const zone = fc.constantFrom(...zones)
const at = fc.integer({ min: Date.UTC(2024, 0), max: Date.UTC(2030, 0) })

test('the page reads clocks as the server does', () => {
  fc.assert(
    fc.property(zone, at, (name, moment) => {
      const { second: _second, ...wall } = core.wallClockAt(name, moment)
      assert.deepEqual(wallAt(name, moment), wall)
    }),
  )
})

test('a wall clock means the same instant on the page and on the server, over every change of clocks', () => {
  const near = fc.integer({ min: -30, max: 30 }).map((hours) => hours * 3_600_000)
  // Changes of clocks in 2026 in Paris, New York and on Lord Howe Island.
  const changes = fc.constantFrom(
    Date.UTC(2026, 2, 29, 1),
    Date.UTC(2026, 9, 25, 1),
    Date.UTC(2026, 2, 8, 7),
    Date.UTC(2026, 10, 1, 6),
    Date.UTC(2026, 3, 4, 15),
    Date.UTC(2026, 9, 3, 15),
  )
  fc.assert(
    fc.property(
      zone,
      changes,
      near,
      fc.integer({ min: 0, max: 59 }),
      (name, change, by, minute) => {
        const wall = { ...wallAt('UTC', change + by), minute }
        const shown = core.instantOf(name, { ...wall, second: 0 })
        assert.equal(instantOf(name, wall), shown, `${name} ${JSON.stringify(wall)}`)
      },
    ),
    { numRuns: 500 },
  )
})

test('days go on over months and years, and weeks begin where they shall', () => {
  assert.equal(isoDay(addDays({ year: 2026, month: 12, day: 31 }, 1)), '2027-01-01')
  assert.equal(isoDay(addMonths({ year: 2026, month: 1, day: 31 }, 1)), '2026-02-28')
  assert.equal(weekday({ year: 2026, month: 3, day: 1 }), 7)
  assert.equal(isoDay(startOfWeek({ year: 2026, month: 3, day: 4 }, 1)), '2026-03-02')
  assert.equal(isoDay(startOfWeek({ year: 2026, month: 3, day: 4 }, 7)), '2026-03-01')
  assert.equal(parseDay('2026-02-30'), null)
  assert.deepEqual(parseDay('2026-02-28'), { year: 2026, month: 2, day: 28 })
})
