import assert from 'node:assert/strict'
import { it } from 'node:test'
import { makeEvent, makeSignup } from '../../../../test/support/events.ts'
import type { Signup } from '../rules/event.ts'
import { unknown } from '../rules/signups.ts'
import { eventJson, type Seen } from './json.ts'

const settings = {
  locale: 'en',
  publicUrl: 'https://a.example',
  discordWebUrl: 'https://d.example',
} as const

/** How often an event with so many people looks for those who wait. */
function looks(people: number): number {
  const all = Array.from({ length: people }, (_, index) =>
    makeSignup({ user_id: String(index + 1), status: 'waitlist' }),
  )
  let count = 0
  const signups = Object.assign(all, {
    filter: (fits: (one: Signup) => boolean) => {
      count += 1
      return Array.prototype.filter.call(all, fits) as Signup[]
    },
  })
  const seen: Seen = {
    event: makeEvent({ max_participants: 1 }),
    signups,
    people: new Map(),
    org_name: 'o',
    links: [],
    messages: [],
    guilds: [],
    viewer: { user_id: null, inside: true, manager: false, ...unknown },
    now: 0,
  }
  const shown = eventJson(seen, settings).signups
  assert.deepEqual(
    shown.map((one) => one.position_in_waitlist),
    all.map((_, index) => index + 1),
  )
  return count
}

it('the queue of an event is put in order once, not once for each of its people', () => {
  assert.equal(looks(100), looks(10))
})
