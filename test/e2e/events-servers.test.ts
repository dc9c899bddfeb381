import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { event as eventShape, type EventJson } from '#modules/events/contract/event.ts'
import { discordGuild, guildList } from '#modules/events/contract/guild.ts'
import { modules } from '../../src/modules.ts'
import { openWorld, type World } from '../support/world.ts'

const base = '/api/v1/events'
const servers = '/api/v1/discord/guilds'

describe('servers that events are shown in', () => {
  let world: World
  before(async () => {
    world = await openWorld({ channel: 'events' })
  })
  after(() => world.close())

  const link = async (fields: Record<string, unknown>) => {
    const answer = await world.api('POST', servers, { org_id: 'heroes', ...fields })
    await world.settle()
    return discordGuild.parse(answer.json)
  }
  const remotesOf = ({ id }: EventJson) =>
    [...(world.sandbox.world.state.guilds.get(world.guildId)?.events.values() ?? [])].filter(
      ({ description }) => description?.includes(id),
    )

  async function create(fields: Record<string, unknown> = {}): Promise<EventJson> {
    const start_at_utc = new Date(world.app.services.clock.now() + 24 * 3_600_000).toISOString()
    const made = await world.api('POST', base, {
      title: 'Raid night',
      org_id: 'heroes',
      start_at_utc,
      location: 'Stormgate',
      ...fields,
    })
    assert.equal(made.status, 201, JSON.stringify(made.json))
    await world.settle()
    return eventShape.parse(made.json)
  }

  it('are given the address at Discord where the bot is invited, with all that it needs', async () => {
    const { status, invite_url } = await link({ guild_id: '900000000000000001' })
    assert.equal(status, 'pending')
    const url = new URL(invite_url ?? '')
    assert.equal(url.origin + url.pathname, `${world.sandbox.origin}/oauth2/authorize`)
    const bits = modules.flatMap(({ discord }) => discord.permissions).map(({ bit }) => bit)
    assert.deepEqual(Object.fromEntries(url.searchParams), {
      client_id: world.sandbox.application.id,
      scope: 'bot applications.commands',
      permissions: String(bits.reduce((all, bit) => all | bit, 0n)),
      guild_id: '900000000000000001',
      disable_guild_select: 'true',
    })
  })

  it('get the coming events when they join, once, and when they are shown again', async () => {
    const early = await create()
    const elsewhere = await create({ guild_ids: ['900000000000000001'] })
    const draft = await create({ draft: true })
    assert.equal((await link({ guild_id: world.guildId })).status, 'active')
    assert.equal(remotesOf(early).length, 1)
    await link({ guild_id: world.guildId })
    assert.equal(remotesOf(early).length, 1)
    assert.deepEqual([...remotesOf(elsewhere), ...remotesOf(draft)], [])
    await world.api('PATCH', `${servers}/${world.guildId}`, { status: 'suspended' })
    const later = await create()
    assert.deepEqual(remotesOf(later), [])
    await world.api('PATCH', `${servers}/${world.guildId}`, { status: 'active' })
    await world.settle()
    assert.deepEqual([remotesOf(early).length, remotesOf(later).length], [1, 1])
  })

  it('leave no message to sign up on when they are taken out', async () => {
    await link({ guild_id: world.guildId, event_channel_id: world.channelId })
    const one = await create()
    const shown = async () => JSON.stringify(await world.control.messages(world.channelId))
    assert.ok((await shown()).includes(one.id))
    assert.equal((await world.api('DELETE', `${servers}/${world.guildId}`)).status, 204)
    await world.settle()
    assert.ok(!(await shown()).includes(one.id))
    await link({ guild_id: world.guildId, event_channel_id: null })
  })

  it('that remove the bot keep their events here, and show them again when it comes back', async () => {
    const one = await create()
    const read = async () => eventShape.parse((await world.api('GET', `${base}/${one.id}`)).json)
    const linkHere = async () =>
      (await read()).guilds.find(({ guild_id }) => guild_id === world.guildId)?.link_state
    const server = async () =>
      discordGuild.parse((await world.api('GET', `${servers}/${world.guildId}`)).json)
    const pending = `/api/v1/discord/jobs?status=pending&guild_id=${world.guildId}`
    await world.control.act({ as: 'muster', do: 'leave_guild' })
    await world.settle()
    assert.equal((await server()).status, 'inactive')
    assert.deepEqual((await world.api('GET', pending)).json, [])
    const { state, version } = await read()
    assert.deepEqual([state, version, await linkHere()], ['scheduled', one.version, 'detached'])
    await world.control.act({ as: 'muster', do: 'join_guild' })
    await world.settle()
    assert.equal((await server()).status, 'active')
    assert.deepEqual([remotesOf(one).length, await linkHere()], [1, 'active'])
    await world.control.act({ as: 'muster', do: 'leave_guild' })
    await world.control.advance('25h')
    await world.settle()
    assert.equal((await read()).state, 'active', 'it begins all the same')
  })
})

it('an organisation that a server is by itself is called as the server', async () => {
  const world = await openWorld({ channel: 'events' })
  try {
    const made = await world.api('POST', base, {
      title: 'By a key',
      guild_id: world.guildId,
      start_at_utc: new Date(world.app.services.clock.now() + 3_600_000).toISOString(),
      location: 'Here',
    })
    const { org_name, guilds } = eventShape.parse(made.json)
    assert.deepEqual([org_name, guilds[0]?.guild_name], ['Muster HQ', 'Muster HQ'])
    const [server] = guildList.parse((await world.api('GET', servers)).json)
    assert.equal(server?.org_name, 'Muster HQ')
  } finally {
    await world.close()
  }
})
