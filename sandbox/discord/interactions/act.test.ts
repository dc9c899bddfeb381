import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { createMessage } from '../messages.ts'
import { connect } from '../gateway/test-client.ts'
import { startBench } from './test-bot.ts'
import type { Bench } from './test-bot.ts'

let bench: Bench
before(async () => {
  bench = await startBench([])
})
after(() => bench.close())

async function done(body: object): Promise<Record<string, unknown>> {
  const result = await bench.act(body)
  assert.equal(result['ok'], true, JSON.stringify(result))
  return result['result'] as Record<string, unknown>
}

async function refused(body: object, error: RegExp): Promise<void> {
  const result = await bench.act(body)
  assert.equal(result['ok'], false, JSON.stringify(result))
  assert.match(String(result['error']), error)
}

test('people write, react and delete, each within their rights', async () => {
  const said = await done({ as: 'emma', do: 'message', channel: 'general', content: 'hello' })
  const message = { message_id: said['id'] }
  await done({ as: 'yui', do: 'react', ...message, emoji: '👍' })
  const shown = (await bench.control('GET', '/messages?channel=general&as=yui'))
    .body as unknown as object[]
  assert.match(JSON.stringify(shown), /👍/)
  await refused({ as: 'yui', do: 'delete_message', ...message }, /^50013/)
  await done({ as: 'sam', do: 'delete_message', ...message })
  await refused({ as: 'yui', do: 'react', ...message, emoji: '👍' }, /^10008/)
})

test('a message is answered with what the bot says to it', async () => {
  const { origin, application, world } = bench.sandbox
  const listener = await connect(origin)
  listener.identify(application.bot_token, 1 | 512 | 32_768)
  await listener.dispatched('GUILD_CREATE')
  const acted = bench.act({ as: 'jiwoo', do: 'message', channel: 'trading', content: '!price BTC' })
  const heard = await listener.dispatched('MESSAGE_CREATE')
  assert.equal(heard.d['content'], '!price BTC')
  const channel = world.channel(String(heard.d['channel_id']))
  createMessage(world, { channel, author_id: application.id }, { content: '100' })
  const result = (await acted) as { responses: { data: { content: string } }[] }
  assert.deepEqual(
    result.responses.map(({ data }) => data.content),
    ['100'],
  )
  await listener.close()
})

test('events: made, changed, joined, started and cancelled by those who may', async () => {
  const start = bench.sandbox.clock.now() + 3_600_000
  const times = {
    scheduled_start_time: new Date(start).toISOString(),
    scheduled_end_time: new Date(start + 3_600_000).toISOString(),
  }
  const plan = { do: 'create_event', name: 'Raid', location: 'The gate', ...times }
  await refused({ as: 'yui', ...plan }, /^50013/)
  const event = await done({ as: 'camille', ...plan })
  const onEvent = { event_id: event['id'] }
  await done({ as: 'yui', do: 'interested', ...onEvent })
  const [guild] = bench.sandbox.world.state.guilds.values()
  const { world } = bench.sandbox
  const yui = [...world.state.users.values()].find(({ user }) => user.username === 'yui')?.user.id
  const interested = (): boolean =>
    guild?.subscriptions.get(String(event['id']))?.has(yui ?? '') ?? false
  assert.ok(interested())
  await done({ as: 'yui', do: 'not_interested', ...onEvent })
  assert.ok(!interested())
  await refused({ as: 'yui', do: 'edit_event', ...onEvent, name: 'Mine' }, /^50013/)
  await done({ as: 'camille', do: 'edit_event', ...onEvent, name: 'Great raid' })
  await done({ as: 'sam', do: 'start_event', ...onEvent })
  assert.equal(guild?.events.get(String(event['id']))?.status, 2)
  await done({ as: 'sam', do: 'end_event', ...onEvent })
  const other = await done({ as: 'camille', ...plan })
  await done({ as: 'camille', do: 'cancel_event', event_id: other['id'] })
  assert.ok(!guild?.events.has(String(other['id'])))
})

test('roles and channels are changed by those who may', async () => {
  const [guild] = bench.sandbox.world.state.guilds.values()
  assert.ok(guild)
  await refused({ as: 'yui', do: 'set_roles', user: 'yui', roles: ['Raider'] }, /^50013/)
  await done({ as: 'olivia', do: 'set_roles', user: 'yui', roles: ['Raider', 'Trader'] })
  const yui = [...guild.members.values()].find(
    ({ roles }) => roles.length === 2 && roles.length > 0,
  )
  assert.ok(yui)
  await done({ as: 'olivia', do: 'edit_role', role: 'Raider', name: 'Raiders' })
  await refused({ as: 'emma', do: 'delete_role', role: 'Raiders' }, /^50013/)
  await done({ as: 'olivia', do: 'delete_role', role: 'Raiders' })
  await done({ as: 'olivia', do: 'edit_channel', channel: 'forms', topic: 'New' })
  await refused({ as: 'yui', do: 'delete_channel', channel: 'forms' }, /^50013/)
  await done({ as: 'olivia', do: 'delete_channel', channel: 'forms' })
  assert.ok(![...guild.channels.values()].some(({ name }) => name === 'forms'))
})

test('selects take values within their bounds, and people by name', async () => {
  const { application, world } = bench.sandbox
  const [guild] = world.state.guilds.values()
  const channel = [...(guild?.channels.values() ?? [])].find(({ name }) => name === 'recruit')
  assert.ok(channel)
  const options = ['tank', 'heal', 'dps'].map((value) => ({ label: value, value }))
  const components = [
    { type: 1, components: [{ type: 3, custom_id: 'role', max_values: 2, options }] },
    { type: 1, components: [{ type: 5, custom_id: 'who' }] },
  ]
  const context = { channel, author_id: application.id }
  const { message } = createMessage(world, context, { content: 'Choose', components })
  const select = { as: 'emma', do: 'select', message_id: message.id }
  for (const values of [[], ['tank', 'heal', 'dps'], ['tank', 'tank'], ['other']])
    await refused({ ...select, custom_id: 'role', values }, /^50035/)
  const role = bench.act({ ...select, custom_id: 'role', values: ['tank', 'dps'] })
  const first = await bench.received()
  assert.deepEqual(first.data['values'], ['tank', 'dps'])
  await bench.answer(first, { type: 6 })
  assert.equal((await role)['ok'], true)
  const who = bench.act({ ...select, custom_id: 'who', values: ['kenta'] })
  const second = await bench.received()
  const { users } = second.data['resolved'] as { users: Record<string, { username: string }> }
  assert.deepEqual(
    Object.values(users).map(({ username }) => username),
    ['kenta'],
  )
  await bench.answer(second, { type: 6 })
  assert.equal((await who)['ok'], true)
})
