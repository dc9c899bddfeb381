import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { z } from 'zod'
import { setInterest, setStatus } from '#sandbox/discord/events/state.ts'
import { event as eventShape, type EventJson } from '#modules/events/contract/event.ts'
import { series as seriesShape } from '#modules/events/contract/series.ts'
import { loadLinks } from '#modules/events/store/links.ts'
import {
  discordPath,
  eventsPath,
  expectStatus,
  openEventWorld,
  type EventWorld,
} from '../support/event-world.ts'

const hourMs = 3_600_000
const list = z.object({ results: z.array(eventShape) })
const one = { route: '/guilds/:guild_id/scheduled-events/:event_id' }

describe('events that are joined with Discord', () => {
  let world: EventWorld
  before(async () => {
    world = await openEventWorld()
  })
  after(() => world.close())

  const remotes = ({ id }: EventJson) =>
    [...world.guild().events.values()].filter(({ description }) => description?.includes(id))
  const nameOf = (event: EventJson) => world.remoteOf(event.id)?.name
  const titleOf = async ({ id }: EventJson) => (await world.read(id)).title
  const renamed = (event: EventJson, name: string) =>
    world.inDiscord('olivia', { do: 'edit_event', event_id: world.remoteOf(event.id)?.id, name })

  /** Makes an event in Discord, and finds it here. */
  async function imported(name: string, start: number, more: object = {}): Promise<EventJson> {
    await world.inDiscord('olivia', {
      do: 'create_event',
      name,
      location: 'Here',
      scheduled_start_time: new Date(start).toISOString(),
      scheduled_end_time: new Date(start + hourMs).toISOString(),
      ...more,
    })
    const answer = await world.api('GET', `${eventsPath}?q=${encodeURIComponent(name)}`)
    const [found] = list.parse(answer.json).results
    assert.ok(found)
    return found
  }

  for (const [off, on] of [
    [{ sync_enabled: false }, { sync_enabled: true }],
    [{ status: 'suspended' }, { status: 'active' }],
  ] as const) {
    const how = Object.entries(off).flat().join(' ')
    it(`are left alone on both sides (${how}), and merged once that is over`, async () => {
      const [ours, theirs] = [
        await world.plan({ title: 'Ours' }),
        await world.plan({ title: 'Theirs' }),
      ]
      await world.decide(off)
      await world.change(ours.id, { title: 'Ours, new' })
      await renamed(theirs, 'Theirs, new')
      await world.pass('21m')
      assert.deepEqual([nameOf(ours), await titleOf(theirs)], ['Ours', 'Theirs'])
      await world.decide(on)
      assert.deepEqual([nameOf(ours), await titleOf(theirs)], ['Ours, new', 'Theirs, new'])
    })
  }

  it('are taken down and put up again as one, however slow Discord is', async () => {
    const event = await world.plan({ title: 'Back at once' })
    await world.control.fault({ when: one, do: { status: 503, body: {} } })
    const base = `${discordPath}/events/events`
    expectStatus(200, await world.api('DELETE', `${base}/delete/${event.id}`))
    expectStatus(200, await world.api('POST', `${base}/create/${event.id}`, {}))
    await world.settle()
    await world.control.liftFaults()
    await world.pass('11m')
    assert.deepEqual(
      remotes(event).map(({ status }) => status),
      [1],
    )
    const { guilds } = await world.read(event.id)
    assert.equal(guilds[0]?.link_state, 'active')
  })

  it('are cancelled in nobody’s name where Discord does so by itself', async () => {
    const voice = [...world.guild().channels.values()].find(({ type }) => type === 2)
    const event = await world.plan({ location: null, voice_channel_id: voice?.id })
    await renamed(event, 'Edited by somebody')
    await world.pass('2m')
    const remote = world.remoteOf(event.id)
    assert.ok(remote)
    setStatus(world.sandbox.world, remote, 4)
    await world.settle()
    const { state, cancel_reason } = await world.read(event.id)
    assert.deepEqual([state, cancel_reason], ['cancelled', 'Cancelled in Discord.'])
  })

  it('are doubted anew each time that Discord does not know them', async () => {
    const event = await world.plan({ title: 'Doubted' })
    const unknown = { status: 404, body: { code: 10070, message: 'Unknown Guild Scheduled Event' } }
    await world.control.fault({ when: { ...one, method: 'GET' }, do: unknown, times: 1 })
    expectStatus(200, await world.api('POST', `${eventsPath}/${event.id}/sync`, {}))
    await world.settle()
    await world.pass('2m')
    const [link] = await loadLinks(world.app.services.database, event.id)
    assert.deepEqual([link?.link_state, link?.missing_at], ['active', null])
    // Nothing is left to be looked at, time after time.
    const since = await world.lastCall()
    await world.pass('31m')
    const looks = (await world.control.calls(since)).filter(({ path }) =>
      path.includes(link?.discord_event_id ?? 'none'),
    )
    assert.deepEqual(looks, [])
  })

  it('that Discord refuses are not tried again every few minutes, but at once where rights change', async () => {
    const create = { method: 'POST', route: '/guilds/:guild_id/scheduled-events' }
    const refused = { status: 403, body: { code: 50013, message: 'Missing Permissions' } }
    const fault = await world.control.fault({ when: create, do: refused, times: 2 })
    const event = await world.plan({ title: 'Refused', start_at_utc: world.soon(30) })
    const dead = async () => (await world.jobs(`?status=failed&event_id=${event.id}`)).length
    await world.pass('14m')
    assert.equal(await dead(), 1, fault)
    for (const length of ['6m', '6m']) await world.pass(length)
    assert.equal(await dead(), 2)
    // The second refusal was the last one; nobody waits another quarter of an hour for that.
    await world.inDiscord('olivia', { do: 'edit_role', role: 'Raider', name: 'Raiders' })
    assert.equal(remotes(event).length, 1)
    await world.inDiscord('olivia', { do: 'edit_role', role: 'Raiders', name: 'Raider' })
  })

  it('wait for a decision without being looked at again and again', async () => {
    await world.decide({ conflict_policy: 'ask' })
    const event = await world.plan({ title: 'Asked', start_at_utc: world.soon(30) })
    await world.control.fault({ when: one, do: { status: 503, body: {} } })
    const theirs = { do: 'edit_event', event_id: world.remoteOf(event.id)?.id, name: 'Theirs' }
    await world.control.act({ as: 'olivia', guild: world.guildId, ...theirs })
    await world.api('PATCH', `${eventsPath}/${event.id}`, { title: 'Ours' })
    await world.control.liftFaults()
    await world.pass('11m')
    const links = () => loadLinks(world.app.services.database, event.id)
    const [asked] = await links()
    assert.equal(asked?.link_state, 'conflict')
    for (let ten = 0; ten < 3; ten += 1) await world.pass('10m')
    assert.equal((await links())[0]?.revision, asked.revision)
    await world.decide({ conflict_policy: 'latest' })
    await world.pass('11m')
    assert.equal((await links())[0]?.link_state, 'active')
  })

  it('that were made in Discord remind whoever signed up', async () => {
    const event = await imported('From Discord', Date.parse(world.soon(5)))
    expectStatus(201, await world.signUp(event, 'noah'))
    await world.pass('3h')
    assert.doesNotMatch(await world.inbox('noah'), /From Discord\*\* begins/)
    await world.pass('61m')
    assert.match(await world.inbox('noah'), /From Discord\*\* begins/)
  })

  it('note the interest of each person once, however often all of it is looked at', async (context) => {
    const event = await world.plan({ title: 'Of interest', start_at_utc: world.soon(30) })
    const remote = world.remoteOf(event.id)
    assert.ok(remote)
    const people = await world.control.people(30)
    for (const { user_id } of people) setInterest(world.sandbox.world, remote, { user_id }, true)
    await world.settle()
    await world.pass('11m')
    assert.equal((await world.read(event.id)).signups.length, people.length)
    const { database } = world.app.services
    const writing = context.mock.method(database, 'write')
    const path = `${discordPath}/events/events/${event.id}/sync-attendees`
    expectStatus(200, await world.api('POST', path))
    assert.ok(writing.mock.callCount() < people.length, `${writing.mock.callCount()} writes`)
  })

  it('repeat on the days that the clocks on the wall show', async () => {
    await world.decide({ timezone: 'Asia/Tokyo' })
    const day = new Date(Date.parse(world.soon(72)))
    const start = Date.UTC(day.getUTCFullYear(), day.getUTCMonth(), day.getUTCDate(), 22)
    const rule = {
      start: new Date(start).toISOString(),
      frequency: 2,
      interval: 1,
      by_weekday: [(new Date(start).getUTCDay() + 6) % 7],
    }
    const event = await imported('Early in Tokyo', start, { recurrence_rule: rule })
    const answer = await world.api('GET', `/api/v1/series/${event.series_id}`)
    const { upcoming } = seriesShape.parse(answer.json)
    assert.deepEqual(
      upcoming.slice(0, 2).map((date) => Date.parse(date.start_at_utc)),
      [start, start + 7 * 24 * hourMs],
    )
  })

  it('look for roles at those alone for whom something changes', async () => {
    const event = await world.plan({ title: 'Roles', attendee_role: true })
    for (const name of ['noah', 'emma', 'lucas']) {
      expectStatus(201, await world.signUp(event, name))
      await world.settle()
    }
    const since = await world.lastCall()
    expectStatus(201, await world.signUp(event, 'yui'))
    await world.settle()
    const calls = (await world.control.calls(since)).filter(({ path }) =>
      path.includes('/members/'),
    )
    assert.deepEqual(
      calls.map(({ method, path }) => [method, path.includes(world.idOf('yui'))]),
      [
        ['GET', true],
        ['PUT', true],
      ],
    )
    // Whoever leaves the server and comes back has the role again.
    await world.act('noah', { do: 'leave_guild' })
    await world.settle()
    await world.act('noah', { do: 'join_guild' })
    await world.settle()
    expectStatus(200, await world.signUp(event, 'noah'))
    await world.settle()
    assert.equal(world.guild().members.get(world.idOf('noah'))?.roles.length, 1)
  })

  it('do not count people as present who left while nobody listened', async () => {
    const voice = [...world.guild().channels.values()].find(({ type }) => type === 2)
    assert.ok(voice)
    const event = await world.plan({
      location: null,
      voice_channel_id: voice.id,
      attendance_enabled: true,
    })
    expectStatus(201, await world.signUp(event, 'emma'))
    await world.pass('3h')
    await world.inDiscord('emma', { do: 'join_voice', channel: voice.id })
    await world.pass('2m')
    // What happens meanwhile is not told again afterwards.
    await world.control.post('faults', { gateway: 'invalid_session', times: 1 })
    await world.restart(async () => {
      await world.control.act({ as: 'emma', guild: world.guildId, do: 'leave_voice' })
    })
    await world.pass('1h')
    const { signups } = await world.read(event.id)
    assert.deepEqual(
      signups.map(({ status }) => status),
      ['confirmed'],
    )
    assert.ok((signups[0]?.attendance?.seconds ?? 0) < 300)
  })
})
