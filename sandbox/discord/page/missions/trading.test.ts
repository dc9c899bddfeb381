import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { InteractionRecord } from '../wire/control.ts'
import { trading } from './trading.ts'

const did = (name: string, part?: string): InteractionRecord => ({
  n: 1,
  at: 0,
  id: '1',
  type: part === undefined ? 3 : 2,
  user_id: '1',
  name,
  payload: { data: { name, options: part === undefined ? [] : [{ name: part, type: 1 }] } },
  answer: { type: 4 },
  elapsed_ms: 5,
  calls: [],
})
const done = (interactions: InteractionRecord[], webOpened = false): string[] =>
  trading.steps
    .filter((step) => step.isDone({ interactions, calls: [], webOpened }))
    .map(({ id }) => id)

test('steps are done by what was really asked of the trader', () => {
  assert.deepEqual(done([], true), [])
  assert.deepEqual(done([did('trade', 'balance')]), ['look'])
  assert.deepEqual(done([did('recruit', 'buy')]), [])
  assert.deepEqual(done([did('trade', 'buy')], true), ['buy', 'watch'])
  assert.deepEqual(done([did('tr:1:confirm:01J')]), ['confirm'])
  assert.deepEqual(done([did('rc:1:confirm:7'), did('trade', 'halt')]), ['halt'])
})

test('every language has a text for every step', () => {
  for (const texts of Object.values(trading.texts))
    assert.deepEqual(
      Object.keys(texts.steps),
      trading.steps.map(({ id }) => id),
    )
})
