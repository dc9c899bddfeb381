import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Call, InteractionRecord } from '../wire/control.ts'
import { events } from './events.ts'
import type { Evidence } from './mission.ts'

const call = (method: string, path: string, body: object = {}, status = 200): Call => ({
  n: 1,
  at: 0,
  method,
  path,
  status,
  body,
})
const pressed = (user: string, name: string): InteractionRecord => ({
  n: 1,
  id: '1',
  at: 0,
  type: 3,
  user_id: user,
  name,
  answer: { type: 7 },
  elapsed_ms: 5,
  calls: [],
})
const done = (part: Partial<Evidence>): string[] => {
  const evidence = { interactions: [], calls: [], webOpened: false, ...part }
  return events.steps.filter((step) => step.isDone(evidence)).map(({ id }) => id)
}
const path = '/api/v10/guilds/1/scheduled-events'

test('planning counts when Discord took the event, not when it refused', () => {
  assert.deepEqual(done({ webOpened: true }), [])
  assert.deepEqual(done({ calls: [call('POST', path, {}, 403)] }), [])
  assert.deepEqual(done({ calls: [call('POST', path)] }), ['plan'])
  assert.deepEqual(done({ calls: [call('POST', path)], webOpened: true }), ['plan', 'watch'])
})

test('two people sign up, one withdraws', () => {
  const twice = [pressed('1', 'ev:1:signup:7'), pressed('1', 'ev:1:role:7')]
  assert.deepEqual(done({ interactions: twice }), [])
  assert.deepEqual(done({ interactions: [...twice, pressed('2', 'ev:1:signup:7')] }), ['signup'])
  assert.deepEqual(done({ interactions: [pressed('2', 'ev:1:withdraw:7')] }), ['withdraw'])
})

test('a change is one of fields, a start one of status', () => {
  assert.deepEqual(done({ calls: [call('PATCH', `${path}/5`, { name: 'New' })] }), ['change'])
  assert.deepEqual(done({ calls: [call('PATCH', `${path}/5`, { status: 2 })] }), ['start'])
})

test('every language has a text for every step', () => {
  for (const texts of Object.values(events.texts))
    assert.deepEqual(
      Object.keys(texts.steps),
      events.steps.map(({ id }) => id),
    )
})
