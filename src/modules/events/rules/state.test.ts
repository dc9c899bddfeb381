import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { makeEvent, makeSignup } from '../../../../test/support/events.ts'
import type { EventState } from '../contract/shared.ts'
import { lossMeans, statusPlan, type RemoteEvent } from './remote.ts'
import { move, nextTick, tick } from './state.ts'

const hour = 3_600_000

describe('the states of an event (contract §8.2)', () => {
  const allowed: Record<EventState, EventState[]> = {
    draft: ['scheduled'],
    scheduled: ['active', 'completed', 'cancelled'],
    active: ['completed', 'cancelled'],
    completed: ['archived'],
    cancelled: ['scheduled', 'archived'],
    archived: [],
  }
  const states = Object.keys(allowed) as EventState[]
  for (const from of states) {
    it(`${from} goes to ${allowed[from].join(', ') || 'nothing'} only`, () => {
      for (const to of states) {
        const outcome = move(makeEvent({ state: from }), [], to, { now: 0 })
        assert.equal(outcome.ok, allowed[from].includes(to), `${from} -> ${to}`)
        if (!outcome.ok) assert.equal(outcome.refusal, 'invalid_transition')
      }
    })
  }

  it('completes what has not begun by way of active, in one step', () => {
    const outcome = move(makeEvent({}), [], 'completed', { now: 5 * hour })
    assert.ok(outcome.ok)
    const { state, started_at, ended_at, missed } = outcome.event
    assert.deepEqual([state, started_at, ended_at], ['completed', 5 * hour, 5 * hour])
    assert.equal(missed, false, 'it was ended on purpose')
    assert.deepEqual(outcome.happened, [{ action: 'completed' }])
  })

  it('brings nothing back whose start is over', () => {
    const outcome = move(makeEvent({ state: 'cancelled' }), [], 'scheduled', { now: 11 * hour })
    assert.deepEqual(outcome, { ok: false, refusal: 'starts_in_past' })
  })

  it('counts a reinstatement in the calendar', () => {
    const outcome = move(makeEvent({ state: 'cancelled' }), [], 'scheduled', { now: 0 })
    assert.ok(outcome.ok)
    assert.equal(outcome.event.ics_sequence, 1)
    assert.deepEqual(outcome.happened, [{ action: 'reinstated' }])
  })

  it('starts and ends by time, and says when it was missed', () => {
    const event = makeEvent({})
    assert.equal(nextTick(event, []), 10 * hour)
    const started = tick(event, [], 10 * hour)
    assert.ok(started?.ok)
    assert.deepEqual([started.event.state, started.event.missed], ['active', false])
    const late = tick(event, [], 10 * hour + 16 * 60_000)
    assert.ok(late?.ok)
    assert.deepEqual([late.event.state, late.event.missed], ['active', true])
    const slept = tick(event, [], 13 * hour)
    assert.ok(slept?.ok)
    assert.deepEqual([slept.event.state, slept.event.missed], ['completed', true])
  })

  it('calls an event off that misses its minimum at the deadline', () => {
    const event = makeEvent({ min_participants: 2, min_deadline_minutes: 60 })
    assert.equal(nextTick(event, []), 9 * hour)
    const one = [makeSignup({ user_id: '1' })]
    const off = tick(event, one, 9 * hour)
    assert.ok(off?.ok)
    assert.deepEqual([off.event.state, off.event.cancel_reason], ['cancelled', 'minimum'])
    const guests = [makeSignup({ user_id: '1', guests: 1 })]
    assert.equal(tick(event, guests, 9 * hour), null)
  })

  it('says at the end who did not come, where presence is counted', () => {
    const people = [
      makeSignup({ user_id: '1' }),
      makeSignup({ user_id: '2', status: 'checked_in' }),
    ]
    const done = move(
      makeEvent({ state: 'active', attendance_enabled: true }),
      people,
      'completed',
      { now: 0 },
    )
    assert.ok(done.ok)
    assert.deepEqual(
      done.signups.map(({ status }) => status),
      ['no_show', 'checked_in'],
    )
  })
})

describe('our state and the status in Discord', () => {
  const remote: RemoteEvent = {
    id: 'd',
    guild_id: 'g',
    name: 'Thursdays',
    description: '',
    start: 10,
    end: 100,
    entity_type: 3,
    location: 'Here',
    channel_id: null,
    status: 1,
    creator_id: null,
    creator_is_bot: false,
    user_count: null,
    recurrence_rule: null,
    exceptions: [],
  }
  const ground = { now: 50, keep: false, pullable: true, seen: null, loss: 'cancel' as const }
  const plan = (state: EventState, status: 1 | 2 | 3 | 4, keep = false) =>
    statusPlan({ state, end_at: 100 }, { ...remote, status }, { ...ground, keep })
  it('cancels a running event with 3 and never with 4, and completes a waiting one by 2 and 3', () => {
    assert.deepEqual(plan('cancelled', 2), { do: 'push', steps: [3] })
    assert.deepEqual(plan('cancelled', 1), { do: 'push', steps: [4] })
    assert.deepEqual(plan('completed', 1), { do: 'push', steps: [2, 3] })
  })
  it('takes over a start and an end from Discord, unless the server keeps to our end', () => {
    assert.deepEqual(plan('scheduled', 2), { do: 'pull', to: 'active' })
    assert.deepEqual(plan('active', 3), { do: 'pull', to: 'completed' })
    assert.deepEqual(plan('active', 3, true), { do: 'over' })
    assert.deepEqual(plan('scheduled', 4), { do: 'lost' })
  })
  it('follows one date of a series that Discord calls off alone, and never ends the series for it', () => {
    const dated = (cancelled: boolean) => ({
      ...remote,
      exceptions: [{ id: 'x', original: 10, start: null, end: null, cancelled }],
    })
    const ofDate = (state: EventState, from: RemoteEvent, to: RemoteEvent, more = {}) =>
      statusPlan({ state, end_at: 100 }, to, { ...ground, seen: from, ...more })
    const [on, off] = [dated(false), dated(true)]
    assert.deepEqual(ofDate('scheduled', remote, off), { do: 'pull_date', to: 'cancelled' })
    assert.deepEqual(ofDate('cancelled', off, off), { do: 'off' })
    assert.deepEqual(ofDate('cancelled', off, on), { do: 'pull_date', to: 'scheduled' })
    assert.deepEqual(ofDate('scheduled', off, off), { do: 'take_up' })
    assert.deepEqual(ofDate('scheduled', on, off, { pullable: false }), { do: 'take_up' })
    assert.deepEqual(ofDate('scheduled', on, off, { loss: 'recreate' }), { do: 'take_up' })
    assert.deepEqual(ofDate('scheduled', on, off, { loss: 'detach' }), { do: 'nothing' })
    assert.deepEqual(ofDate('active', on, off), { do: 'push', steps: [2] })
    assert.deepEqual(ofDate('cancelled', on, on), { do: 'push', steps: [4] })
  })
  it('takes a loss for a cancellation only while it was the only link', () => {
    assert.equal(lossMeans('auto', 0, 'scheduled'), 'cancel')
    assert.equal(lossMeans('auto', 1, 'scheduled'), 'detach')
    assert.equal(lossMeans('recreate', 0, 'scheduled'), 'recreate')
    assert.equal(lossMeans('cancel', 0, 'active'), 'detach')
  })
})
