import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { wallClockAt } from '../time/zones.ts'
import { timeTicks } from './time-ticks.ts'

const hourMs = 3_600_000
const texts = (from: string, hours: number, zone: string, most: number) => {
  const start = Date.parse(from)
  const span = { from: start, to: start + hours * hourMs, zone, locale: 'fr' } as const
  return timeTicks(span, most).map(({ text }) => text)
}

describe('time ticks', () => {
  it('stand at round hours, midnights, Mondays and months of the zone', () => {
    assert.deepEqual(texts('2026-11-21T09:10:00Z', 3, 'Asia/Tokyo', 4), ['19:00', '20:00', '21:00'])
    assert.deepEqual(texts('2026-11-21T09:10:00Z', 20, 'Asia/Kolkata', 5), [
      '18:00',
      '22 nov.',
      '06:00',
    ])
    assert.deepEqual(texts('2026-11-01T00:00:00Z', 24 * 28, 'UTC', 5), [
      '2 nov.',
      '9 nov.',
      '16 nov.',
      '23 nov.',
    ])
    assert.deepEqual(texts('2026-11-20T00:00:00Z', 24 * 90, 'Europe/Paris', 4), [
      'déc.',
      '2027',
      'févr.',
    ])
  })

  it('keep to midnight over changes of summer time', () => {
    const from = Date.parse('2026-10-24T00:00:00+02:00')
    const days = timeTicks({ from, to: from + 73 * hourMs, zone: 'Europe/Paris', locale: 'fr' }, 4)
    assert.deepEqual(
      days.map(({ at }) => wallClockAt('Europe/Paris', at).hour),
      [0, 0, 0, 0],
    )
    assert.deepEqual(texts('2026-03-29T00:30:00+01:00', 4, 'Europe/Paris', 5), [
      '01:00',
      '03:00',
      '04:00',
      '05:00',
    ])
  })

  it('rise, stay inside, and are not many', () => {
    const zone = fc.constantFrom(
      'Asia/Tokyo',
      'Europe/Paris',
      'Australia/Lord_Howe',
      'America/New_York',
    )
    const from = fc.integer({ min: 0, max: 4_000_000_000 }).map((seconds) => seconds * 1000)
    const length = fc
      .double({ min: 0, max: 14, noNaN: true })
      .map((power) => Math.round(10 ** power))
    fc.assert(
      fc.property(zone, from, length, fc.integer({ min: 2, max: 12 }), (name, start, ms, most) => {
        const to = Math.min(start + ms, 8e15)
        const ticks = timeTicks({ from: start, to, zone: name, locale: 'en' }, most)
        assert.ok(ticks.length <= most + 28)
        for (const [index, { at }] of ticks.entries())
          assert.ok(at >= start && at <= to && (index === 0 || at > (ticks[index - 1]?.at ?? at)))
      }),
    )
  })
})
