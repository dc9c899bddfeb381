import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { after, before, test } from 'node:test'
import { GatewayIntentBits as Intents } from 'discord-api-types/v10'
import { createVirtualClock } from '../../clock.ts'
import { createSandbox } from '../../sandbox.ts'
import type { Sandbox } from '../../sandbox.ts'
import type { Channel, GuildState } from '../entities.ts'
import { createMessage } from '../messages.ts'
import { setPresence } from './presence.ts'
import { attachGateway } from './server.ts'
import { connect } from './test-client.ts'
import type { TestClient } from './test-client.ts'
import { presenceUpdate } from './frames.ts'

const all = Object.values(Intents)
  .filter((bit) => typeof bit === 'number')
  .reduce((sum, bit) => sum | bit, 0)

let sandbox: Sandbox
before(async () => {
  sandbox = await createSandbox()
})
after(() => sandbox.close())

function guild(): GuildState {
  const [first] = sandbox.world.state.guilds.values()
  assert.ok(first)
  return first
}

function channel(name: string): Channel {
  const found = [...guild().channels.values()].find((one) => one.name === name)
  assert.ok(found)
  return found
}

function person(username: string): { id: string; token: string } {
  const found = [...sandbox.world.state.users.values()].find(
    (one) => one.user.username === username,
  )
  assert.ok(found)
  return { id: found.user.id, token: found.token }
}

function say(content: string, by = 'yui'): string {
  const context = { channel: channel('general'), author_id: person(by).id }
  return createMessage(sandbox.world, context, { content }).message.id
}

async function bot(intents: number, more: object = {}, compress?: string): Promise<TestClient> {
  const client = await connect(sandbox.origin, compress)
  client.identify(sandbox.application.bot_token, intents, more)
  await client.dispatched('READY')
  return client
}

async function closeCode(prepare: (client: TestClient) => void, query = 'v=10'): Promise<number> {
  const client = await connect(sandbox.origin, undefined, query)
  prepare(client)
  return client.closed
}

test('a client that identifies before HELLO gets READY, then every guild', async () => {
  const client = await bot(all)
  const [ready] = client.frames.filter((frame) => frame.t === 'READY')
  assert.equal(ready?.d['v'], 10)
  assert.equal(ready?.d['resume_gateway_url'], `${sandbox.origin.replace('http', 'ws')}/gateway`)
  const created = await client.dispatched('GUILD_CREATE')
  assert.equal(created.d['id'], guild().base.id)
  assert.equal(created.d['member_count'], guild().members.size)
  await client.next((frame) => frame.op === 10)
  client.send(1, null)
  await client.next((frame) => frame.op === 11)
  await client.close()
})

test('each mistake closes with its own code', async () => {
  const { bot_token: token } = sandbox.application
  const { world } = sandbox
  const identify = (more: object) => (client: TestClient) =>
    client.send(2, { token, intents: 1, properties: {}, ...more })
  assert.equal(await closeCode(identify({ token: 'wrong' })), 4004)
  assert.equal(await closeCode(identify({ intents: 1 << 30 })), 4013)
  assert.equal(await closeCode(identify({ intents: undefined })), 4013)
  assert.equal(await closeCode(identify({ shard: [2, 2] })), 4010)
  assert.equal(
    await closeCode((client) => client.send(3, { status: 'idle', activities: [] })),
    4003,
  )
  assert.equal(await closeCode((client) => client.send(99, {})), 4001)
  assert.equal(await closeCode((client) => client.sendText('{')), 4002)
  assert.equal(await closeCode((client) => client.sendText(`"${'x'.repeat(4100)}"`)), 4002)
  assert.equal(await closeCode(() => undefined, 'v=5'), 4012)
  const twice = await closeCode((client) => {
    identify({})(client)
    identify({})(client)
  })
  assert.equal(twice, 4005)
  const flood = await closeCode((client) => {
    for (let n = 0; n < 121; n++) client.send(1, null)
  })
  assert.equal(flood, 4008)
  const { flags } = world.state.application
  world.state.application.flags = 0
  for (const intent of [Intents.GuildMembers, Intents.GuildPresences, Intents.MessageContent])
    assert.equal(await closeCode(identify({ intents: intent })), 4014)
  world.state.application.flags = flags
})

test('intents decide what a bot hears, and MESSAGE_CONTENT whether it can read', async () => {
  const [deaf, blind, reader] = await Promise.all([
    bot(Intents.Guilds),
    bot(Intents.Guilds | Intents.GuildMessages),
    bot(Intents.Guilds | Intents.GuildMessages | Intents.MessageContent | Intents.GuildPresences),
  ])
  const secret = say('a secret')
  const mention = say(`<@${sandbox.application.id}> look`)
  const status = presenceUpdate.parse({ status: 'dnd', activities: [{ name: 'Chess', type: 0 }] })
  setPresence(sandbox.world, person('emma').id, status)
  sandbox.world.dispatch({ t: 'END', d: {}, guild_id: guild().base.id })
  for (const client of [deaf, blind, reader]) await client.dispatched('END')
  const heard = (client: TestClient, t: string) => client.frames.filter((frame) => frame.t === t)
  assert.deepEqual(heard(deaf, 'MESSAGE_CREATE'), [])
  assert.deepEqual(
    heard(blind, 'MESSAGE_CREATE').map(({ d }) => [d['id'], d['content']]),
    [
      [secret, ''],
      [mention, `<@${sandbox.application.id}> look`],
    ],
  )
  assert.equal(heard(reader, 'MESSAGE_CREATE')[0]?.d['content'], 'a secret')
  assert.equal(heard(blind, 'PRESENCE_UPDATE').length, 0)
  assert.equal(heard(reader, 'PRESENCE_UPDATE')[0]?.d['status'], 'dnd')
  await Promise.all([deaf, blind, reader].map((client) => client.close()))
})

for (const compress of ['zlib-stream', 'zstd-stream'])
  test(`${compress} carries the same frames in one context`, async () => {
    const [plain, packed] = await Promise.all([bot(all), bot(all, {}, compress)])
    for (let n = 0; n < 50; n++) say(`message ${n} ${'あ'.repeat(n * 20)}`)
    sandbox.world.dispatch({ t: 'END', d: {}, guild_id: guild().base.id })
    const said = async (client: TestClient): Promise<unknown[]> => {
      await client.dispatched('END')
      return client.frames.filter((frame) => frame.t === 'MESSAGE_CREATE').map(({ d }) => d)
    }
    const [expected, actual] = await Promise.all([said(plain), said(packed)])
    assert.equal(expected.length, 50)
    assert.deepEqual(actual, expected)
    await Promise.all([plain.close(), packed.close()])
  })

test('a dropped client resumes with everything it missed, once and in order', async () => {
  const client = await bot(all)
  const ready = client.frames.find((frame) => frame.t === 'READY')
  const first = say('before')
  await client.dispatched('MESSAGE_CREATE')
  const seq = Math.max(...client.frames.map((frame) => frame.s ?? 0))
  sandbox.world.gatewayFaults.add({ id: 'drop', kind: 'drop', left: 1 })
  await client.closed
  const missed = Array.from({ length: 20 }, (_, n) => say(`missed ${n}`))
  const again = await connect(sandbox.origin)
  again.send(6, { token: sandbox.application.bot_token, session_id: ready?.d['session_id'], seq })
  await again.dispatched('RESUMED')
  const got = again.frames.filter((frame) => frame.t === 'MESSAGE_CREATE').map(({ d }) => d['id'])
  assert.deepEqual(got, missed)
  assert.ok(!got.includes(first))
  const numbers = again.frames.map((frame) => frame.s).filter((s) => s !== null)
  assert.deepEqual(
    numbers,
    Array.from(numbers, (_, index) => seq + 1 + index),
  )
  const wrongSeq = await connect(sandbox.origin)
  wrongSeq.send(6, {
    token: sandbox.application.bot_token,
    session_id: ready?.d['session_id'],
    seq: 9999,
  })
  assert.equal(await wrongSeq.closed, 4007)
  const unknown = await connect(sandbox.origin)
  unknown.send(6, { token: sandbox.application.bot_token, session_id: 'nobody', seq: 1 })
  assert.equal((await unknown.next((frame) => frame.op === 9)).d, false)
  await Promise.all([unknown.close(), again.close()])
})

test('members are told in chunks, with presences, nonce and those not found', async () => {
  const client = await bot(all)
  const guildId = guild().base.id
  const emma = person('emma').id
  client.send(8, {
    guild_id: guildId,
    user_ids: [emma, '123456789012345678'],
    presences: true,
    nonce: 'n1',
  })
  const chunk = await client.dispatched('GUILD_MEMBERS_CHUNK')
  assert.equal(chunk.d['nonce'], 'n1')
  assert.deepEqual(chunk.d['not_found'], ['123456789012345678'])
  assert.equal((chunk.d['presences'] as object[]).length, 1)
  client.send(8, { guild_id: guildId, query: '', limit: 0 })
  const everyone = await client.dispatched('GUILD_MEMBERS_CHUNK')
  assert.equal((everyone.d['members'] as object[]).length, guild().members.size)
  client.send(8, { guild_id: guildId, query: '', limit: 0, nonce: 'again' })
  const limited = await client.dispatched('RATE_LIMITED')
  assert.equal(limited.d['opcode'], 8)
  assert.deepEqual(limited.d['meta'], { guild_id: guildId, nonce: 'again' })
  await sandbox.clock.advance(30_000)
  client.send(8, { guild_id: guildId, query: 'em', limit: 5 })
  const found = await client.dispatched('GUILD_MEMBERS_CHUNK')
  assert.equal((found.d['members'] as object[]).length, 1)
  await client.close()
})

test('faults: silence, duplicates, another order, reconnect, invalid session', async () => {
  const { gatewayFaults } = sandbox.world
  const client = await bot(all)
  gatewayFaults.add({ id: '1', kind: 'duplicate', left: 1 })
  const doubled = say('twice')
  gatewayFaults.add({ id: '2', kind: 'reorder', left: 1 })
  const [late, early] = [say('late'), say('early')]
  sandbox.world.dispatch({ t: 'END', d: {}, guild_id: guild().base.id })
  await client.dispatched('END')
  const ids = client.frames.filter((frame) => frame.t === 'MESSAGE_CREATE').map(({ d }) => d['id'])
  assert.deepEqual(ids, [doubled, doubled, early, late])
  gatewayFaults.add({ id: '3', kind: 'silence', left: 1 })
  const unheard = say('unheard')
  client.send(1, null)
  await sandbox.settle()
  assert.ok(!client.frames.some((frame) => frame.d?.['id'] === unheard || frame.op === 11))
  gatewayFaults.remove('3')
  say('heard again')
  await client.next((frame) => frame.d?.['id'] === unheard)
  gatewayFaults.add({ id: '4', kind: 'reconnect', left: 1 })
  await client.next((frame) => frame.op === 7)
  gatewayFaults.add({ id: '5', kind: 'invalid_session', left: 1 })
  assert.equal((await client.next((frame) => frame.op === 9)).d, false)
  client.identify(sandbox.application.bot_token, 1)
  await client.dispatched('READY')
  await client.close()
})

test('people hear what they may see, and leaving ends it', async () => {
  const yui = await connect(sandbox.origin)
  yui.identify(person('yui').token, 0)
  await yui.dispatched('GUILD_CREATE')
  const hidden = channel('staff')
  hidden.permission_overwrites = [{ id: guild().base.id, type: 0, allow: '0', deny: '1024' }]
  createMessage(
    sandbox.world,
    { channel: hidden, author_id: person('olivia').id },
    { content: 'staff only' },
  )
  const note = createMessage(
    sandbox.world,
    {
      channel: channel('general'),
      author_id: sandbox.application.id,
      visible_to: person('emma').id,
    },
    { content: 'for Emma' },
  )
  const heard = say('for all', 'emma')
  await yui.dispatched('MESSAGE_CREATE')
  const ids = yui.frames.filter((frame) => frame.t === 'MESSAGE_CREATE').map(({ d }) => d['id'])
  assert.deepEqual(ids, [heard])
  assert.ok(!ids.includes(note.message.id))
  await yui.close()
})

test('a new world ends every session', async () => {
  const other = await createSandbox()
  const client = await connect(other.origin)
  client.identify(other.application.bot_token, 1)
  await client.dispatched('READY')
  other.world.load(other.world.state)
  assert.equal(await client.closed, 4000)
  await other.close()
})

test('a client without heartbeats is cut, and too many starts reset the token', async () => {
  const wireClock = createVirtualClock()
  const other = await createSandbox()
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const gateway = attachGateway(server, other, { wireClock, heartbeatMs: 1000, startsPerDay: 2 })
  const address = server.address()
  assert.ok(typeof address === 'object' && address !== null)
  const origin = `http://127.0.0.1:${address.port}`
  const token = other.application.bot_token
  const [alive, mute] = await Promise.all([connect(origin), connect(origin)])
  for (const client of [alive, mute]) client.identify(token, 1)
  await Promise.all([alive, mute].map((client) => client.dispatched('READY')))
  assert.equal(gateway.starts.info().remaining, 0)
  await wireClock.advance(1000)
  alive.send(1, null)
  await alive.next((frame) => frame.op === 11)
  await wireClock.advance(600)
  assert.equal(await mute.closed, 4009)
  const excess = await connect(origin)
  excess.identify(token, 1)
  assert.equal(await excess.closed, 4004)
  assert.notEqual(other.application.bot_token, token)
  await alive.close()
  await gateway.close()
  await new Promise((resolve) => server.close(resolve))
  wireClock.close()
  await other.close()
})
