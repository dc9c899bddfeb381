import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ruleText } from './series.ts'

test('rules in words', () => {
  const said = (rule: string) => ['en', 'fr', 'ja', 'ko'].map((one) => ruleText(rule, one as 'en'))
  assert.deepEqual(said('FREQ=WEEKLY;BYDAY=FR'), [
    'every week: Friday',
    'chaque semaine\u00A0: vendredi',
    '毎週：金曜日',
    '매주: 금요일',
  ])
  assert.deepEqual(said('FREQ=MONTHLY;BYDAY=-1TU;COUNT=3'), [
    'every month: last Tuesday, 3 times',
    'chaque mois\u00A0: dernier mardi, 3 fois',
    '毎月：最後の火曜日、全3回',
    '매월: 마지막 화요일, 모두 3회',
  ])
  assert.equal(ruleText('FREQ=MONTHLY;BYDAY=2TU', 'fr'), 'chaque mois\u00A0: deuxième mardi')
})
