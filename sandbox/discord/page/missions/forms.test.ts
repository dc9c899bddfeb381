import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { InteractionRecord } from '../wire/control.ts'
import { forms } from './forms.ts'
import type { Evidence } from './mission.ts'

const did = (user: string, type: number, name: string): InteractionRecord => ({
  at: 0,
  answer: { type: 4 },
  elapsed_ms: 5,
  calls: [],
  n: 1,
  id: '1',
  type,
  user_id: user,
  name,
})
const done = (part: Partial<Evidence>): string[] => {
  const evidence = { interactions: [], calls: [], webOpened: false, ...part }
  return forms.steps.filter((step) => step.isDone(evidence)).map(({ id }) => id)
}

test('a form counts as adopted when its fields were sent and answered, not when they were shown', () => {
  assert.deepEqual(done({ interactions: [did('1', 2, 'form create')] }), [])
  assert.deepEqual(done({ interactions: [did('1', 5, 'form_create')] }), ['adopt'])
})

test('a panel is seen in what the bot posts; two different people have to answer', () => {
  const body = { components: [{ components: [{ custom_id: 'form_answer_01HX' }] }] }
  const call = { n: 1, at: 0, method: 'POST', path: '/', status: 200, body }
  assert.deepEqual(done({ calls: [call] }), ['publish'])
  const twice = [did('2', 3, 'form_answer_01HX'), did('2', 3, 'form_answer_01HX')]
  assert.deepEqual(done({ interactions: twice }), ['answer'])
  const both = [...twice, did('3', 3, 'form_answer_01HX')]
  assert.deepEqual(done({ interactions: both, webOpened: true }), ['answer', 'more', 'count'])
})

test('every language has a text for every step', () => {
  for (const texts of Object.values(forms.texts))
    assert.deepEqual(
      Object.keys(texts.steps),
      forms.steps.map(({ id }) => id),
    )
})
