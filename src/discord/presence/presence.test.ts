import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { presenceStatuses } from '#core/presence.ts'
import { foreignPresence, sequenceOf } from '../gateway/foreign.ts'
import { createBoard } from './board.ts'
import { presenceListeners } from './listeners.ts'
import { presenceOf } from './parse.ts'

describe('presences', () => {
  test('whatever stands in an event, it is read or left out, and never fails', () => {
    fc.assert(
      fc.property(fc.anything(), fc.constantFrom(...presenceStatuses), (junk, status) => {
        presenceOf(junk)
        const read = presenceOf({
          status,
          activities: [junk, { name: 'x', type: 99 }],
          client_status: junk,
        })
        assert.equal(read?.status, status)
        assert.ok(read.activities.some(({ name }) => name === 'x'))
      }),
    )
  })

  test('unknown kinds of devices are kept', () => {
    const read = presenceOf({ status: 'online', client_status: { embedded: 'online' } })
    assert.deepEqual(read?.platforms, { embedded: 'online' })
  })

  test('a presence of another server does not touch this one', () => {
    const board = createBoard()
    const known = null
    board.follow([{ guild_id: 'a', user_id: '1', known }])
    const online = { status: 'online', activities: [], platforms: {} } as const
    assert.equal(board.observe({ guild_id: 'b', user_id: '1', now: 5 }, online, true), null)
    assert.ok(board.observe({ guild_id: 'a', user_id: '1', now: 5 }, online, true))
    assert.equal(board.get('a', '1')?.presence?.status, 'online')
    assert.equal(board.get('b', '1'), null)
  })

  test('clocks may be set back: times never fall, and nothing is exact after a gap', () => {
    const board = createBoard()
    board.follow([{ guild_id: 'a', user_id: '1', known: null }])
    const steps = fc.array(
      fc.record({
        now: fc.integer({ min: 0, max: 1e6 }),
        status: fc.constantFrom(...presenceStatuses),
        gap: fc.boolean(),
      }),
      { minLength: 1 },
    )
    fc.assert(
      fc.property(steps, (all) => {
        let before = board.get('a', '1')
        for (const { now, status, gap } of all) {
          if (gap) board.age()
          const presence = { status, activities: [], platforms: {} }
          board.observe({ guild_id: 'a', user_id: '1', now }, presence, true)
          const after = board.get('a', '1')
          assert.ok(after)
          assert.ok((after.observed_at ?? 0) >= (before?.observed_at ?? 0))
          assert.ok((after.since ?? 0) <= (after.observed_at ?? 0))
          assert.ok((after.seen_at ?? 0) <= (after.observed_at ?? 0))
          if (gap) assert.equal(after.since_exact, false)
          before = after
        }
      }),
    )
  })
})

describe('members who leave while they are asked for', () => {
  test('a chunk that still names them is not believed before it is asked for again', () => {
    const board = createBoard()
    board.follow([{ guild_id: 'a', user_id: '1', known: null }])
    const asked: (readonly string[])[] = []
    const listeners = presenceListeners({
      board,
      requests: {
        ask: async (_guild, ids) => asked.push(ids) > 0,
        askAll: async () => true,
        answered: () => {},
        limited: () => {},
        lost: () => {},
        settle: async () => {},
      },
      unavailable: new Set(),
      now: () => 5,
      seesPresences: () => true,
      noted: () => {},
      linkChanged: () => {},
      lookAt: () => {},
    })
    const hear = (event: string, data: object) => {
      for (const one of listeners) if (one.event === event) void one.hear(data, 5)
    }
    const user = { id: '1' }
    const chunk = {
      guild_id: 'a',
      members: [{ user }],
      presences: [],
      chunk_index: 0,
      chunk_count: 1,
    }
    hear('GUILD_MEMBER_REMOVE', { guild_id: 'a', user })
    hear('GUILD_MEMBERS_CHUNK', chunk)
    assert.equal(board.get('a', '1')?.in_guild, false)
    assert.deepEqual(asked, [['1']])
    // The second answer is one of after the leaving: whoever it names is there.
    hear('GUILD_MEMBERS_CHUNK', chunk)
    assert.equal(board.get('a', '1')?.in_guild, true)
    assert.deepEqual(asked, [['1']])
    hear('GUILD_MEMBERS_CHUNK', { ...chunk, members: [], not_found: ['1'] })
    assert.equal(board.get('a', '1')?.in_guild, false)
  })
})

describe('frames that need not be parsed', () => {
  const frame = (d: object, envelope: object = { t: 'PRESENCE_UPDATE', s: 41, op: 0 }) =>
    JSON.stringify({ ...envelope, d })
  const follows = (id: string) => id === '1'

  test('foreign people are skipped by number, others are not', () => {
    assert.equal(foreignPresence(frame({ user: { id: '2' }, status: 'online' }), follows), 41)
    assert.equal(foreignPresence(frame({ user: { id: '1' }, status: 'online' }), follows), null)
    assert.equal(foreignPresence(frame({ user: { username: 'x', id: '2' } }), follows), 41)
    assert.equal(sequenceOf(frame({}, { t: 'READY', s: 1, op: 0 })), 1)
  })

  test('what is not as expected is parsed', () => {
    const nested = { user: { avatar_decoration_data: { id: '2' }, id: '1' } }
    assert.equal(foreignPresence(frame(nested), follows), null)
    assert.equal(foreignPresence(frame({ guild_id: '2' }), follows), null)
    assert.equal(foreignPresence(frame({}, { t: 'MESSAGE_CREATE', s: 1, op: 0 }), follows), null)
    const message = frame(
      { content: '"t":"PRESENCE_UPDATE" "user":{"id":"2"}' },
      { t: 'MESSAGE_CREATE', s: 1, op: 0 },
    )
    assert.equal(foreignPresence(message, follows), null)
  })

  test('nobody who is followed is ever skipped', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.jsonValue(), (name, status, more) => {
        const d = {
          guild_id: '5',
          status,
          activities: [{ name, more }],
          user: { id: '1', username: name },
        }
        assert.equal(foreignPresence(frame(d), follows), null)
      }),
    )
  })
})
