import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { InteractionRecord } from '../wire/control.ts'
import type { Evidence } from './mission.ts'
import { recruitment } from './recruitment.ts'

const answered = { at: 0, answer: { type: 7 }, elapsed_ms: 5, calls: [] }
const did = (
  user: string,
  name: string,
  more: Partial<InteractionRecord> = {},
): InteractionRecord => {
  const type = name === 'recruit' ? 2 : 3
  return { ...answered, n: 1, id: '1', type, user_id: user, name, ...more }
}
const done = (part: Partial<Evidence>): string[] => {
  const evidence = { interactions: [], calls: [], webOpened: false, ...part }
  return recruitment.steps.filter((step) => step.isDone(evidence)).map(({ id }) => id)
}

test('nothing is done at the beginning, not even with the web page open', () => {
  assert.deepEqual(done({ webOpened: true }), [])
})

test('a command counts when it was answered', () => {
  assert.deepEqual(done({ interactions: [did('1', 'recruit')] }), ['start'])
  const late = did('1', 'recruit', { answer: null, error: 'timeout' })
  assert.deepEqual(done({ interactions: [late] }), [])
})

test('two different people have to join', () => {
  const twice = [did('2', 'rc:1:join:7'), did('2', 'rc:1:join:7')]
  assert.deepEqual(done({ interactions: twice }), [])
  assert.deepEqual(done({ interactions: [...twice, did('3', 'rc:1:join:7')] }), ['join'])
})

test('a full party is seen in answers and in calls, a part or a date is not', () => {
  const said = (places: string) => ({ embeds: [{ title: places }], custom_id: 'rc:1:join:7' })
  const call = (places: string) => ({
    n: 1,
    at: 0,
    method: 'PATCH',
    path: '/',
    status: 200,
    body: said(places),
  })
  assert.deepEqual(done({ calls: [call('3/3')] }), ['fill'])
  assert.deepEqual(done({ calls: [call('2/3'), call('1/13'), call('2026/11/11')] }), [])
})

test('every language has a text for every step', () => {
  for (const texts of Object.values(recruitment.texts))
    assert.deepEqual(
      Object.keys(texts.steps),
      recruitment.steps.map(({ id }) => id),
    )
})
