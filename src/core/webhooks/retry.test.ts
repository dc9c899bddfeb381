import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decide, retryAfter, retryDelays, type Outcome } from './retry.ts'
import { wantsType } from './source.ts'

const answer = (status: number, retryAfterMs: number | null = null): Outcome => ({
  kind: 'answer',
  status,
  retryAfterMs,
  text: '',
})
const hour = 3_600_000

test('the schedule runs from 5 s to 24 h, about 75 hours in all', () => {
  const total = retryDelays.reduce((sum, delay) => sum + delay, 0)
  assert.deepEqual([retryDelays[0], retryDelays.at(-1)], [5_000, 24 * hour])
  assert.equal(Math.floor(total / hour), 75)
  const tried = { attempts: 1, ageMs: 0, once: false, luck: 0 }
  for (const status of [200, 204, 299]) {
    assert.deepEqual(decide(answer(status), tried), { next: 'delivered' })
  }
  for (const status of [100, 301, 400, 401, 404, 500]) {
    assert.equal(decide(answer(status), tried).next, 'again', String(status))
  }
  const earliest = decide(answer(500), { ...tried, luck: 1 })
  assert.deepEqual(earliest, { next: 'again', delayMs: 4_000, counts: true, pause: false })
})

test('patience that is asked for has an end', () => {
  const tried = { attempts: 1, ageMs: 0, once: false, luck: 0 }
  const patient = decide(answer(429, 365 * 24 * hour), tried)
  assert.deepEqual(patient, { next: 'again', delayMs: 24 * hour, counts: false, pause: true })
  const late = decide(answer(503, 1_000), { ...tried, ageMs: 77 * hour })
  assert.deepEqual(late, { next: 'failed', disable: 'unreachable' })
  assert.deepEqual(decide(answer(500), { ...tried, attempts: 10 }), {
    next: 'failed',
    disable: 'unreachable',
  })
  assert.deepEqual(decide(answer(500), { ...tried, once: true }), { next: 'failed', disable: null })
  assert.deepEqual(decide(answer(410), tried), { next: 'failed', disable: 'gone' })
})

test('Retry-After is seconds or a date', () => {
  const now = Date.UTC(2030, 0, 1)
  assert.equal(retryAfter(undefined, now), null)
  assert.equal(retryAfter(' 120 ', now), 120_000)
  assert.equal(retryAfter('Tue, 01 Jan 2030 00:01:00 GMT', now), 60_000)
  assert.equal(retryAfter('Tue, 01 Jan 2019 00:01:00 GMT', now), 0)
  assert.equal(retryAfter('soon', now), null)
})

test('a name covers itself and what is below it', () => {
  assert.ok(wantsType([], 'recruitment.closed'))
  assert.ok(wantsType(['recruitment'], 'recruitment.participant.joined'))
  assert.ok(wantsType(['recruitment.participant.*'], 'recruitment.participant.joined'))
  assert.ok(wantsType(['event', 'recruitment.closed'], 'recruitment.closed'))
  assert.ok(!wantsType(['recruitment.part'], 'recruitment.participant.joined'))
  assert.ok(!wantsType(['recruitment.closed'], 'recruitment'))
})
