import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import {
  presenceState,
  staleAfterMs,
  type Activity,
  type Observation,
  type PresenceLink,
} from '#core/presence.ts'
import { activityOf, customStatusOf, isOnline, shownPresence } from './presence.ts'

const link: PresenceLink = {
  connected: true,
  state: 'ready',
  since: 1_000,
  last_event_at: null,
  presence_intent: true,
  members_intent: true,
  guild: 'present',
  counts: null,
  problem: null,
}
const activity = (fields: Partial<Activity>): Activity => ({
  name: 'Something',
  type: 0,
  state: null,
  details: null,
  url: null,
  emoji: null,
  created_at: null,
  started_at: null,
  ...fields,
})
const presence = (...activities: Activity[]) =>
  ({ status: 'online', activities, platforms: { desktop: 'online' } }) as const
const seen = (fields: Partial<Observation> = {}): Observation => ({
  guild_id: '1',
  user_id: '2',
  presence: presence(),
  in_guild: true,
  observed_at: 2_000,
  since: 2_000,
  since_exact: true,
  seen_at: 2_000,
  fresh: true,
  ...fields,
})

describe('what is shown of a presence', () => {
  const emoji = (name: string, id: string | null) => ({ name, id, animated: id !== null })
  for (const [name, given, text] of [
    ['text alone', { state: 'Lunch' }, 'Lunch'],
    ['emoji alone', { emoji: emoji('🍜', null) }, '🍜'],
    ['a custom animated emoji', { emoji: emoji('party', '5') }, ':party:'],
    ['emoji and text', { emoji: emoji('🍜', null), state: 'Lunch' }, '🍜 Lunch'],
    ['neither', {}, null],
  ] as const) {
    test(`custom status: ${name}`, () => {
      assert.equal(customStatusOf(presence(activity({ type: 4, ...given }))).text, text)
    })
  }

  test('the activity that says most wins, of one kind the newest, and never the custom status', () => {
    const all = [4, 3, 2, 0, 5, 1, 99].map((type) => activity({ type, name: `type ${type}` }))
    assert.equal(activityOf(presence(...all)), 'type 1')
    for (const without of [1, 0, 5, 2, 3]) {
      const index = all.findIndex(({ type }) => type === without)
      assert.equal(activityOf(presence(...all)), `type ${without}`)
      all.splice(index, 1)
    }
    assert.equal(activityOf(presence(...all)), 'type 99')
    assert.equal(activityOf(presence(activity({ type: 4 }))), null)
    const two = [activity({ name: 'old', created_at: 1 }), activity({ name: 'new', created_at: 2 })]
    assert.equal(activityOf(presence(...two)), 'new')
  })

  test('every state, and what it shows', () => {
    const at = { link, now: 3_000 }
    const person = { discord_id: '2', privacy: 'none' } as const
    const state = (one: Observation | null, changes: Partial<PresenceLink> = {}, now = 3_000) =>
      shownPresence(person, one, { link: { ...link, ...changes }, now }).state
    assert.equal(state(seen()), 'live')
    assert.equal(state(null), 'unknown')
    assert.equal(state(seen({ presence: null })), 'unknown')
    assert.equal(state(seen({ in_guild: false, presence: null })), 'not_in_guild')
    assert.equal(state(seen({ fresh: false })), 'stale')
    assert.equal(state(seen(), { guild: 'unavailable' }), 'unknown')
    assert.equal(state(seen(), { guild: 'absent' }), 'unknown')
    assert.equal(state(seen(), { presence_intent: false }), 'unknown')
    const lost = { connected: false, since: 1_000 }
    assert.equal(state(seen(), lost, 1_000 + staleAfterMs - 1), 'live')
    assert.equal(state(seen(), lost, 1_000 + staleAfterMs), 'stale')
    assert.equal(shownPresence({ ...person, discord_id: null }, seen(), at).state, 'unlinked')
    const hidden = shownPresence({ ...person, privacy: 'all' }, seen(), at)
    assert.deepEqual([hidden.state, hidden.status, hidden.last_seen], ['hidden', null, null])
    const half = shownPresence(
      { ...person, privacy: 'activity' },
      seen({ presence: presence(activity({}), activity({ type: 4, state: 'x' })) }),
      at,
    )
    assert.deepEqual([half.status, half.custom, half.activity], ['online', null, null])
    assert.deepEqual(half.activities, [])
  })

  test('nothing is said of a status that was never observed, whatever the link', () => {
    const links = fc.record({
      connected: fc.boolean(),
      since: fc.integer(),
      presence_intent: fc.boolean(),
      guild: fc.constantFrom('present', 'unavailable', 'absent', 'unknown' as const),
    })
    fc.assert(
      fc.property(links, fc.integer(), (changes, now) => {
        const other: PresenceLink = { ...link, ...changes }
        assert.equal(presenceState(null, other, now), 'unknown')
        const shown = shownPresence({ discord_id: '2', privacy: 'none' }, null, {
          link: other,
          now,
        })
        assert.equal(shown.status, null)
        assert.equal(isOnline(shown), false)
      }),
    )
  })
})
