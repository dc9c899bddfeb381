import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { makeEvent, makeSignup } from '../../../../test/support/events.ts'
import { isFull, placesTaken, type EventRecord, type Signup } from './event.ts'
import { disinterest, interest } from './interest.ts'
import { checkIn, lapseOffers, resize } from './places.ts'
import { rule } from './rulings.ts'
import { signUp, unknown, withdraw, type Wish } from './signups.ts'
import { move } from './state.ts'

const hour = 3_600_000
const wish = (user_id: string, more: Partial<Wish> = {}): Wish => ({
  id: `s${user_id}`,
  user_id,
  role_id: null,
  option: null,
  notes: null,
  guests: null,
  source: 'web',
  waitlist: 'auto',
  ...more,
})
const anybody = { manager: false, roles: [], member: true }
const statusOf = (signups: readonly Signup[], user: string) =>
  signups.find(({ user_id }) => user_id === user)?.status

function after(outcome: ReturnType<typeof signUp> | null): Signup[] {
  assert.ok(outcome?.ok, JSON.stringify(outcome))
  return outcome.signups
}

function refusalOf(outcome: ReturnType<typeof signUp>): string {
  assert.ok(!outcome.ok)
  return outcome.refusal
}

const tank = {
  id: 'tank',
  name: 'Tank',
  emoji: null,
  capacity: 1,
  min: null,
  description: '',
  required_discord_role_ids: [],
}
const heal = { ...tank, id: 'heal', name: 'Heal' }

describe('signing up (contract §8.3)', () => {
  it('gives nobody a place at what is over, and gives it once that is on again', () => {
    const event = makeEvent({ max_participants: 1, state: 'cancelled', start_at: hour })
    const signups = [
      makeSignup({ id: 's1', user_id: '1', seq: 1 }),
      makeSignup({ id: 's2', user_id: '2', seq: 2, status: 'waitlist' }),
      makeSignup({ id: 's3', user_id: '3', seq: 3, status: 'waitlist', offer_expires_at: hour }),
    ]
    const left = after(rule({ event, signups, now: 0 }, { userId: '1', ruling: 'ban' }))
    assert.equal(statusOf(left, '2'), 'waitlist')
    const taken = rule({ event, signups, now: 0 }, { userId: '3', ruling: 'accept' })
    assert.equal(refusalOf(taken), 'signup_closed')
    const without = left.filter(({ user_id }) => user_id !== '3')
    const again = move(event, without, 'scheduled', { now: 0 })
    assert.equal(statusOf(after(again), '2'), 'confirmed')
    assert.ok(again.ok && again.happened.some(({ action }) => action === 'signup_promoted'))
  })

  it('gives the last place once, queues who comes later, and moves the queue', () => {
    const event = makeEvent({ max_participants: 1 })
    let signups = after(signUp({ event, signups: [], now: 0 }, wish('1'), anybody))
    signups = after(signUp({ event, signups, now: 0 }, wish('2'), anybody))
    assert.equal(statusOf(signups, '2'), 'waitlist')
    signups = after(withdraw({ event, signups, now: 0 }, { userId: '1', source: 'web' }, anybody))
    assert.equal(statusOf(signups, '2'), 'confirmed')
    signups = after(signUp({ event, signups, now: 0 }, wish('1'), anybody))
    assert.equal(statusOf(signups, '1'), 'waitlist', 'whoever comes back is at the end')
  })

  it('keeps a seat until a role has room', () => {
    const event = makeEvent({ roles: [tank, heal] })
    const ground = {
      event,
      signups: [
        makeSignup({ user_id: '1', role_id: 'tank' }),
        makeSignup({ user_id: '2', role_id: 'heal' }),
      ],
      now: 0,
    }
    assert.equal(refusalOf(signUp(ground, wish('1', { role_id: 'heal' }), anybody)), 'role_full')
    const moved = after(signUp(ground, wish('1', { role_id: 'heal', waitlist: 'accept' }), anybody))
    assert.equal(statusOf(moved, '1'), 'waitlist')
    assert.equal(refusalOf(signUp(ground, wish('3'), anybody)), 'role_required')
  })

  it('counts guests as places', () => {
    const event = makeEvent({ max_participants: 3, guests_allowed: true })
    const signups = after(signUp({ event, signups: [], now: 0 }, wish('1', { guests: 2 }), anybody))
    assert.ok(isFull(event, signups))
    const none = makeEvent({})
    assert.equal(
      refusalOf(signUp({ event: none, signups: [], now: 0 }, wish('1', { guests: 1 }), anybody)),
      'guests_not_allowed',
    )
  })

  it('waits for approval where that is asked, and holds an offer for fifteen minutes', () => {
    const event = makeEvent({
      approval_required: true,
      max_participants: 1,
      waitlist_mode: 'offer',
    })
    let signups = after(signUp({ event, signups: [], now: 0 }, wish('1'), anybody))
    assert.equal(statusOf(signups, '1'), 'pending')
    for (const user of ['2', '3']) {
      signups = after(signUp({ event, signups, now: 0 }, wish(user), anybody))
    }
    for (const userId of ['1', '2', '3']) {
      signups = after(rule({ event, signups, now: 0 }, { userId, ruling: 'approve' }))
    }
    signups = after(withdraw({ event, signups, now: 0 }, { userId: '1', source: 'web' }, anybody))
    const offered = signups.find(({ user_id }) => user_id === '2')
    assert.equal(offered?.offer_expires_at, 15 * 60_000)
    const lapsed = lapseOffers({ event, signups, now: 15 * 60_000 })
    signups = after(lapsed)
    assert.equal(statusOf(signups, '2'), 'withdrawn')
    signups = after(rule({ event, signups, now: 15 * 60_000 }, { userId: '3', ruling: 'accept' }))
    assert.equal(statusOf(signups, '3'), 'confirmed')
  })

  it('knows cut-off, required and banned roles, and who was banned', () => {
    const event = makeEvent({ allowed_role_ids: ['member'], banned_role_ids: ['muted'] })
    const ground = { event, signups: [], now: 0 }
    const as = (...roles: string[]) => ({ ...anybody, roles })
    assert.equal(refusalOf(signUp(ground, wish('1'), as())), 'missing_role')
    assert.equal(refusalOf(signUp(ground, wish('1'), as('member', 'muted'))), 'blocked')
    assert.ok(signUp(ground, wish('1'), as('member')).ok)
    assert.equal(
      refusalOf(signUp({ ...ground, now: 10 * hour }, wish('1'), as('member'))),
      'signup_closed',
    )
    const banned = after(
      rule(
        { event, signups: [makeSignup({ user_id: '1' })], now: 0 },
        { userId: '1', ruling: 'ban' },
      ),
    )
    assert.equal(
      refusalOf(signUp({ event, signups: banned, now: 0 }, wish('1'), as('member'))),
      'blocked',
    )
  })

  it('gives places of a manual queue by hand only', () => {
    const event = makeEvent({ max_participants: 1, waitlist_mode: 'manual' })
    let signups = [makeSignup({ user_id: '1' }), makeSignup({ user_id: '2', status: 'waitlist' })]
    signups = after(withdraw({ event, signups, now: 0 }, { userId: '1', source: 'web' }, anybody))
    assert.equal(statusOf(signups, '2'), 'waitlist')
    signups = after(signUp({ event, signups, now: 0 }, wish('3'), anybody))
    assert.equal(statusOf(signups, '3'), 'waitlist')
    signups = after(rule({ event, signups, now: 0 }, { userId: '3', ruling: 'promote' }))
    assert.equal(statusOf(signups, '3'), 'confirmed')
  })

  it('checks in within the window only, and a bench stays a bench', () => {
    const event = makeEvent({})
    const signups = [makeSignup({ user_id: '1' })]
    const early = checkIn({ event, signups, now: 9 * hour }, '1', {
      manager: false,
      lateMinutes: 15,
    })
    assert.equal(refusalOf(early), 'checkin_closed')
    const inTime = after(
      checkIn({ event, signups, now: 9.5 * hour }, '1', { manager: false, lateMinutes: 15 }),
    )
    assert.equal(statusOf(inTime, '1'), 'checked_in')
    const benched = after(rule({ event, signups, now: 0 }, { userId: '1', ruling: 'bench' }))
    const more = after(signUp({ event, signups: benched, now: 0 }, wish('2'), anybody))
    assert.deepEqual([statusOf(more, '1'), statusOf(more, '2')], ['waitlist', 'confirmed'])
  })

  it('cuts places from the last who came', () => {
    const event = makeEvent({ max_participants: 1 })
    const signups = [makeSignup({ user_id: '1' }), makeSignup({ user_id: '2' })]
    assert.deepEqual(
      after(resize({ event, signups, now: 0 })).map(({ status }) => status),
      ['confirmed', 'waitlist'],
    )
  })
})

describe('interest in Discord beside buttons (edge case 6)', () => {
  const event = makeEvent({})
  const interested = (signups: readonly Signup[], user: string) =>
    interest(
      { event, signups, now: 0 },
      { wish: wish(user, { source: 'discord_event' }), standing: unknown },
      'interested',
    )
  it('is outranked by a button, and does not undo a withdrawal by button', () => {
    let signups = after(interested([], '1'))
    assert.equal(statusOf(signups, '1'), 'interested')
    signups = after(
      signUp({ event, signups, now: 0 }, wish('1', { source: 'discord_button' }), anybody),
    )
    assert.equal(disinterest({ event, signups, now: 0 }, '1'), null)
    assert.equal(statusOf(signups, '1'), 'confirmed')
    const bySide = { userId: '1', source: 'discord_button' as const }
    signups = after(withdraw({ event, signups, now: 0 }, bySide, anybody))
    assert.equal(interested(signups, '1'), null)
  })
  it('comes and goes by itself', () => {
    let signups = after(interested([], '1'))
    signups = after(disinterest({ event, signups, now: 0 }, '1'))
    assert.equal(statusOf(signups, '1'), 'withdrawn')
    assert.equal(statusOf(after(interested(signups, '1')), '1'), 'interested')
  })
})

const users = ['1', '2', '3', '4', '5', '6']
const step = fc.record({
  user: fc.constantFrom(...users),
  role: fc.constantFrom(null, 'tank', 'heal'),
  guests: fc.integer({ min: 0, max: 2 }),
  what: fc.constantFrom('up', 'maybe', 'off', 'bench', 'promote', 'size'),
  size: fc.integer({ min: 1, max: 6 }),
})

function nobodyWaitsBesideAFreePlace(event: EventRecord, signups: readonly Signup[]): boolean {
  const max = event.max_participants ?? Infinity
  return signups
    .filter(
      ({ status, benched, offer_expires_at }) =>
        status === 'waitlist' && !benched && offer_expires_at === null,
    )
    .every((one) => {
      const size = 1 + one.guests
      const role = event.roles.find(({ id }) => id === one.role_id)
      const inRole = role?.capacity ?? Infinity
      return placesTaken(signups) + size > max || placesTaken(signups, one.role_id) + size > inRole
    })
}

describe('any number of people', () => {
  it('never have more places than there are, and nobody waits beside a free one', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), fc.boolean(), (steps, withRoles) => {
        let event = makeEvent({
          max_participants: 3,
          guests_allowed: true,
          roles: withRoles ? [tank, { ...heal, capacity: 2 }] : [],
        })
        let signups: readonly Signup[] = []
        for (const { user, role, guests, what, size } of steps) {
          const ground = { event, signups, now: 0 }
          const role_id = withRoles ? (role ?? 'tank') : null
          if (what === 'size') event = { ...event, max_participants: size }
          const outcome =
            what === 'up'
              ? signUp(ground, wish(user, { role_id, guests }), anybody)
              : what === 'maybe'
                ? signUp(ground, wish(user, { option: 'tentative' }), anybody)
                : what === 'off'
                  ? withdraw(ground, { userId: user, source: 'web' }, anybody)
                  : what === 'size'
                    ? resize({ event, signups, now: 0 })
                    : rule(ground, { userId: user, ruling: what })
          if (outcome.ok) signups = outcome.signups
          assert.ok(placesTaken(signups) <= (event.max_participants ?? 0), 'places')
          for (const one of event.roles) {
            assert.ok(placesTaken(signups, one.id) <= (one.capacity ?? Infinity), one.id)
          }
          assert.equal(new Set(signups.map(({ user_id }) => user_id)).size, signups.length)
          assert.ok(nobodyWaitsBesideAFreePlace(event, signups), 'queue')
        }
      }),
    )
  })
})
