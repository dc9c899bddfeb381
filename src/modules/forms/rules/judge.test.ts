import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { isEditedAfterLock, judge, keepSnapshot, type Judged, type KeptSnapshot } from './judge.ts'

const base: Judged = {
  id: 'r',
  code_state: 'known',
  owner: 'aki',
  owner_is_target: true,
  owner_had_door: true,
  create_time: 100,
  submitted_time: 100,
  ruling: null,
  withdrawn: false,
}

const rules = { deadline: 1_000, allow_edit: true }

function statuses(all: Partial<Judged>[], given = rules): string[] {
  const judged = judge(
    all.map((one, index) => ({ ...base, id: `r${index}`, ...one })),
    given,
  )
  return all.map((_, index) => judged.get(`r${index}`)?.status ?? 'none')
}

test('every row of the table has its status', () => {
  assert.deepEqual(statuses([{ code_state: 'missing', owner: null }]), ['missing_code'])
  assert.deepEqual(statuses([{ code_state: 'mistyped', owner: null }]), ['mistyped'])
  assert.deepEqual(statuses([{ code_state: 'foreign', owner: null }]), ['foreign'])
  assert.deepEqual(statuses([{ owner_is_target: false }]), ['not_target'])
  assert.deepEqual(statuses([{ create_time: 1_001, submitted_time: 1_001 }]), ['late'])
  assert.deepEqual(statuses([{ create_time: 1_000, submitted_time: 1_500 }]), ['valid'])
  assert.deepEqual(statuses([{ withdrawn: true }]), ['withdrawn'])
  const two = [
    { create_time: 100, submitted_time: 100 },
    { create_time: 200, submitted_time: 200 },
  ]
  assert.deepEqual(statuses(two), ['superseded', 'valid'])
  assert.deepEqual(statuses(two, { ...rules, allow_edit: false }), ['valid', 'duplicate'])
  assert.equal(judge([{ ...base, owner_had_door: false }], rules).get('r')?.no_door, true)
})

test('administrators take late ones and say whose a mistyped one is', () => {
  const accept = { kind: 'accept' } as const
  assert.deepEqual(statuses([{ create_time: 2_000, submitted_time: 2_000, ruling: accept }]), [
    'valid',
  ])
  const assigned = {
    code_state: 'mistyped',
    owner: 'aki',
    ruling: { kind: 'assign', discord_id: 'aki' },
    create_time: 50,
    submitted_time: 50,
  } as const
  assert.deepEqual(statuses([assigned, {}]), ['superseded', 'valid'])
  assert.deepEqual(statuses([{ code_state: 'foreign', owner: null, ruling: accept }]), ['foreign'])
})

test('one answer counts for everybody who has a valid one, in whichever order they come', () => {
  const response = fc.record({
    code_state: fc.constantFrom('known' as const, 'foreign' as const, 'missing' as const),
    owner: fc.constantFrom('aki', 'beni', 'chi'),
    owner_is_target: fc.boolean(),
    create_time: fc.nat(1_500),
    after: fc.nat(300),
    withdrawn: fc.boolean(),
  })
  fc.assert(
    fc.property(fc.array(response), fc.boolean(), fc.nat(), (drawn, allow_edit, turn) => {
      const all = drawn.map((one, index) => ({
        ...base,
        ...one,
        id: `r${index}`,
        submitted_time: one.create_time + one.after,
      }))
      const given = { deadline: 1_000, allow_edit }
      const judged = judge(all, given)
      const turned = all.length > 0 ? turn % all.length : 0
      const other = [...all.slice(turned), ...all.slice(0, turned)].toReversed()
      const turnedJudged = judge(other, given)
      assert.equal(turnedJudged.size, judged.size)
      for (const [id, one] of judged) assert.deepEqual(turnedJudged.get(id), one)
      for (const owner of ['aki', 'beni', 'chi']) {
        const own = all.filter(
          (one) =>
            one.owner === owner &&
            one.code_state === 'known' &&
            one.owner_is_target &&
            !one.withdrawn &&
            one.create_time <= 1_000,
        )
        const counted = own.filter((one) => judged.get(one.id)?.counted)
        assert.equal(counted.length, Math.min(1, own.length))
      }
      const sum = [...judged.values()].filter(({ counted }) => counted).length
      assert.equal(sum, [...judged.values()].filter(({ status }) => status === 'valid').length)
    }),
  )
})

test('snapshots of one response come to the same in any order, or the first stays for good', () => {
  const shown = fc.uniqueArray(fc.nat(1_000), { minLength: 1, maxLength: 5 }).map((times) =>
    times.map((submitted_time) => ({
      id: 'r',
      create_time: 0,
      submitted_time,
      answers: { q: [String(submitted_time)] },
    })),
  )
  fc.assert(
    fc.property(shown, fc.boolean(), (all, allowEdit) => {
      const kept = all.reduce<KeptSnapshot | null>(
        (before, one) => keepSnapshot(before, one, allowEdit),
        null,
      )
      assert.ok(kept)
      const newest = Math.max(...all.map((one) => one.submitted_time))
      const expected = allowEdit ? newest : all[0]?.submitted_time
      assert.equal(kept.submitted_time, expected)
      assert.deepEqual(kept.answers['q'], [String(expected)])
      assert.equal(isEditedAfterLock(kept), newest > kept.submitted_time)
      assert.deepEqual(keepSnapshot(kept, all[0] ?? kept, allowEdit), kept)
    }),
  )
})
