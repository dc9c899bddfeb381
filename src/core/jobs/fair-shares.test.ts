import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { fairShares } from './fair-shares.ts'

const guild = fc.integer({ min: 0, max: 30 }).map((n) => `g${n}`)

test('shares never exceed the free places or the cap, and leave no place unused in vain', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(guild, { maxLength: 20 }),
      fc.integer({ min: 0, max: 64 }),
      fc.dictionary(guild, fc.integer({ min: 0, max: 40 })),
      guild,
      (due, free, held, last) => {
        const running = { of: (name: string) => held[name] ?? 0, cap: 32 }
        const { guilds, each } = fairShares(due.toSorted(), free, running, last)
        assert.ok(guilds.length * each <= free)
        for (const name of guilds) assert.ok(running.of(name) + each <= running.cap)
        const mayStart = free > 0 && due.some((name) => running.of(name) < running.cap)
        assert.equal(guilds.length > 0 && each > 0, mayStart)
      },
    ),
  )
})

test('with more guilds than places everyone has a turn', () => {
  const due = Array.from({ length: 10 }, (_, n) => `g${n}`)
  const served = new Set<string>()
  let last = ''
  for (let round = 0; round < 4; round += 1) {
    const { guilds } = fairShares(due, 3, { of: () => 0, cap: 8 }, last)
    for (const name of guilds) served.add(name)
    last = guilds.at(-1) ?? last
  }
  assert.equal(served.size, 10)
})
