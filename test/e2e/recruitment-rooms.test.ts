import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { systemActor } from '#core/access/actor.ts'
import { createContext } from '#core/context.ts'
import { statement } from '#core/db/database.ts'
import { guildLeft } from '#modules/recruitment/service/departures.ts'
import { eventually } from '../support/eventually.ts'
import { places } from '../support/places.ts'
import { openWorld, type World } from '../support/world.ts'

type Channel = NonNullable<ReturnType<typeof channelsOf>[number]>

function channelsOf(world: World) {
  const guild = world.sandbox.world.state.guilds.get(world.guildId)
  return [...(guild?.channels.values() ?? [])]
}

function roomsOf(world: World, id: number): Channel[] {
  return channelsOf(world).filter(({ name }) => name?.endsWith(` #${id}`) ?? false)
}

for (const place of places()) {
  describe(`rooms of parties on ${place.name}`, () => {
    let world: World
    before(async () => {
      world = await openWorld({ place })
    })
    after(() => world.close())
    const path = (id: number) => `/api/discord/recruitments/${id}`

    it('a full party gets one voice room for its members, and loses it when it is over', async () => {
      const { id } = await world.open({ title: 'Voice', max_slots: 2, voice: true })
      assert.deepEqual(roomsOf(world, id), [])
      await world.press('sam', 'join', await world.party(id))
      await world.settle()
      const [room, ...more] = roomsOf(world, id)
      assert.ok(room)
      assert.deepEqual(more, [])
      assert.deepEqual([room.name, room.user_limit], [`Voice #${id}`, 2])
      const allowed = room.permission_overwrites?.filter(({ type }) => type === 1) ?? []
      assert.deepEqual(
        allowed.map((one) => one.id).toSorted(),
        [world.sandbox.application.id, world.idOf('olivia'), world.idOf('sam')].toSorted(),
      )
      assert.equal((await world.party(id)).voice_channel_id, room.id)
      await world.press('sam', 'leave', await world.party(id))
      await world.press('emma', 'join', await world.party(id))
      await world.settle()
      const now = roomsOf(world, id)[0]?.permission_overwrites?.map((one) => one.id) ?? []
      assert.ok(now.includes(world.idOf('emma')) && !now.includes(world.idOf('sam')))
      await world.api('POST', `${path(id)}/close/`, {})
      await world.settle()
      assert.deepEqual(roomsOf(world, id), [])
      assert.equal((await world.party(id)).voice_channel_id, null)
    })

    it('a room is removed after an outage of Discord, however often that was tried', async () => {
      const { id } = await world.open({ title: 'Outage', max_slots: 1, voice: true })
      await world.settle()
      assert.equal(roomsOf(world, id).length, 1)
      await world.control.fault({ service: 'discord', do: { status: 503 } })
      await world.api('POST', `${path(id)}/close/`, {})
      const { database, jobs } = world.app.services
      // Between two calls of one attempt nothing seems to happen.
      const tried = (times: number) =>
        eventually(async () => {
          const [one] = await jobs.list({ key: `recruitment:${id}:rooms`, limit: 1 })
          assert.ok(one?.state === 'ready' && one.attempts >= times, JSON.stringify(one))
          return one
        })
      const job = await tried(1)
      // As after an hour.
      const forAnHour = statement<never>('update jobs set attempts = 60 where id = $1')
      await database.write((tx) => forAnHour(tx, Number(job.id)))
      await world.control.advance('61s')
      await tried(61)
      await world.control.liftFaults()
      await world.control.advance('61s')
      await eventually(async () => assert.deepEqual(roomsOf(world, id), []))
    })

    it('a thread that the bot may not close keeps no voice room from being removed', async () => {
      const { id } = await world.open({ title: 'Both', max_slots: 1, voice: true, thread: true })
      await world.settle()
      assert.equal(roomsOf(world, id).length, 1)
      assert.ok((await world.party(id)).thread_id)
      await world.control.fault({
        service: 'discord',
        when: { method: 'PATCH', route: '/channels/:channel_id' },
        do: { status: 403, body: { code: 50_001, message: 'Missing Access' } },
      })
      await world.api('POST', `${path(id)}/close/`, {})
      await world.settle()
      await world.control.liftFaults()
      assert.deepEqual(roomsOf(world, id), [])
    })

    it('a lost answer makes no second room', async () => {
      await world.control.fault({
        service: 'discord',
        when: { method: 'POST', route: '/guilds/:guild_id/channels' },
        do: { drop: 'after' },
        times: 1,
      })
      const { id } = await world.open({ title: 'Lost', max_slots: 1, voice: true })
      await world.control.advance('1m')
      await world.settle()
      assert.equal(roomsOf(world, id).length, 1)
      assert.equal((await world.party(id)).voice_channel_id, roomsOf(world, id)[0]?.id)
      await world.api('DELETE', `${path(id)}/`)
      await world.settle()
      assert.deepEqual(roomsOf(world, id), [])
    })

    it('a started party ends ten minutes after the last one left its room', async () => {
      const { id } = await world.open({ title: 'Empty', max_slots: 1, voice: true })
      await world.api('POST', `${path(id)}/start/`, {})
      await world.settle()
      const [room] = roomsOf(world, id)
      assert.ok(room)
      await world.control.advance('1m')
      await world.act('olivia', { do: 'join_voice', channel: room.id })
      await world.control.advance('10m')
      await world.settle()
      assert.equal((await world.party(id)).state, 'started')
      await world.act('olivia', { do: 'leave_voice' })
      await world.settle()
      await world.control.advance('9m')
      await world.settle()
      assert.equal((await world.party(id)).state, 'started')
      await world.control.advance('2m')
      await world.settle()
      assert.equal((await world.party(id)).state, 'closed')
      assert.deepEqual(roomsOf(world, id), [])
    })

    it('a party has a thread below its message, which sleeps when it is over', async () => {
      const { id } = await world.open({ title: 'Talk', thread: true })
      await world.settle()
      const party = await world.party(id)
      assert.equal(party.thread_id, party.discord_message_id)
      const thread = () => channelsOf(world).find((one) => one.id === party.thread_id)
      assert.equal(thread()?.thread_metadata?.archived, false)
      await world.api('POST', `${path(id)}/cancel/`, {})
      await world.settle()
      assert.equal(thread()?.thread_metadata?.archived, true)
    })

    it('who leaves the server leaves the parties, and the queue moves', async () => {
      const { id } = await world.open({ title: 'Gone', max_slots: 2 })
      for (const who of ['lucas', 'yui']) await world.press(who, 'join', await world.party(id))
      const closed = await world.open({ title: 'Over', max_slots: 3 })
      for (const who of ['lucas', 'yui']) await world.press(who, 'join', closed)
      await world.api('POST', `${path(closed.id)}/close/`, {})
      const outside = { title: 'Not mine', owner_joins: false, members: [world.idOf('yui')] }
      const owned = await world.open({ ...outside, discord_owner_id: world.idOf('lucas') })
      await world.act('lucas', { do: 'leave_guild' })
      await world.settle()
      const { owner } = await world.party(owned.id)
      assert.equal(owner.discord_id, world.idOf('yui'))
      await world.api('POST', `${path(closed.id)}/reopen/`, {})
      const back = await world.party(closed.id)
      const members = back.participants.map((one) => one.discord_user_id)
      assert.deepEqual([back.state, members], ['open', [world.idOf('olivia'), world.idOf('yui')]])
      const { participants, waitlist_count, state } = await world.party(id)
      assert.deepEqual(
        participants.map((one) => one.discord_user_id),
        [world.idOf('olivia'), world.idOf('yui')],
      )
      assert.deepEqual([waitlist_count, state], [0, 'full'])
    })

    it('who left while nothing was heard leaves, too; whom a program named stays', async () => {
      const { id } = await world.open({ title: 'Unheard', max_slots: 5 })
      for (const who of ['haruka', 'emma']) await world.press(who, 'join', await world.party(id))
      const stranger = { discord_user_id: '123456789012345678', discord_username: 'far' }
      await world.api('POST', `${path(id)}/join/`, stranger)
      await world.settle()
      await world.control.fault({ gateway: 'invalid_session', times: 1 })
      await world.act('haruka', { do: 'leave_guild' })
      const { jobs } = world.app.services
      const waiting = { kind: 'recruitment.departures', state: 'ready' as const }
      await eventually(async () => {
        await world.control.advance('1s')
        assert.equal(await jobs.count(waiting), 1)
      })
      await world.control.advance('61s')
      await world.settle()
      assert.deepEqual(
        (await world.party(id)).participants.map((one) => one.discord_user_id),
        [world.idOf('olivia'), world.idOf('emma'), stranger.discord_user_id],
      )
    })

    it('a missing permission is a dead letter with its reason', async () => {
      await world.control.fault({
        service: 'discord',
        when: { method: 'POST', route: '/guilds/:guild_id/channels' },
        do: { status: 403, body: { code: 50013, message: 'Missing Permissions' } },
        times: 1,
      })
      await world.open({ title: 'Forbidden', max_slots: 1, voice: true })
      const { jobs } = world.app.services
      const [dead] = await jobs.list({ state: 'dead', kind: 'recruitment.rooms', limit: 5 })
      assert.match(dead?.last_error ?? '', /lacks a permission/)
    })

    it('a party whose channel is deleted lives on without a message', async () => {
      const channel = channelsOf(world).find(({ name }) => name === 'forms')
      const { id } = await world.open({ title: 'Adrift', discord_channel_id: channel?.id })
      assert.ok((await world.party(id)).discord_message_id)
      await world.act('olivia', { do: 'delete_channel', channel: 'forms' })
      await world.api('PATCH', `${path(id)}/`, { title: 'Still adrift' })
      await world.settle()
      const { discord_message_id, state } = await world.party(id)
      assert.deepEqual([discord_message_id, state], [null, 'open'])
    })

    it('parties of a server that the bot has left are called off', async () => {
      const { id } = await world.open({ title: 'Homeless' })
      const { services } = world.app
      const context = createContext(services, { actor: systemActor, locale: 'en' })
      await guildLeft(context, world.guildId)
      await guildLeft(context, world.guildId)
      const { state, version } = await world.party(id)
      assert.equal(state, 'cancelled')
      await world.settle()
      assert.equal((await world.party(id)).version, version)
    })

    it('without the permission there is no room, and the history says why', async () => {
      const lacks = { status: 403, body: { code: 50013, message: 'Missing Permissions' } }
      const when = { method: 'POST', route: '/guilds/:guild_id/channels' }
      await world.control.fault({ service: 'discord', when, do: lacks, times: 1 })
      const { id } = await world.open({ title: 'No room', max_slots: 1, voice: true, thread: true })
      await world.settle()
      assert.deepEqual(roomsOf(world, id), [])
      const { thread_id } = await world.party(id)
      assert.ok(thread_id, 'the thread is made all the same')
      const { json } = await world.api('GET', `${path(id)}/history/`)
      assert.match(JSON.stringify(json), /The voice room could not be made: .*Manage Channels/)
      await world.control.liftFaults()
    })
  })
}
