import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { shownWaiting } from '#modules/recruitment/contract/party.ts'
import { leave } from '#modules/recruitment/rules/people.ts'
import { seatChanges } from '#modules/recruitment/views/json.ts'
import { newer } from '#modules/recruitment/web/parties.ts'
import { seatAction, withMyPart, withRequest } from '#modules/recruitment/web/seats.ts'
import { idsOfPeople } from '../support/people.ts'
import { after, jsonFor, newParty, personId, type Step } from './recruitment-world.ts'

const step = fc.record<Step>({
  kind: fc.constantFrom('join', 'join', 'join', 'leave', 'close', 'reopen'),
  person: fc.nat({ max: 5 }),
})
const party = fc
  .record({
    slots: fc.integer({ min: 1, max: 4 }),
    waitlist: fc.boolean(),
    steps: fc.array(step, { maxLength: 12 }),
  })
  .map(({ steps, ...options }) => steps.reduce(after, newParty(1, options)))
const person = fc.nat({ max: 5 })

function reader(n: number) {
  const name = `person ${String(n)}`
  return { discord_id: personId(n), username: name, display_name: name }
}

test('the page finds the part of its reader in a live frame as the server would tell it', () => {
  fc.assert(
    fc.property(party, person, (view, n) => {
      const frame = jsonFor(view, null)
      assert.deepEqual(withMyPart(frame, reader(n), null), jsonFor(view, n))
    }),
  )
})

test('who knows nobody else in a party is still found there when a frame comes', () => {
  fc.assert(
    fc.property(party, person, (view, n) => {
      const held = jsonFor(view, n, []).my
      assert.deepEqual(withMyPart(jsonFor(view, null, []), reader(n), held).my, held)
    }),
  )
})

test('a party looks at once as it will after the server agreed to a join', () => {
  fc.assert(
    fc.property(party, person, (view, n) => {
      const shown = jsonFor(view, n)
      const action = seatAction(shown, true)
      if (action.kind !== 'join' && action.kind !== 'join_waitlist') return
      const request = { id: 1, action: 'join', idempotencyKey: 'k' } as const
      const hoped = withRequest(shown, request, reader(n), 0)
      const agreed = jsonFor(after(view, { kind: 'join', person: n }), n)
      assert.deepEqual(idsOfPeople(hoped.participants), idsOfPeople(agreed.participants))
      assert.deepEqual(idsOfPeople(hoped.waitlist), idsOfPeople(agreed.waitlist))
      // The order of arrival is the server's to give.
      assert.deepEqual({ ...hoped.my, ticket: null }, { ...agreed.my, ticket: null })
      assert.equal(hoped.current_slots, agreed.current_slots)
      assert.equal(hoped.is_full, agreed.is_full)
    }),
  )
})

test('a request laid over its own outcome changes nothing, whichever comes first', () => {
  fc.assert(
    fc.property(party, person, fc.constantFrom('join', 'leave'), (view, n, action) => {
      const done = jsonFor(after(view, { kind: action, person: n }), n)
      const inside = done.my?.reason === 'already_joined'
      if (inside !== (action === 'join')) return
      const request = { id: 1, action, idempotencyKey: 'k' } as const
      assert.equal(withRequest(done, request, reader(n), 0), done)
    }),
  )
})

test('whoever waits far behind moves with every frame as the queue before does', () => {
  const crowd = 80
  const full = Array.from({ length: crowd }, (_, n) => n + 1).reduce(
    (view, n) => after(view, { kind: 'join', person: n }),
    newParty(1, { slots: 2, waitlist: true }),
  )
  const mine = fc.integer({ min: shownWaiting + 20, max: crowd })
  const leavers = fc.uniqueArray(fc.integer({ min: 0, max: crowd }), { maxLength: 18 })
  fc.assert(
    fc.property(mine, leavers, fc.boolean(), (n, all, gap) => {
      let view = full
      let shown = jsonFor(view, n)
      for (const leaver of all.filter((one) => one !== n)) {
        const rules = { ownerLeave: 'transfer' as const, now: view.party.updated_at + 1 }
        const decision = leave(view.party, view.seats, personId(leaver), rules)
        assert.ok(decision.ok)
        view = after(view, { kind: 'leave', person: leaver })
        const frame = jsonFor(view, null)
        shown = newer(shown, frame, reader(n), { users: seatChanges(decision.changes) })
        // The same frame once more, and the second one of a version, change nothing.
        shown = newer(shown, frame, reader(n), { users: seatChanges(decision.changes) })
        assert.deepEqual(shown.my, jsonFor(view, n).my)
      }
      if (!gap) return
      view = after(after(view, { kind: 'leave', person: n - 1 }), { kind: 'close', person: 0 })
      view = after(view, { kind: 'reopen', person: 0 })
      const later = newer(shown, jsonFor(view, null), reader(n), {})
      assert.ok((later.my?.position ?? 0) <= later.waitlist_count)
    }),
    { numRuns: 50 },
  )
})

test('the button says what is possible', () => {
  const view = newParty(1, { slots: 2, waitlist: false })
  assert.deepEqual(seatAction(jsonFor(view, null), false), { kind: 'sign_in' })
  assert.deepEqual(seatAction(jsonFor(view, 1), true), { kind: 'join' })
  const full = after(view, { kind: 'join', person: 2 })
  assert.deepEqual(seatAction(jsonFor(full, 1), true), { kind: 'none', reason: 'recruitment_full' })
  assert.deepEqual(seatAction(jsonFor(full, 2), true), { kind: 'leave' })
  const closed = after(full, { kind: 'close', person: 0 })
  const ended = { kind: 'none', reason: 'recruitment_closed' }
  assert.deepEqual(seatAction(jsonFor(closed, 1), true), ended)
  assert.deepEqual(seatAction(jsonFor(closed, 2), true), { kind: 'leave' })
})
