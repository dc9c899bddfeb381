import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import {
  agreed,
  fieldsThat,
  isPull,
  isPush,
  merge,
  mergeFields,
  type MergeInput,
  type Side,
} from './merge.ts'

const side = (text: string): Side => ({
  title: text,
  description: text,
  start: text,
  end: text,
  place: text,
})

const all = ['title', 'description', 'start', 'end', 'place', 'status'] as const

function input(ours: string, theirs: string, more: Partial<MergeInput> = {}): MergeInput {
  return {
    base: { ours: side('base'), theirs: side('base') },
    ours: side(ours),
    theirs: side(theirs),
    policy: 'latest',
    oursAt: { title: 10_000, description: 10_000, start: 10_000, end: 10_000, place: 10_000 },
    theirsAt: 20_000,
    truncated: [],
    pullable: all,
    ...more,
  }
}

describe('one field of both sides against the last agreement', () => {
  const title = (one: MergeInput) => merge(one).title
  const table: [string, MergeInput, ReturnType<typeof title>][] = [
    ['nothing changed', input('base', 'base'), { do: 'same' }],
    ['only ours', input('new', 'base'), { do: 'push' }],
    ['only theirs', input('base', 'new'), { do: 'pull', value: 'new' }],
    ['both to the same', input('new', 'new'), { do: 'same' }],
    ['theirs later', input('a', 'b'), { do: 'conflict', winner: 'discord' }],
    [
      'a tie within two seconds',
      input('a', 'b', { theirsAt: 12_000 }),
      { do: 'conflict', winner: 'muster' },
    ],
    ['ours by policy', input('a', 'b', { policy: 'muster' }), { do: 'conflict', winner: 'muster' }],
    [
      'theirs by policy',
      input('a', 'b', { policy: 'discord', theirsAt: 0 }),
      { do: 'conflict', winner: 'discord' },
    ],
    ['asked', input('a', 'b', { policy: 'ask' }), { do: 'conflict', winner: 'open' }],
    [
      'a shortened text that was edited there',
      input('base', 'b', { truncated: ['title'] }),
      { do: 'conflict', winner: 'open' },
    ],
    ['a field that may not be taken over', input('base', 'b', { pullable: [] }), { do: 'push' }],
  ]
  for (const [name, given, outcome] of table) {
    it(name, () => assert.deepEqual(title(given), outcome))
  }

  it('sees no difference in what Discord normalised', () => {
    const base = { ours: side('text '), theirs: side('text') }
    const given = input('text ', 'text', { base })
    assert.deepEqual(merge(given).title, { do: 'same' })
  })
})

const text = fc.constantFrom('a', 'b', 'c')
const anySide = fc.record({ title: text, description: text, start: text, end: text, place: text })

describe('any two sides', () => {
  it('agree after the outcomes are carried out, and a second merge finds nothing to do', () => {
    fc.assert(
      fc.property(
        fc.tuple(anySide, anySide, anySide),
        fc.constantFrom('latest' as const, 'muster' as const, 'discord' as const),
        fc.integer({ min: 0, max: 30_000 }),
        ([base, ours, theirs], policy, theirsAt) => {
          const given = input('', '', {
            base: { ours: base, theirs: base },
            ours,
            theirs,
            policy,
            theirsAt,
          })
          const outcomes = merge(given)
          const next = { ours: { ...ours }, theirs: { ...theirs } }
          for (const field of fieldsThat(outcomes, isPull)) next.ours[field] = theirs[field]
          for (const field of fieldsThat(outcomes, isPush)) next.theirs[field] = ours[field]
          assert.deepEqual(next.ours, next.theirs)
          const again = merge({
            ...given,
            ...next,
            base: agreed({ base: given.base, ...next }, outcomes),
          })
          assert.ok(mergeFields.every((field) => again[field].do === 'same'))
          // Whatever only one side changed is kept, whoever wins elsewhere.
          for (const field of mergeFields) {
            if (ours[field] === base[field]) assert.equal(next.ours[field], theirs[field])
            if (theirs[field] === base[field]) assert.equal(next.ours[field], ours[field])
          }
        },
      ),
    )
  })
})
