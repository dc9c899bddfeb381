import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { judgeLook, type GuildLook, type Look, type OpenAlert } from './alerts.ts'

const minuteMs = 60_000
const calm: GuildLook = {
  guild_id: 'g',
  unsynced_ms: 0,
  repaired: 0,
  conflicts: 0,
  missing: [],
  events: 0,
}
const look = (changes: Partial<Look>, guild: Partial<GuildLook> = {}): Look => ({
  gateway_down_ms: 0,
  rest: 'ok',
  overdue_ms: 0,
  ended: { failed: 0, all: 0 },
  told: { reached: 0, unreached: 0 },
  guilds: [{ ...calm, ...guild }],
  ...changes,
})
const names = (all: readonly OpenAlert[]) => all.map(({ kind, guild_id }) => `${kind}:${guild_id}`)
const alert = (text: string): OpenAlert => {
  const [kind, guild_id = ''] = text.split(':')
  return { kind: kind as OpenAlert['kind'], guild_id }
}

/** What is seen, what is open before, what begins, what is over. */
const table: readonly [string, Look, string[], string[], string[]][] = [
  ['nothing', look({}), [], [], []],
  ['a short break', look({ gateway_down_ms: 14_999 }), [], [], []],
  ['a long break', look({ gateway_down_ms: 15_000 }), [], ['gateway:'], []],
  ['the same break later', look({ gateway_down_ms: 90_000 }), ['gateway:'], [], []],
  ['a break that is over', look({}), ['gateway:'], [], ['gateway:']],
  ['a refused token', look({ rest: 'unauthorized' }), [], ['rest:'], []],
  ['late work', look({ overdue_ms: 2 * minuteMs }), [], ['overdue:'], []],
  ['work that is hardly late', look({ overdue_ms: 2 * minuteMs - 1 }), [], [], []],
  ['work that gets better', look({ overdue_ms: minuteMs }), ['overdue:'], [], []],
  ['work in time again', look({ overdue_ms: minuteMs - 1 }), ['overdue:'], [], ['overdue:']],
  ['few failures', look({ ended: { failed: 2, all: 2 } }), [], [], []],
  ['a fifth that fails', look({ ended: { failed: 3, all: 15 } }), [], ['failures:'], []],
  ['less than a fifth', look({ ended: { failed: 3, all: 16 } }), [], [], []],
  ['closed doors', look({ told: { reached: 5, unreached: 5 } }), [], ['closed_dms:'], []],
  ['some closed doors', look({ told: { reached: 6, unreached: 5 } }), [], [], []],
  ['a server not compared', look({}, { unsynced_ms: 25 * minuteMs }), [], ['unsynced:g'], []],
  ['silent changes', look({}, { repaired: 5 }), [], ['drift:g'], []],
  ['many conflicts', look({}, { conflicts: 10 }), [], ['conflicts:g'], []],
  ['a missing right', look({}, { missing: ['CREATE_EVENTS'] }), [], ['permissions:g'], []],
  ['90 events', look({}, { events: 90 }), [], ['event_limit:g'], []],
  ['89 events', look({}, { events: 89 }), [], [], []],
  ['85 events after 90', look({}, { events: 85 }), ['event_limit:g'], [], []],
  ['84 events after 90', look({}, { events: 84 }), ['event_limit:g'], [], ['event_limit:g']],
  [
    'all that follows from an outage',
    look({ gateway_down_ms: minuteMs, overdue_ms: 9 * minuteMs }, { unsynced_ms: 60 * minuteMs }),
    ['permissions:g'],
    ['gateway:'],
    [],
  ],
  ['a server that left', look({ guilds: [] }), ['permissions:g'], [], ['permissions:g']],
]

describe('the watch over the joining with Discord', () => {
  for (const [what, seen, open, raised, cleared] of table) {
    it(`judges ${what}`, () => {
      const verdict = judgeLook(seen, open.map(alert))
      assert.deepEqual(
        { raised: names(verdict.raise), cleared: names(verdict.clear) },
        { raised, cleared },
      )
    })
  }

  it('says what is wrong in figures and names', () => {
    const seen = look({ ended: { failed: 4, all: 8 } }, { missing: ['A', 'B'], events: 95 })
    assert.deepEqual(
      judgeLook(seen, []).raise.map(({ kind, detail }) => [kind, detail]),
      [
        ['failures', { failed: 4, all: 8 }],
        ['permissions', { names: 'A, B' }],
        ['event_limit', { count: 95 }],
      ],
    )
  })
})
