import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { remoteEvent } from '../sync/remote.ts'
import { hidesMoves, withExceptions } from './exceptions.ts'

const week = 7 * 86_400_000
const first = Date.parse('2026-09-03T18:00:00Z')
const snowflake = (at: number) => String((BigInt(at) - 1_420_070_400_000n) << 22n)
const sent = {
  id: '1',
  guild_id: '2',
  name: 'Thursdays',
  scheduled_start_time: new Date(first).toISOString(),
  entity_type: 3,
  status: 1,
  recurrence_rule: { frequency: 2 },
}

describe('dates that Discord changed of its own series', () => {
  it('move or fall away, each by the moment it had by the rule', () => {
    const { exceptions } = remoteEvent.parse({
      ...sent,
      guild_scheduled_event_exceptions: [
        {
          event_exception_id: snowflake(first + week + 250),
          scheduled_start_time: new Date(first + week + 3_600_000).toISOString(),
        },
        {
          event_exception_id: snowflake(first + 2 * week),
          scheduled_start_time: null,
          is_canceled: true,
        },
      ],
    })
    const dates = [0, 1, 2, 3].map((n) => ({ start: first + n * week, skipped: n === 3 }))
    assert.deepEqual(withExceptions(dates, exceptions ?? []), [
      { start: first, skipped: false },
      { start: first + week + 3_600_000, skipped: false },
      { start: first + 2 * week, skipped: true },
      { start: first + 3 * week, skipped: true },
    ])
  })

  it('are unknown, not none, where Discord leaves them out', () => {
    assert.equal(remoteEvent.parse(sent).exceptions, null)
    const none = remoteEvent.parse({ ...sent, guild_scheduled_event_exceptions: [] })
    assert.deepEqual(none.exceptions, [])
    assert.deepEqual([hidesMoves(remoteEvent.parse(sent)), hidesMoves(none)], [true, false])
  })
})
