import assert from 'node:assert/strict'
import { after, before, describe, it, type TestContext } from 'node:test'
import { z } from 'zod'
import { event as eventShape } from '#modules/events/contract/event.ts'
import { openAlerts } from '#modules/events/store/alerts.ts'
import { eventually } from '../support/eventually.ts'
import { openReceiver } from '../support/webhooks.ts'
import { openWorld, type World } from '../support/world.ts'

const alertBody = z.object({
  alert: z.object({ kind: z.string(), ended_at: z.string().nullable() }),
})

describe('the watch over the joining with Discord', () => {
  let world: World
  before(async () => {
    world = await openWorld({ channel: 'events', env: { WEBHOOK_ALLOW: '127.0.0.1' } })
    await world.api('POST', '/api/v1/discord/guilds', {
      guild_id: world.guildId,
      org_id: 'watched',
      owner_id: world.idOf('olivia'),
      event_channel_id: world.channelId,
    })
    await world.settle()
  })
  after(() => world.close())

  const open = async () => (await openAlerts(world.app.services.database)).map(({ kind }) => kind)
  const told = async () => {
    const answer = await fetch(`${world.sandbox.origin}/_control/inbox?as=olivia`)
    return JSON.stringify(await answer.json())
  }
  /** Other software that hears of these types from now on. */
  async function listen(t: TestContext, types: string[]) {
    const receiver = await openReceiver(t)
    const made = await world.api('POST', '/api/webhooks', { url: receiver.url, types })
    assert.equal(made.status, 201, JSON.stringify(made.json))
    return receiver
  }
  const connection = (wanted: string) =>
    eventually(async () => assert.equal(world.app.services.connection().gateway, wanted))
  /** Time passes until the watch has looked again. */
  async function look(length: string) {
    await world.control.advance(length)
    await world.settle()
  }

  it('tells once that Discord is gone, within a minute, and once that it is back', async (t) => {
    const heard = await listen(t, ['alert'])
    await world.control.fault({ gateway: 'down' })
    await world.control.fault({ service: 'discord', do: { status: 503, body: {} } })
    await connection('down')
    const health = await world.api('GET', '/api/v1/discord/events/health')
    assert.equal(health.status, 503)
    assert.partialDeepStrictEqual(health.json, { status: 'unhealthy', gateway: 'down' })
    await look('30s')
    await look('29s')
    assert.deepEqual(await open(), ['gateway'])
    await look('10m')
    assert.deepEqual(await open(), ['gateway'])
    await world.control.liftFaults()
    await world.control.advance('2m')
    await connection('connected')
    await look('30s')
    await look('30s')
    assert.deepEqual(await open(), [])
    const bodies = heard.received.map(({ type, data }) => [type, alertBody.parse(data).alert.kind])
    assert.deepEqual(bodies, [
      ['alert.raised', 'gateway'],
      ['alert.cleared', 'gateway'],
    ])
    const lines = world.logged.filter((line) => line.includes('"alert":"gateway"'))
    assert.equal(lines.length, 2, lines.join('\n'))
    // The owner could not be told before Discord was back, and hears of the end in any case.
    const inbox = await told()
    assert.equal(inbox.split('✅ **Nothing comes from Discord').length - 1, 1)
    assert.ok(inbox.split('⚠️ **Nothing comes from Discord').length - 1 <= 1)
  })

  it('tells the owner which right the bot lacks, and of work that failed for good', async (t) => {
    const heard = await listen(t, ['alert', 'job.failed'])
    const guild = world.sandbox.world.state.guilds.get(world.guildId)
    const bot = [...(guild?.roles.values() ?? [])].find(({ name }) => name === 'Muster')
    assert.ok(bot, [...(guild?.roles.values() ?? [])].map(({ name }) => name).join())
    const all = bot.permissions
    const without = String(BigInt(all) & ~(1n << 44n) & ~8n)
    const change = { as: 'olivia', do: 'edit_role', role: bot.id }
    assert.ok((await world.control.act({ ...change, permissions: without })).ok)
    const made = await world.api('POST', '/api/v1/events', {
      title: 'Refused',
      org_id: 'watched',
      start_at_utc: new Date(world.app.services.clock.now() + 90_000_000).toISOString(),
      location: 'Here',
    })
    await look('11m')
    await look('31s')
    assert.deepEqual(await open(), ['permissions'])
    assert.match(await told(), /The bot lacks permissions: CREATE/)
    assert.ok((await world.control.act({ ...change, permissions: all })).ok)
    await look('11m')
    await look('31s')
    assert.deepEqual(await open(), [])
    const types = new Set(heard.received.map(({ type }) => type))
    assert.deepEqual(types, new Set(['alert.raised', 'alert.cleared', 'job.failed']))
    const { id } = eventShape.parse(made.json)
    const failed = heard.received.find(({ type }) => type === 'job.failed')
    assert.match(JSON.stringify(failed?.data), new RegExp(`create_discord_event.*${id}`))
  })
})
