import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { z } from 'zod'
import {
  discordPath,
  eventsPath,
  expectStatus,
  openEventWorld,
  type EventWorld,
} from '../support/event-world.ts'

describe('events at their corners', () => {
  let world: EventWorld
  before(async () => {
    world = await openEventWorld()
  })
  after(() => world.close())

  it('takes over times from Discord that a form would refuse, and keeps the cut-off before the start', async () => {
    const one = await world.plan({ start_at_utc: world.soon(48), signup_closes_at: world.soon(47) })
    const [start, end] = [world.soon(24), world.soon(24 + 1 / 60)]
    const times = { scheduled_start_time: start, scheduled_end_time: end }
    await world.inDiscord('olivia', {
      do: 'edit_event',
      event_id: world.remoteOf(one.id)?.id,
      ...times,
    })
    const moved = await world.read(one.id)
    assert.deepEqual([moved.start_at_utc, moved.end_at_utc], [start, end])
    const lead = Date.parse(start) - Date.parse(moved.signup_closes_at ?? '')
    assert.equal(Math.round(lead / 60_000), 60)
    // Whoever edits something else is not held up by how short it is.
    await world.change(moved.id, { title: 'Short' })
  })

  it('tries a message that Discord refuses no more once the event is over', async () => {
    await world.control.fault({
      service: 'discord',
      when: { method: 'POST', route: '/channels/{channel_id}/messages' },
      do: { status: 403, body: { code: 50013, message: 'No' } },
      times: 1_000,
    })
    const one = await world.plan({ start_at_utc: world.soon(48) })
    const posts = async () =>
      (await world.control.calls()).filter(
        ({ method, path, status }) =>
          method === 'POST' && path.endsWith('/messages') && status === 403,
      ).length
    const tried = await posts()
    await world.pass('16m')
    assert.ok((await posts()) > tried, 'asked again now and then')
    expectStatus(200, await world.api('POST', `${eventsPath}/${one.id}/cancel`, {}))
    await world.pass('1m')
    const last = await posts()
    await world.pass('2h')
    assert.equal(await posts(), last)
    await world.control.liftFaults()
  })

  it('waits until the start for enough people where the deadline was over from the beginning', async () => {
    const late = { start_at_utc: world.soon(0.5), min_participants: 2 }
    const [one, other] = [await world.plan(late), await world.plan(late)]
    assert.deepEqual([one.state, other.state], ['scheduled', 'scheduled'])
    for (const name of ['sam', 'haruka']) await world.signUp(one, name)
    await world.pass('31m')
    const states = [await world.read(one.id), await world.read(other.id)].map(({ state }) => state)
    assert.deepEqual(states, ['active', 'cancelled'])
  })

  it('sends no reminder that was taken back', async () => {
    const one = await world.plan({ title: 'Quiet please', reminders: [60, 30] })
    await world.signUp(one, 'sam')
    await world.settle()
    await world.change(one.id, { reminders: [30] })
    await world.pass('2h5m')
    assert.doesNotMatch(await world.inbox('sam'), /Quiet please\*\* begins/)
    await world.pass('30m')
    assert.match(await world.inbox('sam'), /Quiet please\*\* begins/)
  })

  it('takes interest for a sign-up only where a button could sign up', async () => {
    await world.decide({ interest_policy: 'signup' })
    const raider = world.roleNamed('Raider')
    const closed = await world.plan({
      signup_closes_at: world.soon(1),
      start_at_utc: world.soon(5),
    })
    const events = {
      pending: await world.plan({ approval_required: true }),
      banned: await world.plan({ banned_role_ids: [raider] }),
      required: await world.plan({ allowed_role_ids: [world.roleNamed('Staff')] }),
      confirmed: await world.plan(),
      closed,
    }
    await world.pass('90m')
    for (const one of Object.values(events)) {
      await world.inDiscord('kenta', { do: 'interested', event_id: world.remoteOf(one.id)?.id })
    }
    const standings = Object.entries(events).map(async ([name, { id }]) => [
      name,
      await world.standing(id, 'kenta'),
    ])
    assert.deepEqual(Object.fromEntries(await Promise.all(standings)), {
      pending: 'pending',
      banned: 'interested',
      required: 'interested',
      confirmed: 'confirmed',
      closed: 'interested',
    })
    await world.decide({ interest_policy: 'interested' })
  })

  it('keeps banned roles out, whatever they answer and whoever asks for them, except to say no', async () => {
    const one = await world.plan({ banned_role_ids: [world.roleNamed('Raider')] })
    await world.use('kenta', 'option', one, ['tentative'])
    assert.equal(await world.standing(one.id, 'kenta'), null)
    expectStatus(403, await world.signUp(one, 'kenta'))
    await world.use('kenta', 'option', one, ['absent'])
    assert.equal(await world.standing(one.id, 'kenta'), 'declined')
  })

  it('takes roles back and tells people when an event is deleted', async () => {
    const one = await world.plan({ title: 'Never was', attendee_role: true })
    await world.signUp(one, 'sam')
    await world.settle()
    const made = () =>
      [...world.guild().roles.values()].filter(({ name }) => name.startsWith('Never was'))
    const [role] = made()
    assert.ok(role && world.guild().members.get(world.idOf('sam'))?.roles.includes(role.id))
    expectStatus(204, { ...(await world.api('DELETE', `${eventsPath}/${one.id}`)), json: null })
    await world.settle()
    assert.deepEqual(made(), [])
    assert.match(await world.inbox('sam'), /Never was\*\* was called off/)
  })

  it('counts guests where it says how full events are, and shows who comes late', async () => {
    const one = await world.plan({
      title: 'Full house',
      max_participants: 4,
      guests_allowed: true,
      type: 'counted',
    })
    for (const name of ['sam', 'haruka']) await world.signUp(one, name, { guests: 1 })
    await world.signUp(one, 'haruka', { guests: 1, option: 'late' })
    await world.settle()
    const figures = await world.api(
      'GET',
      `${eventsPath}/analytics?from=${world.soon(2)}&to=${world.soon(4)}`,
    )
    assert.equal(z.looseObject({ fill_rate: z.number() }).parse(figures.json).fill_rate, 1)
    const posted = JSON.stringify(await world.control.messages(world.channelId))
    assert.match(posted, new RegExp(`<@${world.idOf('haruka')}> 🕐 \\+1`))
    assert.match(
      world.remoteOf(one.id)?.description ?? '',
      /^4\/4/m,
      'at once, where it becomes full',
    )
  })

  it('counts as present who was given up too early', async () => {
    const one = await world.plan({ start_at_utc: world.soon(1), attendance_enabled: true })
    await world.signUp(one, 'sam')
    await world.pass('61m')
    const path = `${eventsPath}/${one.id}/signups/${world.idOf('sam')}`
    expectStatus(200, await world.api('PATCH', path, { status: 'no_show' }))
    const sam = { discord_user_id: world.idOf('sam') }
    expectStatus(200, await world.api('POST', `${eventsPath}/${one.id}/checkin`, sam))
    const [present] = (await world.read(one.id)).signups
    assert.deepEqual([present?.status, present?.attendance?.result], ['checked_in', 'present'])
  })

  it('keeps apart roles that swap their names, and new ones of one name', async () => {
    const one = await world.plan({ roles: [{ name: 'Tank' }, { name: 'Healer' }] })
    const [tank, healer] = one.roles.map(({ id }) => id)
    await world.change(one.id, {
      roles: [
        { id: tank, name: 'Healer' },
        { id: healer, name: 'Tank' },
        { name: 'Tank' },
        { name: 'Tank' },
      ],
    })
    const ids = (await world.read(one.id)).roles.map(({ id }) => id)
    assert.deepEqual(ids.slice(0, 2), [tank, healer])
    assert.equal(new Set(ids).size, 4)
  })

  it('says in the doctor that the channel for sign-ups is gone', async () => {
    const trading = [...world.guild().channels.values()].find(({ name }) => name === 'trading')
    assert.ok(trading)
    await world.decide({ event_channel_id: trading.id })
    await world.inDiscord('olivia', { do: 'delete_channel', channel: 'trading' })
    const doctor = await world.api(
      'GET',
      `${discordPath}/guilds/${world.guildId}/doctor`,
      undefined,
      { authorization: 'Bearer a-service-token-for-tests', 'accept-language': 'fr' },
    )
    assert.match(JSON.stringify(doctor.json), /"channel","state":"broken"/)
    assert.match(JSON.stringify(doctor.json), /"CREATE_EVENTS","label":"Créer des événements"/)
    await world.decide({ event_channel_id: world.channelId })
  })

  it('tells people that an event is elsewhere now, and not of words', async () => {
    const one = await world.plan({ title: 'On the move' })
    await world.signUp(one, 'sam')
    await world.settle()
    await world.change(one.id, { description: 'Only words' })
    assert.doesNotMatch(await world.inbox('sam'), /On the move\*\* has changed/)
    await world.change(one.id, { location: 'Marseille' })
    assert.match(await world.inbox('sam'), /On the move\*\* has changed: <t:\d+:F> · Marseille/)
  })

  it('makes one role and one room, though answers are lost and no frame tells of them', async () => {
    await world.control.fault({ gateway: 'down' })
    for (const what of ['roles', 'channels']) {
      const when = { method: 'POST', route: `/guilds/:guild_id/${what}` }
      await world.control.fault({ when, do: { drop: 'after' }, times: 1 })
    }
    const start_at_utc = world.soon(0.2)
    await world.plan({ title: 'Lonely', attendee_role: true, create_channels: true, start_at_utc })
    await world.pass('2m')
    const roles = [...world.guild().roles.values()].filter(({ name }) => name.startsWith('Lonely'))
    const rooms = [...world.guild().channels.values()].filter(({ name }) =>
      /^lonely/i.test(name ?? ''),
    )
    await world.control.liftFaults()
    assert.deepEqual([roles.length, rooms.length], [1, 2])
  })
})
