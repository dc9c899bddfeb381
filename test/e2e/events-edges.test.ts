import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { GatewayIntentBits } from 'discord-api-types/v10'
import { z } from 'zod'
import { event as eventShape } from '#modules/events/contract/event.ts'
import { series as seriesShape } from '#modules/events/contract/series.ts'
import { eventually } from '../support/eventually.ts'
import { openTwoServers, type TwoServers } from '../support/two-servers.ts'

const base = '/api/v1/events'
const made = z.object({ id: z.string() })
const list = z.object({ results: z.array(eventShape) })
const inOrder = (a: string, b: string) => a.localeCompare(b)
const statuses = (calls: { body: unknown }[]) =>
  calls.flatMap(({ body }) => z.object({ status: z.int() }).safeParse(body).data?.status ?? [])

describe('events at the edges', () => {
  let world: TwoServers
  before(async () => {
    world = await openTwoServers({ heartbeatMs: 2_000 })
  })
  after(() => world.close())

  const find = async (q: string) =>
    list.parse((await world.api('GET', `${base}?q=${encodeURIComponent(q)}&page_size=50`)).json)
      .results
  const people = async (id: string) =>
    (await world.read(id)).signups.map(({ discord_user_id, status }) => [discord_user_id, status])
  const failed = async () =>
    JSON.stringify((await world.api('GET', '/api/v1/discord/jobs?status=failed&limit=200')).json)
  /** Moves the second date of a weekly series, as Discord's own clients do. */
  function moveNext(id: string, to: Date): void {
    const event = world.guild().events.get(id)
    assert.ok(event)
    const original = Date.parse(event.scheduled_start_time) + 7 * 24 * 3_600_000
    const moved = {
      event_id: id,
      event_exception_id: String((BigInt(original) - 1_420_070_400_000n) << 22n),
      scheduled_start_time: to.toISOString(),
      scheduled_end_time: null,
      is_canceled: false,
    }
    event.guild_scheduled_event_exceptions.push(moved)
    world.sandbox.world.dispatch({
      t: 'GUILD_SCHEDULED_EVENT_EXCEPTION_CREATE',
      d: { ...moved, guild_id: world.guildId },
      guild_id: world.guildId,
      intent: GatewayIntentBits.GuildScheduledEvents,
    })
  }
  /** Discord can neither be called nor heard. */
  async function offline(): Promise<void> {
    await world.control.fault({ gateway: 'silence', times: 1 })
    await world.control.fault({ service: 'discord', do: { status: 503, body: {} } })
  }

  /** The bot hears Discord again: it connects in its own time, which no clock of the test shortens. */
  const online = () =>
    eventually(async () => assert.equal(world.app.services.connection().gateway, 'connected'))

  it('delivers everything after ten minutes without Discord, once', async () => {
    await world.decide({ status: 'suspended' }, world.sisterId)
    const one = await world.create({ title: 'Before the fall' })
    const since = await world.lastCall()
    await offline()
    await world.api('PATCH', `${base}/${one.id}`, { title: 'While it was down' })
    const second = await world.api('POST', base, {
      title: 'Born while down',
      org_id: 'rencontres',
      guild_ids: [world.guildId],
      start_at_utc: world.soon(20),
      location: 'Lyon',
      discord_user_id: world.idOf('helene'),
    })
    const { id } = made.parse(second.json)
    await world.api('POST', `${base}/${one.id}/signups`, { discord_user_id: world.idOf('lea') })
    await world.pass('10m')
    await world.control.liftFaults()
    await world.pass('3m')
    await online()
    await world.pass('11m')
    assert.equal(world.remoteOf(one.id)?.name, 'While it was down')
    const born = [...world.guild().events.values()].filter(({ name }) => name === 'Born while down')
    assert.equal(born.length, 1)
    const done = (await world.writes(since)).filter(({ status }) => status < 300)
    assert.ok(done.filter(({ method }) => method === 'POST').length === 1)
    const messages = await world.control.messages(world.channelId)
    const of = (event: string) =>
      messages.filter((message) => JSON.stringify(message).includes(event))
    assert.deepEqual([of(id).length, of(one.id).length], [1, 1])
    assert.ok(JSON.stringify(of(one.id)).includes(world.idOf('lea')))
    await world.decide({ status: 'active' }, world.sisterId)
  })

  it('sends 2 and then 3 for what began and ended while Discord was away', async () => {
    const one = await world.create({ title: 'Between' })
    const since = await world.lastCall()
    const routes = { route: '/guilds/:guild_id/scheduled-events/:event_id' }
    await world.control.fault({ when: routes, do: { status: 503, body: {} } })
    for (const verb of ['start', 'complete']) {
      assert.equal((await world.api('POST', `${base}/${one.id}/${verb}`)).status, 200)
    }
    await world.control.liftFaults()
    await world.pass('30s')
    assert.deepEqual(statuses(await world.writes(since)), [2, 3])
    assert.equal(world.remoteOf(one.id)?.status, 3)
  })

  it('completes what is still planned by 2 and 3, by its own route and by the first contract’s', async () => {
    const manage = (id: string) => `/api/v1/discord/events/auto-manage/${id}?action=completed`
    for (const path of [(id: string) => `${base}/${id}/complete`, manage]) {
      const one = await world.create({ title: 'Over before it began' })
      const since = await world.lastCall()
      assert.equal((await world.api('POST', path(one.id))).status, 200)
      await world.pass('30s')
      const { state, missed } = await world.read(one.id)
      assert.deepEqual([state, missed], ['completed', false])
      assert.deepEqual(statuses(await world.writes(since)), [2, 3])
      assert.equal(world.remoteOf(one.id)?.status, 3)
    }
  })

  it('comes to the same after a time offline as live: a new one, an edit, an end, three who are interested', async () => {
    const story = async (name: string, away: boolean) => {
      const kept = await world.create({ title: `${name} kept` })
      const gone = await world.create({ title: `${name} gone` })
      const at = world.remoteOf(kept.id)?.id
      const end = world.remoteOf(gone.id)?.id
      if (away) await world.control.fault({ gateway: 'down' })
      const act = (as: string, action: object) => world.inDiscord(as, { ...action })
      await act('helene', { do: 'edit_event', event_id: at, name: `${name} renamed` })
      await act('helene', { do: 'cancel_event', event_id: end })
      for (const as of ['antoine', 'ines', 'lea']) await act(as, { do: 'interested', event_id: at })
      await act('helene', {
        do: 'create_event',
        name: `${name} new`,
        location: 'Parc',
        scheduled_start_time: world.soon(30),
        scheduled_end_time: world.soon(31),
      })
      if (away) {
        await world.control.fault({
          when: { method: 'GET', route: '/guilds/:guild_id/scheduled-events' },
          do: { status: 500, body: {} },
          times: 2,
        })
        await world.pass('11m')
        assert.equal((await world.read(kept.id)).state, 'scheduled', 'a failing list says nothing')
        await world.control.liftFaults()
        await world.pass('11m')
        await online()
        await world.pass('2m')
      }
      const [fresh] = await find(`${name} new`)
      const told = (await people(kept.id)).map((one) => one.join(' ')).toSorted(inOrder)
      const { title, state } = await world.read(kept.id)
      return {
        title: title.replace(name, ''),
        state,
        gone: (await world.read(gone.id)).state,
        fresh: [fresh?.state, fresh?.location],
        told,
      }
    }
    const live = await story('Live', false)
    assert.deepEqual([live.told.length, live.gone, live.fresh[0]], [3, 'cancelled', 'scheduled'])
    assert.deepEqual(await story('Away', true), live)
  })

  it('lets a button outrank interest, whichever way it goes', async () => {
    const one = await world.create({ title: 'Mixed' })
    const event_id = world.remoteOf(one.id)?.id
    for (const as of ['ines', 'lea']) await world.inDiscord(as, { do: 'interested', event_id })
    await world.pressOn('ines', 'signup', one)
    await world.inDiscord('ines', { do: 'not_interested', event_id })
    await world.pressOn('lea', 'signup', one)
    await world.pressOn('lea', 'withdraw', one)
    await world.pass('11m')
    // Who has withdrawn is not among them, though Discord still calls her interested.
    assert.deepEqual(await people(one.id), [[world.idOf('ines'), 'confirmed']])
  })

  it('keeps to what a server decided: what is taken over, what interest means, whose end counts', async () => {
    const one = await world.create({ title: 'Ours' })
    const event_id = world.remoteOf(one.id)?.id
    await world.decide({ pull_fields: ['description'], keep_until_end: true })
    const edit = { do: 'edit_event', event_id, name: 'Theirs', description: 'From Discord' }
    await world.inDiscord('helene', edit)
    const { title, description } = await world.read(one.id)
    assert.deepEqual([title, description], ['Ours', 'From Discord'])
    const theirName = () => world.guild().events.get(event_id ?? '')?.name
    assert.equal(theirName(), 'Ours', 'what is not taken over is put right')
    for (const [interest_policy, as] of [
      ['tentative', 'ines'],
      ['signup', 'lea'],
    ] as const) {
      await world.decide({ interest_policy })
      await world.inDiscord(as, { do: 'interested', event_id })
    }
    assert.deepEqual(await people(one.id), [
      [world.idOf('ines'), 'tentative'],
      [world.idOf('lea'), 'confirmed'],
    ])
    await world.decide({ pull_fields: ['status'], interest_policy: 'interested' })
    await world.inDiscord('helene', { do: 'start_event', event_id })
    await world.inDiscord('helene', { do: 'end_event', event_id })
    assert.equal((await world.read(one.id)).state, 'active', 'until our own end')
    await world.api('POST', `${base}/${one.id}/complete`)
    const all = ['title', 'description', 'start', 'end', 'place', 'status']
    await world.decide({ pull_fields: all, keep_until_end: false })
    // What another bot made is looked at only, unless the server lets it be taken over.
    const byBot = async (name: string) => {
      const at = { scheduled_start_time: world.soon(30), scheduled_end_time: world.soon(31) }
      await world.inDiscord('agenda-ville', { do: 'create_event', name, location: 'Lyon', ...at })
      const [found] = await find(name)
      assert.ok(found)
      await world.api('PATCH', `${base}/${found.id}`, { title: `${name} changed` })
      await world.settle()
      return [...world.guild().events.values()].some((remote) => remote.name === `${name} changed`)
    }
    assert.equal(await byBot('Fête'), false)
    await world.decide({ import_bot_events: true })
    assert.equal(await byBot('Marché'), true)
    await world.decide({ import_bot_events: false })
  })

  it('completes an occurrence of Discord’s once when it rolls over, and carries nobody along', async () => {
    const start = world.soon(2)
    const rule = {
      start,
      frequency: 2,
      interval: 1,
      by_weekday: [(new Date(start).getUTCDay() + 6) % 7],
    }
    const remote = made.parse(
      await world.inDiscord('helene', {
        do: 'create_event',
        name: 'Chaque semaine',
        location: 'Lyon',
        scheduled_start_time: start,
        scheduled_end_time: world.soon(3),
        recurrence_rule: rule,
      }),
    )
    const [first] = await find('Chaque semaine')
    assert.ok(first?.series_id)
    const seriesOf = async () =>
      seriesShape.parse((await world.api('GET', `/api/v1/series/${first.series_id}`)).json)
    assert.equal((await seriesOf()).moves_hidden, false, 'this Discord tells of moved dates')
    const later = new Date(Date.parse(start) + 8 * 24 * 3_600_000)
    moveNext(remote.id, later)
    await world.settle()
    assert.equal(Date.parse((await seriesOf()).upcoming[1]?.start_at_utc ?? ''), later.getTime())
    const signup = { discord_user_id: world.idOf('antoine') }
    await world.api('POST', `${base}/${first.id}/signups`, signup)
    const versions = async () => (await find('Chaque semaine')).map(({ version }) => version)
    await world.pass('4h')
    const [again, next, ...others] = (await find('Chaque semaine')).toSorted((a, b) =>
      a.start_at_utc.localeCompare(b.start_at_utc),
    )
    assert.deepEqual(
      [again?.id, again?.state, next?.state, others],
      [first.id, 'completed', 'scheduled', []],
    )
    assert.equal(Date.parse(next?.start_at_utc ?? ''), later.getTime())
    const came = await people(first.id)
    assert.ok(came.some(([id]) => id === signup.discord_user_id))
    assert.deepEqual(next?.signups, [])
    const seen = await versions()
    await world.pass('20m')
    assert.deepEqual(await versions(), seen, 'and then nothing more')
    await world.inDiscord('helene', { do: 'edit_event', event_id: remote.id, name: 'Chaque jeudi' })
    assert.deepEqual(
      (await find('Chaque jeudi')).map(({ id }) => id),
      [next?.id],
    )
    await world.inDiscord('helene', { do: 'cancel_event', event_id: remote.id })
  })

  it('waits where Discord has 100 events, elsewhere goes on, and heals when one ends', async () => {
    await world.decide({ import_discord_events: false })
    const open = () => [...world.guild().events.values()].filter(({ status }) => status < 3)
    const strangers: string[] = []
    while (open().length < 100) {
      const acted = await world.control.act({
        as: 'helene',
        guild: world.guildId,
        do: 'create_event',
        name: 'Full',
        location: 'x',
        scheduled_start_time: world.soon(200),
        scheduled_end_time: world.soon(201),
      })
      strangers.push(made.parse(acted['result']).id)
    }
    const one = await world.create({ title: 'One too many', guild_ids: undefined })
    assert.equal(world.remoteOf(one.id), undefined)
    assert.ok(world.remoteOf(one.id, world.sisterId), 'the other server goes on')
    const doctor = await world.api('GET', `/api/v1/discord/guilds/${world.guildId}/doctor`)
    assert.match(JSON.stringify(doctor.json), /100 events that Discord allows/)
    await world.inDiscord('helene', { do: 'cancel_event', event_id: strangers.at(-1) })
    assert.ok(world.remoteOf(one.id), 'and then there is room')
    const guild = world.guild()
    for (const id of strangers) guild.events.delete(id)
    await world.decide({ import_discord_events: true })
  })

  it('says that a role is above its own, and gives it once that is put right', async () => {
    const role = [...world.guild().roles.values()].find(({ name }) => name === 'Bureau')
    assert.ok(role)
    const mapping = { discord_role_id: role.id, role_type: 'event_participant' }
    const mappings = `/api/v1/discord/guilds/${world.guildId}/role-mappings`
    const { id } = made.parse((await world.api('POST', mappings, mapping)).json)
    const own = [...world.guild().roles.values()].find(({ name }) => name === 'Muster')
    assert.ok(own)
    const place = own.position
    role.position = place + 1
    const one = await world.create({ title: 'High', attendee_role: true, guild_ids: undefined })
    await world.api('POST', `${base}/${one.id}/signups`, { discord_user_id: world.idOf('antoine') })
    await world.settle()
    assert.match(await failed(), /manage_roles.{0,900}discord_50013/)
    assert.ok(world.remoteOf(one.id, world.sisterId))
    role.position = place - 1
    await world.inDiscord('helene', { do: 'edit_role', role: 'Adhérents', mentionable: false })
    await world.api('POST', `${base}/${one.id}/signups`, { discord_user_id: world.idOf('lea') })
    await world.settle()
    const has = (user: string) =>
      world.guild().members.get(world.idOf(user))?.roles.includes(role.id) ?? false
    assert.deepEqual([has('antoine'), has('lea')], [true, true])
    await world.api('DELETE', `${mappings}/${id}`)
    await world.api('POST', `${base}/${one.id}/cancel`, {})
    await world.settle()
  })

  it('counts an attendee role over overlapping events, over a farewell, and over its deletion by hand', async () => {
    const role = [...world.guild().roles.values()].find(({ name }) => name === 'Adhérents')
    assert.ok(role)
    const mappings = `/api/v1/discord/guilds/${world.guildId}/role-mappings`
    const mapped = { discord_role_id: role.id, role_type: 'event_participant' }
    assert.equal((await world.api('POST', mappings, mapped)).status, 201)
    const events = [
      await world.create({ title: 'Overlap 1', attendee_role: true }),
      await world.create({ title: 'Overlap 2', attendee_role: true }),
    ]
    const gabriel = world.idOf('gabriel')
    for (const { id } of events) {
      await world.api('POST', `${base}/${id}/signups`, { discord_user_id: gabriel })
    }
    await world.settle()
    const has = () => world.guild().members.get(gabriel)?.roles.includes(role.id) ?? false
    assert.equal(has(), true)
    await world.api('POST', `${base}/${events[0]?.id}/cancel`, {})
    await world.settle()
    assert.equal(has(), true, 'the other event still gives it')
    await world.inDiscord('gabriel', { do: 'leave_guild' })
    await world.inDiscord('gabriel', { do: 'join_guild' })
    await world.settle()
    const since = await world.lastCall()
    await world.inDiscord('helene', { do: 'delete_role', role: role.id })
    await world.pass('11m')
    await world.pass('11m')
    const calls = (await world.control.calls(since)).filter(({ path }) => path.includes(role.id))
    assert.ok(calls.length <= 1, JSON.stringify(calls))
    await world.api('POST', `${base}/${events[1]?.id}/cancel`, {})
    await world.settle()
    assert.equal(has(), false)
  })
})
