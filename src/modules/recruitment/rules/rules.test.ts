import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { confirmedCount, type Seat } from '#core/seats/seats.ts'
import type { RecruitmentState } from '../contract.ts'
import type { PartyState } from './party.ts'
import * as people from './people.ts'
import * as status from './status.ts'
import { reopenWindowMs } from './time.ts'

const now = 1_000_000

function party(over: Partial<PartyState> = {}): PartyState {
  const base = {
    ...{ owner_id: 'ana', max_slots: 2, min_slots: null, roles: [], waitlist_enabled: true },
    ...{ offer_ms: null, start_on_full: false, starts_at: null, started_at: null },
    ...{ expires_at: null, active_at: now, last_call_at: null, closed_at: null },
  }
  return { ...base, state: 'open', closed_reason: null, ...over }
}

function seat(user_id: string, seq = 0): Seat {
  return { user_id, option: null, status: 'confirmed', seq, offer_expires_at: null }
}

test('the last place closes a party, leaving opens it again', () => {
  const full = people.join(party(), [seat('ana', 1)], seat('bo'), { mayWait: true, now })
  assert.ok(full.ok)
  assert.deepEqual([full.party.state, full.party.closed_reason], ['full', 'full'])
  assert.deepEqual(full.events, ['participant_joined', 'full'])
  const left = people.leave(full.party, full.seats, 'bo', { ownerLeave: 'transfer' as const, now })
  assert.ok(left.ok)
  assert.deepEqual([left.party.state, left.party.closed_reason], ['open', null])
  assert.deepEqual(left.events, ['participant_left', 'reopened'])
})

test('with a queue a full party stays full when somebody leaves', () => {
  const queue: Seat = { ...seat('cleo', 3), status: 'waiting' }
  const full = party({ state: 'full', closed_reason: 'full', closed_at: now })
  const left = people.leave(full, [seat('ana', 1), seat('bo', 2), queue], 'bo', {
    ownerLeave: 'transfer',
    now,
  })
  assert.ok(left.ok)
  assert.equal(left.party.state, 'full')
  assert.deepEqual(left.events, ['participant_left', 'participant_promoted'])
})

test('an owner who leaves hands over to who joined first; the last one out cancels', () => {
  const wish = { ownerLeave: 'transfer' as const, now }
  const handed = people.leave(party(), [seat('ana', 1), seat('bo', 2)], 'ana', wish)
  assert.ok(handed.ok)
  assert.equal(handed.party.owner_id, 'bo')
  const empty = people.leave(party(), [seat('ana', 1)], 'ana', wish)
  assert.ok(empty.ok)
  assert.deepEqual([empty.party.state, empty.events.at(-1)], ['cancelled', 'cancelled'])
})

const table: [RecruitmentState, 'open' | 'closed', boolean][] = [
  ['open', 'closed', true],
  ['full', 'closed', true],
  ['started', 'closed', true],
  ['closed', 'closed', false],
  ['expired', 'closed', false],
  ['cancelled', 'closed', false],
  ['closed', 'open', true],
  ['expired', 'open', true],
  ['cancelled', 'open', true],
  ['open', 'open', false],
  ['full', 'open', false],
  ['started', 'open', false],
]

test('closing and re-opening follow the table, and re-opening ends after a day', () => {
  for (const [state, wish, allowed] of table) {
    const decision = rules.setStatus(party({ state, closed_at: now }), [seat('ana', 1)], wish, now)
    assert.equal(decision.ok, allowed, `${state} -> ${wish}`)
  }
  const late = rules.setStatus(
    party({ state: 'closed', closed_at: 0 }),
    [],
    'open',
    reopenWindowMs + 1,
  )
  assert.deepEqual(late, { ok: false, refusal: 'invalid_transition' })
})

test('leaving never re-opens what was closed by hand, and nobody joins what is over', () => {
  const closed = party({ state: 'closed', closed_reason: 'manual', closed_at: now })
  const wish = { ownerLeave: 'transfer' as const, now }
  assert.deepEqual(people.leave(closed, [seat('ana', 1)], 'ana', wish), {
    ok: false,
    refusal: 'recruitment_closed',
  })
  const expired = people.join(party({ state: 'expired' }), [], seat('bo'), { mayWait: true, now })
  assert.deepEqual(expired, { ok: false, refusal: 'recruitment_expired' })
})

test('full means exactly: no place is left', () => {
  const user = fc.constantFrom('ana', 'bo', 'cleo', 'dan', 'eva')
  const step = fc.record({ user, join: fc.boolean(), slots: fc.integer({ min: 1, max: 4 }) })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      let state = party()
      let seats: Seat[] = [seat('ana', 1)]
      for (const { user: who, join, slots } of steps) {
        const resized = rules.setSlots(state, seats, slots, now)
        if (resized.ok) ({ party: state, seats } = resized)
        const decision = join
          ? people.join(state, seats, seat(who), { mayWait: true, now })
          : people.leave(state, seats, who, { ownerLeave: 'transfer' as const, now })
        if (decision.ok) ({ party: state, seats } = decision)
        if (state.state === 'cancelled') return
        assert.equal(state.state, confirmedCount(seats) >= state.max_slots ? 'full' : 'open')
        assert.ok(
          seats.some((one) => one.user_id === state.owner_id),
          'the owner is in',
        )
      }
    }),
  )
})
