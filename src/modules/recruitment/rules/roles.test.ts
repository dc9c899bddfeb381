import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { confirmedCount, hasRoom, type Seat } from '#core/seats/seats.ts'
import { boardOf, type PartyState } from './party.ts'
import { join, open } from './people.ts'

const now = 1_000

function partyOf(maxes: readonly number[], rest: number): PartyState {
  return {
    owner_id: 'p0',
    max_slots: maxes.reduce((sum, max) => sum + max, rest),
    min_slots: null,
    roles: maxes.map((max, index) => ({ key: `r${index}`, label: 'R', emoji: null, max })),
    waitlist_enabled: true,
    offer_ms: null,
    start_on_full: false,
    state: 'open',
    closed_reason: null,
    closed_at: null,
    starts_at: null,
    started_at: null,
    expires_at: null,
    active_at: now,
    last_call_at: null,
  }
}

const seat = (index: number, option: string | null): Seat => ({
  user_id: `p${index}`,
  option,
  status: 'waiting',
  seq: 0,
  offer_expires_at: null,
})

test('with roles, owner and pre-added members get places, and nobody waits for one that cannot be', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 4 }),
      fc.integer({ min: 0, max: 3 }),
      fc.integer({ min: 1, max: 8 }),
      fc.array(fc.option(fc.nat(3)), { maxLength: 12 }),
      (maxes, rest, first, wishes) => {
        const fresh = partyOf(maxes, rest)
        const people = Array.from({ length: first }, (_, index) => seat(index, null))
        let { party, seats } = open(fresh, people, now)
        assert.equal(confirmedCount(seats), Math.min(first, fresh.max_slots))
        for (const [index, wish] of wishes.entries()) {
          const option = wish === null ? null : `r${wish}`
          const before = boardOf(party, seats, now)
          const outcome = join(party, seats, seat(100 + index, option), { mayWait: true, now })
          if (!outcome.ok) {
            assert.ok(['role_required', 'unknown_role'].includes(outcome.refusal))
            const free = party.roles.some(({ key }) => hasRoom(before, key))
            assert.ok(outcome.refusal === 'unknown_role' || rest === 0 || free)
            continue
          }
          ;({ party, seats } = outcome)
          const mine = seats.at(-1)
          assert.ok(mine?.status === 'confirmed' || mine?.option !== null || rest > 0)
        }
      },
    ),
  )
})
