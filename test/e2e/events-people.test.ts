import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { z } from 'zod'
import { event as eventShape, type EventJson } from '#modules/events/contract/event.ts'
import { roleMenu } from '#modules/events/contract/guild.ts'
import { series as seriesShape } from '#modules/events/contract/series.ts'
import { discordPath, eventsPath, openEventWorld, type EventWorld } from '../support/event-world.ts'

const hourMs = 3_600_000

describe('people of events', () => {
  let world: EventWorld
  before(async () => {
    world = await openEventWorld()
  })
  after(() => world.close())

  it('reminds once, an hour before, whoever said yes', async () => {
    const one = await world.plan({ title: 'Reminded', reminders: [60] })
    for (const user of ['kenta', 'yui']) {
      const signup = { discord_user_id: world.idOf(user) }
      assert.equal((await world.api('POST', `${eventsPath}/${one.id}/signups`, signup)).status, 201)
    }
    await world.api('DELETE', `${eventsPath}/${one.id}/signups/${world.idOf('yui')}`)
    await world.pass('121m')
    const count = (text: string) => text.split('Reminded').length - 1
    assert.match(await world.inbox('kenta'), /Reminded/)
    const told = count(await world.inbox('kenta'))
    await world.pass('5m')
    assert.equal(count(await world.inbox('kenta')), told)
    assert.doesNotMatch(await world.inbox('yui'), /始まります|begins/)
  })

  it('lets people sleep in their own quiet hours, and tells them once afterwards', async () => {
    const one = await world.plan({ title: 'Called off by night', start_at_utc: world.soon(40) })
    for (const user of ['kenta', 'yui']) {
      const signup = { discord_user_id: world.idOf(user) }
      await world.api('POST', `${eventsPath}/${one.id}/signups`, signup)
    }
    await world.settle()
    const kenta = await world.signIn('kenta')
    const now = world.app.services.clock.now()
    const utc = (at: number) => new Date(at).toISOString().slice(11, 16)
    const quiet_from = utc(now - hourMs)
    const hours = { quiet_from, quiet_to: utc(now + 2 * hourMs), timezone: 'UTC' }
    const saved = await world.api('PATCH', `${eventsPath}/notices`, hours, kenta)
    assert.equal(saved.status, 200, JSON.stringify(saved.json))
    const told = async (as: string) =>
      (await world.inbox(as)).split('Called off by night').length - 1
    const first = { kenta: await told('kenta'), yui: await told('yui') }
    await world.api('POST', `${eventsPath}/${one.id}/cancel`, {})
    await world.settle()
    assert.equal(await told('kenta'), first.kenta)
    assert.ok((await told('yui')) > first.yui)
    await world.pass('121m')
    const last = { kenta: await told('kenta'), yui: await told('yui') }
    assert.ok(last.kenta > first.kenta)
    await world.pass('3h')
    assert.deepEqual({ kenta: await told('kenta'), yui: await told('yui') }, last)
    await world.api('PATCH', `${eventsPath}/notices`, { quiet_from: null, quiet_to: null }, kenta)
  })

  it('checks people in by a code at the door that nobody can guess from the event', async () => {
    const one = await world.plan({
      title: 'Door',
      start_at_utc: world.soon(0.4),
      attendance_enabled: true,
    })
    const who = { discord_user_id: world.idOf('kenta') }
    await world.api('POST', `${eventsPath}/${one.id}/signups`, who)
    const report = await world.api('GET', `${eventsPath}/${one.id}/attendance`)
    const url = new URL(z.object({ checkin_url: z.string() }).parse(report.json).checkin_url)
    const code = url.searchParams.get('code') ?? ''
    const guessed = one.id.replaceAll('-', '').slice(0, 16)
    const door = `${eventsPath}/${one.id}/checkin`
    assert.equal((await world.api('POST', door, { ...who, code: guessed })).status, 409)
    assert.match(code, /^[\w-]{22}$/)
    assert.equal((await world.api('POST', door, { ...who, code })).status, 200)
  })

  it('gives attendees a role while an event lasts', async () => {
    const one = await world.plan({
      title: 'With role',
      attendee_role: true,
      start_at_utc: world.soon(2),
    })
    await world.api('POST', `${eventsPath}/${one.id}/signups`, {
      discord_user_id: world.idOf('emma'),
    })
    await world.settle()
    const guild = world.guild()
    const role = [...(guild.roles.values() ?? [])].find(({ name }) => name.startsWith('With role'))
    assert.ok(role)
    const has = () => guild.members.get(world.idOf('emma'))?.roles.includes(role.id)
    assert.equal(has(), true)
    const title = async (wanted: string) => {
      await world.api('PATCH', `${eventsPath}/${one.id}`, { title: wanted })
      await world.settle()
      return guild.roles.get(role.id)?.name
    }
    assert.equal(await title('Trial'), `Trial · ${one.id.slice(0, 6)}`)
    await world.act('olivia', { do: 'edit_role', role: role.id, name: 'Testers' })
    // A name that somebody gave it stays.
    assert.deepEqual([await title('Raid'), await title('Trial')], ['Testers', 'Testers'])
    await world.api('POST', `${eventsPath}/${one.id}/cancel`, {})
    await world.settle()
    assert.equal(has(), false)
    assert.equal(guild.roles.has(role.id), false)
  })

  it('lets people choose roles in a menu, the last choice counts', async () => {
    const guild = world.guild()
    const raider = [...(guild.roles.values() ?? [])].find(({ name }) => name === 'Raider')
    const admin = [...(guild.roles.values() ?? [])].find(({ name }) => name === 'Admin')
    assert.ok(raider && admin)
    const made = await world.api('POST', `${discordPath}/guilds/${world.guildId}/role-menus`, {
      channel_id: world.channelId,
      title: 'Roles',
      options: [
        { discord_role_id: raider.id, label: 'Raider' },
        { discord_role_id: admin.id, label: 'Admin' },
      ],
    })
    assert.equal(made.status, 201, JSON.stringify(made.json))
    await world.settle()
    const menu = roleMenu.parse(made.json)
    assert.equal(menu.options[1]?.reason, 'role_too_high')
    const all = await world.control.messages(world.channelId)
    const message = all.find((one) => JSON.stringify(one).includes(menu.id))
    const select = (values: string[]) =>
      world.act('noah', {
        do: 'select',
        message_id: message?.id,
        custom_id: `ev:1:menu:${menu.id}`,
        values,
      })
    for (let round = 0; round < 5; round += 1) {
      await select([])
      await select([raider.id])
    }
    await world.settle()
    assert.deepEqual(guild.members.get(world.idOf('noah'))?.roles, [raider.id])
  })

  it('repeats by the clock on the wall over the beginning of summer time', async () => {
    // It begins in Paris on the last Sunday of March, at one o'clock UTC.
    const year = new Date(world.app.services.clock.now()).getUTCFullYear() + 1
    const march31 = Date.UTC(year, 2, 31, 19)
    const sunday = march31 - new Date(march31).getUTCDay() * 24 * hourMs
    const [first, second] = [sunday - 8 * 24 * hourMs, sunday - 24 * hourMs]
    const third = sunday + 6 * 24 * hourMs - hourMs
    const made = await world.api('POST', '/api/v1/series', {
      org_id: 'heroes',
      rule: 'FREQ=WEEKLY',
      timezone: 'Europe/Paris',
      local_start: `${new Date(first).toISOString().slice(0, 10)}T20:00`,
      window: 3,
      fields: { title: 'Weekly', location: 'Paris' },
      discord_user_id: world.idOf('olivia'),
    })
    assert.equal(made.status, 201, JSON.stringify(made.json))
    await world.settle()
    const id = eventShape.parse(made.json).series_id ?? ''
    const seen = seriesShape.parse((await world.api('GET', `/api/v1/series/${id}`)).json)
    assert.deepEqual(
      seen.upcoming.slice(0, 3).map(({ start_at_utc }) => start_at_utc),
      [first, second, third].map((at) => new Date(at).toISOString()),
    )
    const list = await world.api('GET', `${eventsPath}?series_id=${id}`)
    assert.equal(z.object({ count: z.int() }).parse(list.json).count, 3)
    const moved = await world.api('PATCH', `/api/v1/series/${id}`, {
      fields: { title: 'Monthly?' },
    })
    assert.equal(moved.status, 200, JSON.stringify(moved.json))
    const [begin] = seen.upcoming
    const skip = { occurrence_key: begin?.occurrence_key }
    assert.equal((await world.api('POST', `/api/v1/series/${id}/skip`, skip)).status, 200)
    await world.settle()
    assert.equal((await world.read(begin?.event_id ?? '')).state, 'cancelled')
  })

  it('calls somebody by the name that is said after the id', async () => {
    const discord_user_id = '120000000000000001'
    const names = async ({ id }: EventJson) =>
      (await world.read(id)).signups.map((one) => one.discord_username)
    const [first, second] = [await world.plan(), await world.plan()]
    const signUp = ({ id }: EventJson, discord_username?: string) =>
      world.api('POST', `${eventsPath}/${id}/signups`, { discord_user_id, discord_username })
    await signUp(first)
    assert.deepEqual(await names(first), [discord_user_id])
    await signUp(second, 'chise')
    assert.deepEqual([await names(first), await names(second)], [['chise'], ['chise']])
  })

  it('serves calendars, by event, server and secret address', async () => {
    const one = await world.plan({ title: 'For calendars', start_at_utc: world.soon(50) })
    const text = async (path: string) => (await fetch(world.app.url + path)).text()
    assert.match(await text(`/ical/event/${one.id}.ics`), /SUMMARY:For calendars/)
    assert.match(await text(`/ical/guild/${world.guildId}.ics`), /SUMMARY:For calendars/)
    const person = await world.signIn('lucas')
    const url = z.object({ url: z.string() })
    const feed = url.parse((await world.api('POST', `${eventsPath}/feed`, {}, person)).json).url
    await world.api('POST', `${eventsPath}/${one.id}/signups`, {}, person)
    assert.match(await (await fetch(feed)).text(), /SUMMARY:For calendars/)
    await world.api('DELETE', `${eventsPath}/feed`, undefined, person)
    assert.equal((await fetch(feed)).status, 404)
  })
})
