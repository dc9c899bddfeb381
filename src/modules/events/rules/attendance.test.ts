import assert from 'node:assert/strict'
import { it } from 'node:test'
import { makeEvent, makeSignup } from '../../../../test/support/events.ts'
import { judged, left } from './attendance.ts'
import { move } from './state.ts'

const hour = 3_600_000
const minute = 60_000
const rules = { required: 30, late: 15 }

it('presence is counted up to the end of an event, however late that is asked', () => {
  const event = makeEvent({ state: 'active', started_at: 10 * hour, attendance_enabled: true })
  const here = makeSignup({ user_id: '1', present_since: 12 * hour - 5 * minute })
  // The program was not running when it ended.
  const later = 20 * hour
  assert.equal(left(here, event, later).seconds, 300)
  assert.equal(judged(here, event, { rules, now: later }), here)
  const cut = { ...event, ended_at: 12 * hour - 2 * minute }
  assert.equal(left(here, cut, later).seconds, 180)
  const over = move(event, [here], 'completed', { now: later })
  assert.ok(over.ok)
  const [one] = over.signups
  assert.deepEqual([one?.status, one?.result], ['no_show', 'partial'])
})
