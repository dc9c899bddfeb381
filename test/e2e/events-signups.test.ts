import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { z } from 'zod'
import type { EventJson } from '#modules/events/contract/event.ts'
import { tables } from '#modules/events/store/events.ts'
import {
  codeOf,
  eventsPath,
  expectStatus,
  openEventWorld,
  type EventWorld,
} from '../support/event-world.ts'
import { pressDirect } from '../support/parties.ts'
import { places } from '../support/places.ts'

/** No message whose edits have to wait for each other. */
const quiet = { create_signup_message: false }

for (const place of places()) {
  describe(`sign-ups of events on ${place.name}`, () => {
    let world: EventWorld
    before(async () => {
      world = await openEventWorld({ place }, {})
    })
    after(() => world.close())

    const leave = (one: EventJson, username: string, headers?: Record<string, string>) =>
      world.api(
        'DELETE',
        `${eventsPath}/${one.id}/signups/me`,
        headers ? {} : { discord_user_id: world.idOf(username) },
        headers,
      )
    it('places wait for approval; who is approved is told, who is not never comes back', async () => {
      const one = await world.plan({
        ...quiet,
        title: 'By approval',
        approval_required: true,
        max_participants: 1,
      })
      for (const name of ['kenta', 'yui', 'emma']) await world.signUp(one, name)
      assert.deepEqual(await world.standings(one, 'kenta', 'yui', 'emma'), [
        'pending',
        'pending',
        'pending',
      ])
      expectStatus(200, await world.rule(one, 'kenta', 'approve'))
      expectStatus(200, await world.rule(one, 'yui', 'approve'))
      expectStatus(200, await world.rule(one, 'emma', 'ban'))
      assert.deepEqual(await world.standings(one, 'kenta', 'yui', 'emma'), [
        'confirmed',
        'waitlist',
        null,
      ])
      assert.match(await world.inbox('kenta'), /By approval/)
      assert.doesNotMatch(await world.inbox('emma'), /By approval/)
      assert.equal(codeOf(await world.signUp(one, 'emma')), 'blocked')
      const twice = await world.rule(one, 'kenta', 'approve')
      const { code, state, allowed } = z.looseObject({ code: z.string() }).parse(twice.json)
      assert.deepEqual(
        [twice.status, code, state, allowed],
        [409, 'invalid_transition', 'confirmed', ['bench', 'checked_in', 'no_show', 'ban']],
      )
      const member = await world.signIn('yui')
      const path = `${eventsPath}/${one.id}/signups/${world.idOf('yui')}`
      for (const verb of ['approve', 'promote', 'bench', 'ban']) {
        assert.equal((await world.api('POST', `${path}/${verb}`, {}, member)).status, 403, verb)
      }
    })

    it('the queue moves in order; managers promote past it, send to its end, and cut places', async () => {
      const one = await world.plan({ ...quiet, title: 'Queue', max_participants: 2 })
      const all = ['kenta', 'yui', 'emma', 'noah', 'lucas']
      for (const name of all) await world.signUp(one, name)
      const two = ['confirmed', 'confirmed', 'waitlist', 'waitlist', 'waitlist']
      assert.deepEqual(await world.standings(one, ...all), two)
      assert.equal(codeOf(await world.rule(one, 'noah', 'promote')), 'event_full')
      expectStatus(200, await world.rule(one, 'yui', 'bench'))
      // The seat goes on to the first in the queue; the bench is not a place in it.
      assert.deepEqual(await world.standings(one, ...all), [
        'confirmed',
        'waitlist',
        'confirmed',
        'waitlist',
        'waitlist',
      ])
      const queue = (await world.read(one.id)).signups
        .filter(({ position_in_waitlist }) => position_in_waitlist !== null)
        .toSorted((a, b) => (a.position_in_waitlist ?? 0) - (b.position_in_waitlist ?? 0))
      assert.deepEqual(
        queue.map(({ user_id }) => user_id),
        ['noah', 'lucas', 'yui'].map((name) => world.idOf(name)),
      )
      await leave(one, 'kenta')
      await leave(one, 'emma')
      assert.deepEqual(await world.standings(one, ...all), [
        null,
        'waitlist',
        null,
        'confirmed',
        'confirmed',
      ])
      expectStatus(
        200,
        await world.api('PATCH', `${eventsPath}/${one.id}`, { max_participants: 3 }),
      )
      assert.equal((await world.standings(one, 'yui'))[0], 'waitlist', 'the bench waits for a word')
      expectStatus(200, await world.rule(one, 'yui', 'promote'))
      expectStatus(
        200,
        await world.api('PATCH', `${eventsPath}/${one.id}`, { max_participants: 1 }),
      )
      // Who came last waits again; the bench kept yui's turn behind all others.
      const [noah, lucas, yui] = await world.standings(one, 'noah', 'lucas', 'yui')
      assert.deepEqual([noah, lucas, yui], ['confirmed', 'waitlist', 'waitlist'])
      assert.match(await world.inbox('lucas'), /Queue/)
    })

    it('a free place is offered for a quarter of an hour, then to the next', async () => {
      const one = await world.plan({
        ...quiet,
        title: 'Offered',
        max_participants: 1,
        waitlist_mode: 'offer',
      })
      for (const name of ['kenta', 'yui', 'emma', 'noah']) await world.signUp(one, name)
      await leave(one, 'kenta')
      await world.settle()
      const offered = async () =>
        (await world.read(one.id)).signups
          .filter(({ offer_expires_at }) => offer_expires_at)
          .map(({ user_id }) => user_id)
      assert.deepEqual(await offered(), [world.idOf('yui')])
      const emma = { accept: true, discord_user_id: world.idOf('emma') }
      const me = `${eventsPath}/${one.id}/signups/me`
      assert.equal(codeOf(await world.api('PATCH', me, emma)), 'no_offer')
      await world.pass('16m')
      assert.deepEqual(await offered(), [world.idOf('emma')])
      await pressDirect(world, 'emma', `ev:1:decline:${one.id}`)
      assert.deepEqual(await world.standings(one, 'emma'), [null])
      assert.deepEqual(await offered(), [world.idOf('noah')])
      const noah = { accept: true, discord_user_id: world.idOf('noah') }
      expectStatus(200, await world.api('PATCH', me, noah))
      assert.deepEqual(await world.standings(one, 'noah', 'yui'), ['confirmed', null])
    })

    it('roles have places of their own; a change of role is one step', async () => {
      const one = await world.plan({
        ...quiet,
        title: 'With roles',
        guests_allowed: true,
        max_participants: 5,
        roles: [{ name: 'Tank', capacity: 1 }, { name: 'Heal', capacity: 2 }, { name: 'Any' }],
      })
      const [tank, heal, any] = one.roles.map(({ id }) => id)
      assert.equal(codeOf(await world.signUp(one, 'kenta')), 'role_required')
      assert.equal(codeOf(await world.signUp(one, 'kenta', { role_id: 'none' })), 'unknown_role')
      await world.signUp(one, 'kenta', { role_id: tank })
      await world.signUp(one, 'yui', { role_id: heal, guests: 1 })
      await world.signUp(one, 'emma', { role_id: tank })
      assert.deepEqual(await world.standings(one, 'kenta', 'yui', 'emma'), [
        'confirmed',
        'confirmed',
        'waitlist',
      ])
      // No place there: the old one stays, unless one gives it up for the wait.
      assert.equal(codeOf(await world.signUp(one, 'kenta', { role_id: heal })), 'role_full')
      assert.deepEqual(await world.standings(one, 'kenta'), ['confirmed'])
      expectStatus(200, await world.signUp(one, 'kenta', { role_id: any }))
      assert.deepEqual(await world.standings(one, 'kenta', 'emma'), ['confirmed', 'confirmed'])
      expectStatus(200, await world.signUp(one, 'kenta', { role_id: heal, waitlist: 'accept' }))
      assert.deepEqual(await world.standings(one, 'kenta'), ['waitlist'])
      const now = await world.read(one.id)
      assert.deepEqual(
        now.roles.map(({ current_signups, waitlist_count, is_full }) => [
          current_signups,
          waitlist_count,
          is_full,
        ]),
        [
          [1, 0, true],
          [2, 1, true],
          [0, 0, false],
        ],
      )
      // Guests take places: with six people the event of five is over-full.
      assert.equal(
        codeOf(await world.signUp(one, 'noah', { role_id: any, guests: 2, waitlist: 'no' })),
        'event_full',
      )
      assert.equal((await world.signUp(one, 'noah', { role_id: any, guests: 6 })).status, 422)
      expectStatus(201, await world.signUp(one, 'noah', { role_id: any, guests: 1 }))
      assert.equal((await world.read(one.id)).is_full, true)
      const alone = await world.plan({ ...quiet, title: 'No guests' })
      assert.equal(codeOf(await world.signUp(alone, 'kenta', { guests: 1 })), 'guests_not_allowed')
    })

    it('answers that take no place, roles that are needed or shut out, and the cut-off', async () => {
      const roles = [...(world.sandbox.world.state.guilds.get(world.guildId)?.roles.values() ?? [])]
      const raider = roles.find(({ name }) => name === 'Raider')?.id
      const trader = roles.find(({ name }) => name === 'Trader')?.id
      assert.ok(raider && trader)
      const [kenta, jiwoo, yui] = await Promise.all(
        ['kenta', 'jiwoo', 'yui'].map((name) => world.signIn(name)),
      )
      assert.ok(kenta && jiwoo && yui)
      const one = await world.plan({
        ...quiet,
        title: 'Closed circle',
        allowed_role_ids: [raider],
        banned_role_ids: [trader],
        max_participants: 1,
        signup_closes_at: world.soon(2),
        roles: [{ name: 'Free' }, { name: 'Lead', required_discord_role_ids: [trader] }],
      })
      const [free, lead] = one.roles.map(({ id }) => id)
      const join = (headers: Record<string, string>, body: object) =>
        world.api('POST', `${eventsPath}/${one.id}/signups`, body, headers)
      assert.equal(codeOf(await join(jiwoo, { role_id: free })), 'blocked')
      assert.equal(codeOf(await join(yui, { role_id: free })), 'missing_role')
      assert.equal(codeOf(await join(kenta, { role_id: lead })), 'missing_role')
      expectStatus(201, await join(yui, { option: 'absent', notes: 'on holiday' }))
      expectStatus(200, await join(yui, { option: 'tentative' }))
      expectStatus(201, await join(kenta, { role_id: free, option: 'late' }))
      assert.deepEqual(await world.standings(one, 'yui', 'kenta'), ['tentative', 'confirmed'])
      const seen = await world.read(one.id)
      assert.deepEqual([seen.confirmed_count, seen.is_full, seen.signup_open], [1, true, true])
      await world.pass('121m')
      assert.equal(codeOf(await join(yui, { option: 'absent' })), 'signup_closed')
      assert.equal(codeOf(await leave(one, 'kenta', kenta)), 'signup_closed')
      // The event may allow it, and a manager always can.
      expectStatus(
        200,
        await world.api('PATCH', `${eventsPath}/${one.id}`, { late_withdraw: true }),
      )
      expectStatus(200, await leave(one, 'kenta', kenta))
      const other = `${eventsPath}/${one.id}/signups/${world.idOf('kenta')}`
      expectStatus(200, await world.api('POST', other, { role_id: free }))
      expectStatus(200, await world.api('DELETE', other))
      const rows = await tables(world.app.services.database)
        .selectFrom('event_signups')
        .select('seq')
        .where('event_id', '=', one.id)
        .execute()
      assert.equal(rows.length, 2, 'one row a person, however often')
    })
  })
}
