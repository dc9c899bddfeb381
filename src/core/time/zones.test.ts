import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import {
  addDays,
  instantOf,
  isDate,
  occurrenceOf,
  offsetAt,
  parseZone,
  wallClockAt,
  weekdayOf,
  type WallClock,
} from './zones.ts'

const zone = fc.constantFrom(
  'Asia/Tokyo',
  'Europe/Paris',
  'America/New_York',
  'Asia/Kolkata',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'UTC',
)
const hourMs = 3_600_000

function wall(text: string): WallClock {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0] = text.split(/\D/).map(Number)
  return { year, month, day, hour, minute, second: 0 }
}

describe('zones', () => {
  it('knows IANA names in any spelling, and nothing else', () => {
    assert.equal(parseZone('asia/tokyo'), 'Asia/Tokyo')
    assert.equal(parseZone('utc'), 'UTC')
    for (const name of [
      '',
      'JST',
      '+09:00',
      'Mars/Base',
      'Asia/Tokyo ',
      '../etc/passwd',
      'Factory',
    ])
      assert.equal(parseZone(name), null, name)
  })

  it('shifts a skipped time forward and takes the earlier of a doubled one', () => {
    for (const [name, text, utc, occurrence] of [
      ['Europe/Paris', '2026-03-29 02:30', '2026-03-29T01:30Z', 'skipped'],
      ['Europe/Paris', '2026-10-25 02:30', '2026-10-25T00:30Z', 'doubled'],
      ['Europe/Paris', '2026-10-25 03:00', '2026-10-25T02:00Z', 'once'],
      ['Australia/Lord_Howe', '2026-10-04 02:15', '2026-10-03T15:45Z', 'skipped'],
      ['Asia/Tokyo', '2026-03-29 02:30', '2026-03-28T17:30Z', 'once'],
    ] as const) {
      assert.equal(instantOf(name, wall(text)), Date.parse(utc), `${name} ${text}`)
      assert.equal(occurrenceOf(name, wall(text)), occurrence, `${name} ${text}`)
    }
  })

  it('goes from an instant to the wall clock and back, but for the second of a doubled hour', () => {
    fc.assert(
      fc.property(zone, fc.integer({ min: 0, max: 4_102_444_800 }), (name, seconds) => {
        const at = seconds * 1000
        const shown = wallClockAt(name, at)
        const back = instantOf(name, shown)
        if (occurrenceOf(name, shown) === 'once') assert.equal(back, at)
        else assert.ok(back === at || (back < at && at - back <= hourMs))
        assert.deepEqual(wallClockAt(name, back), shown)
        const { year, month, day, hour, minute, second } = shown
        const local = Date.UTC(year, month - 1, day, hour, minute, second)
        assert.equal(local - at, offsetAt(name, at))
      }),
    )
  })

  it('counts days over months and years', () => {
    assert.deepEqual(addDays({ year: 2026, month: 12, day: 31 }, 1), {
      year: 2027,
      month: 1,
      day: 1,
    })
    assert.deepEqual(addDays({ year: 2028, month: 3, day: 1 }, -1), {
      year: 2028,
      month: 2,
      day: 29,
    })
    assert.equal(weekdayOf({ year: 2026, month: 11, day: 22 }), 7)
    assert.ok(isDate({ year: 2028, month: 2, day: 29 }))
    assert.ok(!isDate({ year: 2026, month: 2, day: 29 }))
    assert.throws(() => instantOf('UTC', wall('2026-02-30 10:00')), RangeError)
  })
})
