import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { occurrences, type Recurrence } from './recurrence.ts'

const starts = (rule: string, local_start: string, timezone: string, limit: number) => {
  const recurrence: Recurrence = { rule, local_start, timezone, until: null }
  const after = Date.parse('2027-01-01T00:00:00Z')
  return occurrences(recurrence, { after, limit }).map(({ start }) => new Date(start).toISOString())
}

describe('occurrences of a rule', () => {
  it('keep their time on the wall when clocks change', () => {
    assert.deepEqual(starts('FREQ=WEEKLY', '2027-03-21T20:00:00', 'Europe/Paris', 3), [
      '2027-03-21T19:00:00.000Z',
      '2027-03-28T18:00:00.000Z',
      '2027-04-04T18:00:00.000Z',
    ])
    // A day without this time is not left out: it comes as much later as the clocks jump.
    assert.deepEqual(starts('FREQ=DAILY', '2027-03-27T02:30:00', 'Europe/Paris', 3), [
      '2027-03-27T01:30:00.000Z',
      '2027-03-28T01:30:00.000Z',
      '2027-03-29T00:30:00.000Z',
    ])
    // Of a time that comes twice the first is meant.
    assert.deepEqual(starts('FREQ=DAILY', '2027-10-31T02:30:00', 'Europe/Paris', 2), [
      '2027-10-31T00:30:00.000Z',
      '2027-11-01T01:30:00.000Z',
    ])
  })

  it('end where the rule ends, and are none where it has no date at all', () => {
    assert.equal(starts('FREQ=DAILY;COUNT=2', '2027-03-01T20:00:00', 'Asia/Tokyo', 9).length, 2)
    // The end of a rule is an instant (RFC 5545), wherever the clocks stand.
    for (const [zone, end] of [
      ['Europe/Paris', '20270303T190000Z'],
      ['Asia/Tokyo', '20270303T110000Z'],
      ['America/New_York', '20270304T010000Z'],
    ]) {
      const rule = `FREQ=DAILY;UNTIL=${end}`
      assert.equal(starts(rule, '2027-03-01T20:00:00', zone ?? '', 9).length, 3, zone)
    }
    assert.equal(
      starts('FREQ=DAILY;UNTIL=20270304T005959Z', '2027-03-01T20:00:00', 'America/New_York', 9)
        .length,
      2,
    )
    const never = 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30'
    assert.deepEqual(starts(never, '2027-03-06T20:00:00', 'America/New_York', 3), [])
  })
})
