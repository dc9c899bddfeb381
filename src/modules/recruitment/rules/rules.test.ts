import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { confirmedCount, takenCount, type Seat } from '#core/seats/seats.ts'
import { partyOf, seat } from '../../../../test/support/party-states.ts'
import { recruitmentState } from '../contract/party.ts'
import { isLive, transitions, type PartyState } from './party.ts'
import * as people from './people.ts'
import * as status from './status.ts'
import { nextTick, reopenWindowMs, tick } from './time.ts'

const now = 100_000_000
const minute = 60_000
const hour = 60 * minute
const rules = { idle_ms: 2 * hour, last_call_ms: 10 * minute, grace_ms: 15 * minute }

function party(over: Parameters<typeof partyOf>[0] = {}): PartyState {
  return partyOf({ active_at: now, ...over })
}

const ana = seat('ana', 1)
const stay = { ownerLeave: 'transfer' as const, now }

test('the last place closes a party, leaving opens it again', () => {
  const full = people.join(party(), [ana], seat('bo'), { mayWait: true, now })
  assert.ok(full.ok)
  assert.deepEqual([full.party.state, full.party.closed_reason], ['full', 'full'])
  assert.deepEqual(full.events, ['participant_joined', 'full'])
  const left = people.leave(full.party, full.seats, 'bo', stay)
  assert.ok(left.ok)
  assert.deepEqual([left.party.state, left.party.closed_reason], ['open', null])
  assert.deepEqual(left.events, ['participant_left', 'reopened'])
})

test('with a queue a full party stays full when somebody leaves', () => {
  const queue: Seat = { ...seat('cleo', 3), status: 'waiting' }
  const full = party({ state: 'full', closed_reason: 'full', closed_at: now })
  const left = people.leave(full, [ana, seat('bo', 2), queue], 'bo', stay)
  assert.ok(left.ok)
  assert.equal(left.party.state, 'full')
  assert.deepEqual(left.events, ['participant_left', 'participant_promoted'])
})

test('an offered place is held, taken in time, or goes to the next', () => {
  const waiting = (id: string, seq: number): Seat => ({ ...seat(id, seq), status: 'waiting' })
  const full = party({ state: 'full', closed_reason: 'full', closed_at: now, offer_ms: 3 * minute })
  const board = [ana, seat('bo', 2), waiting('cleo', 3), waiting('dan', 4)]
  const left = people.leave(full, board, 'bo', stay)
  assert.ok(left.ok)
  assert.deepEqual(left.events, ['participant_left', 'participant_offered'])
  assert.equal(left.party.state, 'full', 'a held place is not free')
  assert.equal(nextTick(left.party, left.seats, rules), now + 3 * minute)
  const taken = people.acceptOffer(left.party, left.seats, 'cleo', now + minute)
  assert.ok(taken.ok)
  assert.deepEqual(taken.events, ['participant_promoted'])
  const late = tick(left.party, left.seats, rules, now + 3 * minute).decision
  assert.ok(late)
  assert.deepEqual(late.events, ['participant_left', 'participant_offered'])
  assert.equal(late.seats.find((one) => one.user_id === 'dan')?.status, 'offered')
  const tooLate = people.acceptOffer(late.party, late.seats, 'cleo', now + 3 * minute)
  assert.deepEqual(tooLate, { ok: false, refusal: 'no_offer' })
})

test('roles have places of their own; who takes none shares the rest', () => {
  const roles = [
    { key: 'tank', label: 'Tank', emoji: null, max: 1 },
    { key: 'heal', label: 'Heal', emoji: null, max: 1 },
  ]
  const raid = party({ max_slots: 3, roles })
  const tank = people.join(raid, [ana], { ...seat('bo'), option: 'tank' }, { mayWait: false, now })
  assert.ok(tank.ok)
  const second = { ...seat('cleo'), option: 'tank' }
  const refused = people.join(tank.party, tank.seats, second, { mayWait: false, now })
  assert.deepEqual(refused, { ok: false, refusal: 'role_full' })
  const any = people.join(tank.party, tank.seats, seat('dan'), { mayWait: false, now })
  assert.deepEqual(
    any,
    { ok: false, refusal: 'role_full' },
    'the one free seat of the rest is ana’s',
  )
  const moved = people.join(
    tank.party,
    tank.seats,
    { ...seat('bo'), option: 'heal' },
    { mayWait: false, now },
  )
  assert.ok(moved.ok)
  assert.equal(moved.seats.find((one) => one.user_id === 'bo')?.option, 'heal')
  const unknown = people.join(
    raid,
    [ana],
    { ...seat('bo'), option: 'bard' },
    { mayWait: true, now },
  )
  assert.deepEqual(unknown, { ok: false, refusal: 'unknown_role' })
})

test('an owner who leaves hands over to who joined first; the last one out cancels', () => {
  const handed = people.leave(party(), [ana, seat('bo', 2)], 'ana', stay)
  assert.ok(handed.ok)
  assert.equal(handed.party.owner_id, 'bo')
  const empty = people.leave(party(), [ana], 'ana', stay)
  assert.ok(empty.ok)
  assert.deepEqual([empty.party.state, empty.events.at(-1)], ['cancelled', 'cancelled'])
  const outside = people.depart(party(), [seat('bo', 2)], 'ana', now)
  assert.ok(outside.ok)
  assert.deepEqual([outside.party.owner_id, outside.events], ['bo', ['owner_changed']])
  const nobody = people.depart(party(), [], 'ana', now)
  assert.ok(nobody.ok)
  assert.deepEqual([nobody.party.state, nobody.events], ['cancelled', ['cancelled']])
  assert.deepEqual(people.depart(party(), [ana], 'ana', now), empty)
  const forbidden = people.leave(party(), [ana], 'ana', { ownerLeave: 'forbid', now })
  assert.deepEqual(forbidden, { ok: false, refusal: 'owner_cannot_leave' })
})

test('people leave whatever has become of a party, and nobody gets their places', () => {
  const queue: Seat = { ...seat('cleo', 3), status: 'waiting' }
  const board = [ana, seat('bo', 2), queue]
  for (const state of recruitmentState.options.filter((one) => !isLive(one))) {
    const over = party({ state, closed_reason: 'manual', closed_at: now, roles: [] })
    for (const act of [people.kick, people.leave] as const) {
      const gone =
        act === people.kick
          ? people.kick(over, board, 'bo', now)
          : people.leave(over, board, 'bo', stay)
      assert.ok(gone.ok, state)
      const ids = gone.seats.map((one) => `${one.user_id} ${one.status}`)
      assert.deepEqual([gone.party.state, ids], [state, ['ana confirmed', 'cleo waiting']])
      assert.equal(gone.events.length, 1)
      const stranger = people.leave(gone.party, gone.seats, 'bo', stay)
      assert.deepEqual(stranger, { ok: false, refusal: 'not_joined' })
      const opened = status.reopen(gone.party, gone.seats, { expires_at: undefined, now })
      assert.ok(opened.ok)
      assert.deepEqual(opened.events, ['reopened', 'participant_promoted', 'full'])
    }
    const handed = people.leave(over, board, 'ana', stay)
    assert.ok(handed.ok)
    assert.deepEqual([handed.party.state, handed.party.owner_id], [state, 'bo'])
    const forbidden = people.leave(over, board, 'ana', { ownerLeave: 'forbid', now })
    assert.deepEqual(forbidden, { ok: false, refusal: 'owner_cannot_leave' })
    const empty = people.leave(over, [ana], 'ana', stay)
    assert.ok(empty.ok)
    const { closed_reason, owner_id } = empty.party
    assert.deepEqual([empty.party.state, closed_reason, owner_id], [state, 'manual', 'ana'])
    const larger = people.reshape(over, board, { max_slots: 9, roles: [], overflow: false, now })
    assert.ok(larger.ok)
    assert.equal(larger.seats[2]?.status, 'waiting')
  }
})

test('owners send away and hand over, but only what is there', () => {
  const kicked = people.kick(party(), [ana, seat('bo', 2)], 'bo', now)
  assert.ok(kicked.ok)
  assert.equal(kicked.events[0], 'participant_kicked')
  assert.deepEqual(people.kick(party(), [ana], 'ana', now), {
    ok: false,
    refusal: 'owner_cannot_leave',
  })
  const stranger = people.transfer(party(), [ana], 'zoe')
  assert.deepEqual(stranger, { ok: false, refusal: 'not_joined' })
})

test('places cannot be cut below members, unless the last ones are sent to the queue', () => {
  const full = party({ max_slots: 3, state: 'full', closed_reason: 'full', closed_at: now })
  const board = [ana, seat('bo', 2), seat('cleo', 3)]
  const shape = { max_slots: 2, roles: [], now }
  const refused = people.reshape(full, board, { ...shape, overflow: false })
  assert.deepEqual(refused, { ok: false, refusal: 'max_slots_below_current' })
  const cut = people.reshape(full, board, { ...shape, overflow: true })
  assert.ok(cut.ok)
  assert.equal(cut.seats.find((one) => one.user_id === 'cleo')?.status, 'waiting')
  const again = people.reshape(cut.party, cut.seats, { ...shape, max_slots: 3, overflow: false })
  assert.ok(again.ok)
  assert.deepEqual(again.events, ['edited', 'participant_promoted'])
})

test('a refusal names what is too small: all places, or those of a role', () => {
  const roles = [{ key: 'tank', label: 'Tank', emoji: null, max: 3 }]
  const raid = party({ max_slots: 4, roles })
  const tanks = ['bo', 'cleo'].map((id, n) => ({ ...seat(id, n + 2), option: 'tank' }))
  const shape = { max_slots: 4, overflow: false, now }
  const heal = [{ key: 'heal', label: 'Heal', emoji: null, max: 3 }]
  const dropped = people.reshape(raid, [ana, ...tanks], { ...shape, roles: heal })
  assert.deepEqual(dropped, { ok: false, refusal: 'roles_below_current' })
  const fewer = people.reshape(raid, [ana, ...tanks], { ...shape, max_slots: 2, roles: [] })
  assert.deepEqual(fewer, { ok: false, refusal: 'max_slots_below_current' })
})

test('closing, starting and opening again follow the table', () => {
  for (const state of recruitmentState.options) {
    const at = party({ state, closed_at: isLive(state) ? null : now, max_slots: 4 })
    const closes = status.end(at, [ana], 'closed', now).ok
    const starts = status.start(at, [ana], now).ok
    const opens = status.reopen(at, [ana], { expires_at: undefined, now }).ok
    const may = transitions[state]
    assert.deepEqual([closes, starts], [may.includes('closed'), may.includes('started')], state)
    assert.equal(opens, !isLive(state), state)
  }
  const late = party({ state: 'closed', closed_at: now - reopenWindowMs - 1 })
  const refused = status.reopen(late, [], { expires_at: undefined, now })
  assert.deepEqual(refused, { ok: false, refusal: 'invalid_transition' })
  const over = party({ state: 'expired', closed_at: now, expires_at: now - 1 })
  const needsEnd = status.reopen(over, [], { expires_at: undefined, now })
  assert.deepEqual(needsEnd, { ok: false, refusal: 'recruitment_expired' })
})

test('an idle party is called out once and ends; a scheduled one waits for its start', () => {
  const idle = party({ max_slots: 4 })
  assert.equal(nextTick(idle, [ana], rules), now + rules.idle_ms - rules.last_call_ms)
  const called = tick(idle, [ana], rules, now + rules.idle_ms - rules.last_call_ms)
  assert.equal(called.lastCall, true)
  assert.ok(called.decision)
  const again = tick(called.decision.party, [ana], rules, now + rules.idle_ms - minute)
  assert.deepEqual(again, { decision: null, lastCall: false })
  const ended = tick(called.decision.party, [ana], rules, now + rules.idle_ms).decision
  assert.deepEqual(ended?.events, ['expired'])
  const roles = [{ key: 'tank', label: 'Tank', emoji: null, max: 1 }]
  const tank = { ...seat('bo', 2), option: 'tank' }
  const waits = { ...seat('cy', 3), option: 'tank', status: 'waiting' as const }
  const led = { ...called.decision.party, roles }
  const queued = tick(led, [ana, tank, waits], rules, now + rules.idle_ms).decision
  assert.deepEqual([queued?.seats, queued?.events], [[ana, tank], ['expired']])
  assert.deepEqual(queued?.changes, [{ kind: 'released', seat: waits }])
  const scheduled = party({ max_slots: 4, starts_at: now + 24 * hour })
  assert.equal(tick(scheduled, [ana], rules, now + 3 * hour).decision, null)
})

test('at its start a party begins with enough members, waits a while with too few, then ends', () => {
  const raid = party({ max_slots: 4, min_slots: 2, starts_at: now + hour })
  const enough = tick(raid, [ana, seat('bo', 2)], rules, now + hour).decision
  assert.deepEqual([enough?.party.state, enough?.events], ['started', ['started']])
  assert.equal(tick(raid, [ana], rules, now + hour).decision, null)
  const few = tick(raid, [ana], rules, now + hour + rules.grace_ms).decision
  assert.equal(few?.party.state, 'expired')
})

const deeds = ['join', 'leave', 'slots', 'cut', 'wait', 'accept', 'close', 'reopen'] as const
type Step = { do: (typeof deeds)[number]; user: string; n: number }

test('whatever people and time do, the state follows from the seats', () => {
  const step: fc.Arbitrary<Step> = fc.record({
    do: fc.constantFrom(...deeds),
    user: fc.constantFrom('ana', 'bo', 'cleo', 'dan', 'eva'),
    n: fc.integer({ min: 1, max: 6 }),
  })
  const offer = fc.constantFrom(null, 3 * minute)
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), offer, (steps, offer_ms) => {
      let state = party({ offer_ms })
      let seats: Seat[] = [ana]
      let at = now
      let hasBeenOver = false
      for (const { do: what, user, n } of steps) {
        if (what === 'wait') at += n * minute
        const decision = {
          join: () => people.join(state, seats, seat(user), { mayWait: true, now: at }),
          leave: () => people.leave(state, seats, user, { ...stay, now: at }),
          close: () => status.end(state, seats, 'closed', at),
          reopen: () => status.reopen(state, seats, { expires_at: undefined, now: at }),
          cut: () =>
            people.reshape(state, seats, { max_slots: n, roles: [], overflow: true, now: at }),
          slots: () =>
            people.reshape(state, seats, { max_slots: n, roles: [], overflow: false, now: at }),
          accept: () => people.acceptOffer(state, seats, user, at),
          wait: () => tick(state, seats, rules, at).decision ?? { ok: false as const },
        }[what]()
        const before = state
        if (decision.ok) ({ party: state, seats } = decision)
        if (!isLive(state.state)) {
          hasBeenOver = true
          if (isLive(before.state) || !decision.ok) continue
          assert.equal(state.state, before.state, 'only opening again opens it')
          const given = decision.changes.filter(({ kind }) => kind !== 'released')
          assert.ok(given.every(({ kind }) => kind === 'demoted' || kind === 'moved'))
          continue
        }
        assert.equal(state.state, takenCount(seats) >= state.max_slots ? 'full' : 'open')
        assert.ok(confirmedCount(seats) <= state.max_slots)
        // An owner who left a party that was over, as the last one, still owns it.
        const owner = seats.find((one) => one.user_id === state.owner_id)
        assert.ok(owner?.status === 'confirmed' || hasBeenOver, 'the owner is in')
        assert.equal(tick(state, seats, rules, at).decision?.changes.length ?? 0, 0)
      }
    }),
    { numRuns: 500 },
  )
})
