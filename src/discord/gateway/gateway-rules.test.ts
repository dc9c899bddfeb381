import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ApplicationFlags, GatewayIntentBits } from 'discord-api-types/v10'
import fc from 'fast-check'
import { fatalClose, intentsToDrop } from './close-codes.ts'
import { identifiesPerHour, identifySpacingMs, identifyWaitMs } from './identify-budget.ts'
import { createLowWater } from './low-water.ts'

describe('low-water mark', () => {
  it('never passes a dispatch that is not handled, and ends at the newest', () => {
    const orders = fc.array(fc.boolean(), { minLength: 1, maxLength: 60 }).chain((heard) =>
      fc.tuple(
        fc.constant(heard),
        fc.shuffledSubarray(
          heard.map((_, i) => i + 1),
          { minLength: heard.length },
        ),
      ),
    )
    fc.assert(
      fc.property(orders, ([heard, order]) => {
        const water = createLowWater(0)
        const open = new Set<number>()
        heard.forEach((isHeard, index) => {
          if (!isHeard) return water.skip(index + 1)
          water.begin(index + 1)
          open.add(index + 1)
        })
        let before = -1
        for (const sequence of order) {
          if (!open.delete(sequence)) continue
          water.end(sequence)
          const mark = water.mark()
          assert.ok(mark >= before)
          for (const other of open) assert.ok(mark < other)
          before = mark
        }
        assert.equal(water.mark(), heard.length)
      }),
    )
  })
})

describe('identify budget', () => {
  it('keeps a crash loop of a thousand starts in an hour below sixty identifies', () => {
    const taken: { bucket: number; at: number }[] = []
    const hourMs = 3_600_000
    for (let start = 0; start < 1_000; start += 1) {
      const now = start * (hourMs / 1_000)
      if (identifyWaitMs(taken, 0, now) === 0) taken.push({ bucket: 0, at: now })
    }
    assert.equal(taken.length, identifiesPerHour)
    for (const [index, { at }] of taken.entries()) {
      const before = taken[index - 1]
      if (before) assert.ok(at - before.at >= identifySpacingMs)
    }
    assert.equal(identifyWaitMs(taken, 0, hourMs + 1 + (taken[0]?.at ?? 0)), 0)
  })

  it('spaces the identifies of a bucket, not those of different ones', () => {
    assert.equal(identifyWaitMs([{ bucket: 0, at: 1_000 }], 0, 2_000), identifySpacingMs - 1_000)
    assert.equal(identifyWaitMs([{ bucket: 0, at: 1_000 }], 1, 2_000), 0)
  })
})

describe('close codes', () => {
  it('gives up only where Discord says so', () => {
    for (const code of [4004, 4010, 4011, 4012, 4013]) assert.ok(fatalClose(code)?.fix)
    for (const code of [1000, 1006, 4000, 4007, 4009, 4014]) assert.equal(fatalClose(code), null)
  })

  it('drops the intents whose switch is off, or all privileged ones when that is not known', () => {
    const { Guilds, GuildMembers, GuildPresences } = GatewayIntentBits
    const intents = Guilds | GuildMembers | GuildPresences
    const names = (flags: number) => intentsToDrop(intents, flags).map(({ name }) => name)
    assert.deepEqual(names(ApplicationFlags.GatewayGuildMembersLimited), ['GUILD_PRESENCES'])
    assert.deepEqual(names(0), ['GUILD_MEMBERS', 'GUILD_PRESENCES'])
    const allOn = ApplicationFlags.GatewayGuildMembers | ApplicationFlags.GatewayPresence
    assert.deepEqual(names(allOn), ['GUILD_MEMBERS', 'GUILD_PRESENCES'])
    assert.deepEqual(intentsToDrop(Guilds, 0), [])
  })
})
