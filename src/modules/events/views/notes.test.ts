import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeEvent, makeSignup } from '../../../../test/support/events.ts'
import { unknown } from '../rules/signups.ts'
import type { Seen } from './json.ts'
import { peopleList } from './notes.ts'

test('everybody is on some page of the list, however long the notes are', () => {
  const ids = Array.from({ length: 80 }, (_, index) =>
    String(100_000_000_000_000_000n + BigInt(index)),
  )
  const notes = (index: number) =>
    index % 3 === 0 ? 'A note_that_is_as long as it may be. '.repeat(6) : ''
  const seen: Seen = {
    event: makeEvent({ title: 'Long_'.repeat(30) }),
    signups: ids.map((user_id, index) => makeSignup({ user_id, notes: notes(index) })),
    people: new Map(),
    org_name: 'o',
    links: [],
    messages: [],
    guilds: [],
    viewer: { user_id: null, inside: true, manager: false, ...unknown },
    now: 0,
  }
  const listed = new Set<string>()
  for (let page = 0; page < 10; page += 1) {
    const { content = '' } = peopleList(seen, page, 'fr')
    assert.ok(content.length <= 2_000 && !content.endsWith('…'))
    for (const [, id] of content.matchAll(/<@(\d+)>/g)) listed.add(id ?? '')
  }
  assert.deepEqual([...listed].toSorted(), ids)
})
