import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { PartyView } from '#modules/recruitment/store/parties.ts'
import {
  dropParty,
  foldAfter,
  isFolded,
  matches,
  mergeFetched,
  putParty,
  type PartyFilter,
  type PartyList,
} from '#modules/recruitment/web/parties.ts'
import { after, jsonFor, newParty, personId } from './recruitment-world.ts'

const reader = { discord_id: personId(1), username: 'person 1', display_name: 'person 1' }

type Frame = { kind: 'put'; view: PartyView } | { kind: 'drop'; id: number }

const event = fc.oneof(
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('open' as const) }) },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constantFrom('join', 'join', 'leave', 'close', 'reopen'),
      person: fc.nat({ max: 4 }),
      pick: fc.nat(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('delete' as const), pick: fc.nat() }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('deliver' as const), again: fc.nat(3) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('ask' as const) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('answer' as const) }) },
)

type Event = typeof event extends fc.Arbitrary<infer Kind> ? Kind : never

/** A server, a page and the wire between them, where answers and frames overtake each other. */
function createWire(filter: PartyFilter) {
  const parties = new Map<number, PartyView>()
  const sent: Frame[] = []
  let delivered = 0
  let nextId = 1
  let asked: { before: PartyList | undefined; fetched: PartyList } | null = null
  let list: PartyList = { items: [], count: 0, cursor: null, gone: [] }
  const onServer = () =>
    [...parties.values()].map((view) => jsonFor(view, 1)).filter((item) => matches(item, filter))
  function apply(frame: Frame | undefined): void {
    if (frame?.kind === 'drop') list = dropParty(list, frame.id)
    if (frame?.kind === 'put') list = putParty(list, jsonFor(frame.view, null), { filter, reader })
  }
  function change(id: number, view: PartyView | null): void {
    if (view) parties.set(id, view)
    else parties.delete(id)
    sent.push(view ? { kind: 'put', view } : { kind: 'drop', id })
  }
  function ask(): void {
    asked = { before: list, fetched: { items: onServer(), count: 0, cursor: null, gone: [] } }
  }
  function answer(): void {
    if (asked) list = mergeFetched({ ...asked, held: list }, { filter, reader })
    asked = null
  }
  function deliver(again: number): void {
    for (const frame of sent.slice(Math.max(0, delivered - again), delivered + 1)) apply(frame)
    delivered = Math.min(sent.length, delivered + 1)
  }
  function run(step: Event): void {
    if (step.kind === 'open') {
      const id = nextId++
      change(id, newParty(id, { slots: 3, waitlist: true }))
    } else if (step.kind === 'ask') ask()
    else if (step.kind === 'answer') answer()
    else if (step.kind === 'deliver') deliver(step.again)
    else {
      const view = [...parties.values()][step.pick % Math.max(1, parties.size)]
      if (!view) return
      if (step.kind === 'delete') change(view.party.id, null)
      else change(view.party.id, after(view, step))
    }
  }
  function finish(): PartyList {
    answer()
    while (delivered < sent.length) deliver(0)
    return list
  }
  return { run, finish, onServer, parties }
}

test('however frames and fetches overtake each other, the list ends as the server has it', () => {
  const filter = fc.constantFrom<PartyFilter>(
    {},
    { status: 'open' },
    { has_space: true },
    { participant: 'me' },
  )
  fc.assert(
    fc.property(filter, fc.array(event, { maxLength: 60 }), (wanted, events) => {
      const wire = createWire(wanted)
      for (const step of events) wire.run(step)
      const { items } = wire.finish()
      const belonging = items.filter((item) => matches(item, wanted))
      const expected = wire.onServer().toSorted((a, b) => b.id - a.id)
      assert.deepEqual(belonging, expected)
      // What else is shown has left the filter and is shown as it is now.
      for (const item of items.filter((one) => !matches(one, wanted))) {
        const view = wire.parties.get(item.id)
        assert.deepEqual(item, view && jsonFor(view, 1))
      }
    }),
    { numRuns: 400 },
  )
})

test('an ended party stays whole for five minutes and then folds; a running one never does', () => {
  const open = newParty(1, { slots: 2, waitlist: true })
  const full = after(open, { kind: 'join', person: 2 })
  const ended = full.party.closed_at ?? 0
  assert.equal(isFolded(jsonFor(open, null), ended + foldAfter), false)
  assert.equal(isFolded(jsonFor(full, null), ended + foldAfter - 1), false)
  assert.equal(isFolded(jsonFor(full, null), ended + foldAfter), true)
})
