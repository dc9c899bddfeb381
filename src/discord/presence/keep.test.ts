import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import { silentLog } from '#core/log.ts'
import type { Observation } from '#core/presence.ts'
import { createManualClock } from '../../../test/support/manual-clock.ts'
import { createKeeper, saveEveryMs, timesEveryMs } from './keep.ts'
import { createTeller, tellEveryMs } from './teller.ts'

function seen(user_id: string, observed_at: number): Observation {
  const presence = { status: 'online', activities: [], platforms: {} } as const
  const times = { observed_at, since: 0, since_exact: true, seen_at: observed_at }
  return { guild_id: 'a', user_id, presence, in_guild: true, ...times, fresh: true }
}

describe('what becomes of observations', () => {
  test('visible changes are written soon and together, mere times once a minute, the newest of each', async () => {
    const clock = createManualClock(0)
    const written: (readonly [string, number | null])[][] = []
    const fails = { next: false }
    const keeper = createKeeper({
      clock,
      log: silentLog,
      async save(batch) {
        if (fails.next) {
          fails.next = false
          throw new Error('the database is locked')
        }
        written.push(batch.map((one) => [one.user_id, one.observed_at] as const))
      },
    })
    const advance = async (ms: number) => {
      clock.advance(ms)
      for (let round = 0; round < 5; round += 1) await turn()
    }
    for (let at = 1; at <= 1_000; at += 1) keeper.seen(seen('quiet', at))
    for (let at = 1; at <= 3; at += 1) keeper.changed(seen('busy', at))
    keeper.changed(seen('other', 4))
    keeper.seen(seen('other', 5))
    await advance(saveEveryMs)
    assert.deepEqual(written.splice(0), [
      [
        ['busy', 3],
        ['other', 5],
      ],
    ])
    await advance(timesEveryMs - saveEveryMs)
    assert.deepEqual(written.splice(0), [[['quiet', 1_000]]])
    // What could not be written goes with the next batch, unless something newer is known by then.
    fails.next = true
    keeper.changed(seen('busy', 6))
    await advance(saveEveryMs)
    assert.deepEqual(written, [])
    keeper.changed(seen('other', 7))
    await advance(saveEveryMs)
    const again = new Map(written.splice(0).flat())
    assert.deepEqual(Object.fromEntries(again), { busy: 6, other: 7 })
    await keeper.stop()
  })

  test('the first change of a person is told at once, of those that follow closely the newest', () => {
    const clock = createManualClock(0)
    const told: (number | null)[] = []
    const teller = createTeller(clock, ({ observed_at }) => told.push(observed_at))
    for (let at = 1; at <= 100; at += 1) teller.tell(seen('busy', at))
    assert.deepEqual(told, [1])
    clock.advance(tellEveryMs)
    assert.deepEqual(told, [1, 100])
    clock.advance(tellEveryMs)
    teller.tell(seen('busy', 101))
    assert.deepEqual(told, [1, 100, 101])
    teller.stop()
  })
})
