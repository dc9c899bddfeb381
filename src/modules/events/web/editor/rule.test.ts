import assert from 'node:assert/strict'
import { test } from 'node:test'
import { emptyRule, readRule, ruleText, type RuleValues } from './rule.ts'

const rule = (part: Partial<RuleValues>): RuleValues => ({ ...emptyRule, ...part })

for (const [values, start, text] of [
  [rule({}), '2026-03-09T20:00', null],
  [rule({ freq: 'DAILY', interval: '2' }), '2026-03-09T20:00', 'FREQ=DAILY;INTERVAL=2'],
  [rule({ freq: 'WEEKLY' }), '2026-03-09T20:00', 'FREQ=WEEKLY;BYDAY=MO'],
  [
    rule({ freq: 'WEEKLY', interval: '2', days: ['FR', 'TU'] }),
    '2026-03-09T20:00',
    'FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,FR',
  ],
  [rule({ freq: 'MONTHLY' }), '2026-03-10T20:00', 'FREQ=MONTHLY;BYDAY=2TU'],
  [rule({ freq: 'MONTHLY' }), '2026-03-31T20:00', 'FREQ=MONTHLY;BYDAY=-1TU'],
  [rule({ freq: 'YEARLY' }), '2026-03-31T20:00', 'FREQ=YEARLY'],
] as const)
  test(`${JSON.stringify(values)} from ${start} is ${String(text)}`, () => {
    assert.equal(ruleText(values, start), text)
    // What the form wrote, it reads again as the same.
    if (text !== null) assert.equal(ruleText(readRule(text) ?? emptyRule, start), text)
  })

test('what the form cannot show is left alone', () => {
  for (const text of [
    'FREQ=WEEKLY;COUNT=4',
    'FREQ=YEARLY;BYMONTH=3',
    'FREQ=HOURLY',
    'FREQ=DAILY;BYDAY=MO',
  ])
    assert.equal(readRule(text), null)
})
