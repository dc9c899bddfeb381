import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nextOccurrence, recurrenceBody } from './recurrence.ts'

const start = '2026-01-05T18:00:00.000Z'
const rule = (extra: object): object => ({ start, interval: 1, ...extra })

const cases: [string, object, string[]][] = [
  ['daily', rule({ frequency: 3 }), ['2026-01-06', '2026-01-07']],
  [
    'on working days',
    rule({ frequency: 3, by_weekday: [0, 1, 2, 3, 4] }),
    ['2026-01-06', '2026-01-07', '2026-01-08', '2026-01-09', '2026-01-12'],
  ],
  ['weekly', rule({ frequency: 2, by_weekday: [0] }), ['2026-01-12', '2026-01-19']],
  [
    'every other week',
    rule({ frequency: 2, interval: 2, by_weekday: [0] }),
    ['2026-01-19', '2026-02-02'],
  ],
  [
    'on the first Monday',
    rule({ frequency: 1, by_n_weekday: [{ n: 1, day: 0 }] }),
    ['2026-02-02', '2026-03-02'],
  ],
  [
    'on the fifth Friday',
    rule({ frequency: 1, by_n_weekday: [{ n: 5, day: 4 }] }),
    ['2026-01-30', '2026-05-29'],
  ],
  [
    'yearly',
    rule({ frequency: 0, by_month: [1], by_month_day: [5] }),
    ['2027-01-05', '2028-01-05'],
  ],
  [
    'on leap days',
    rule({ frequency: 0, by_month: [2], by_month_day: [29] }),
    ['2028-02-29', '2032-02-29'],
  ],
]

for (const [what, body, expected] of cases)
  test(`an event that happens ${what}`, () => {
    const parsed = recurrenceBody.parse(body)
    const found: string[] = []
    let at = Date.parse(start)
    for (let n = 0; n < expected.length; n += 1) {
      at = nextOccurrence(parsed, at) ?? 0
      found.push(new Date(at).toISOString())
    }
    assert.deepEqual(
      found,
      expected.map((day) => `${day}T18:00:00.000Z`),
    )
  })

for (const [what, body] of [
  ['two days in a weekly rule', rule({ frequency: 2, by_weekday: [0, 1] })],
  ['every third week', rule({ frequency: 2, interval: 3, by_weekday: [0] })],
  ['every other day', rule({ frequency: 3, interval: 2 })],
  ['a set of days that Discord does not know', rule({ frequency: 3, by_weekday: [0, 2] })],
  ['a monthly rule by date', rule({ frequency: 1, by_month_day: [5] })],
  ['a yearly rule without a day', rule({ frequency: 0, by_month: [1] })],
  ['an end', rule({ frequency: 3, end: start })],
] as const)
  test(`a rule is refused for ${what}`, () => {
    assert.equal(recurrenceBody.safeParse(body).success, false)
  })
