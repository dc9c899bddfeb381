import assert from 'node:assert/strict'
import { createPublicKey, verify } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { after, before, test } from 'node:test'
import { startBench } from './test-bot.ts'
import type { Bench, Received } from './test-bot.ts'

type Handler = (received: Received, response: ServerResponse) => void

let bench: Bench
let endpoint: Server
let handler: Handler
let checksSignatures = true
const requests: { headers: IncomingMessage['headers']; body: string }[] = []

function isSigned(headers: IncomingMessage['headers'], body: string): boolean {
  const spki = Buffer.from(`302a300506032b6570032100${bench.sandbox.application.public_key}`, 'hex')
  const key = createPublicKey({ key: spki, format: 'der', type: 'spki' })
  const signature = Buffer.from(String(headers['x-signature-ed25519']), 'hex')
  return verify(
    null,
    Buffer.from(`${String(headers['x-signature-timestamp'])}${body}`),
    key,
    signature,
  )
}

function json(response: ServerResponse, body: object): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

before(async () => {
  bench = await startBench([{ name: 'ping', description: 'Answers' }])
  endpoint = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8')
      requests.push({ headers: request.headers, body })
      if (checksSignatures && !isSigned(request.headers, body)) {
        response.writeHead(401).end()
        return
      }
      const received = JSON.parse(body) as Received
      if (received.type === 1) json(response, { type: 1 })
      else handler(received, response)
    })
  }).listen(0, '127.0.0.1')
  await once(endpoint, 'listening')
})
after(async () => {
  await bench.close()
  endpoint.closeAllConnections()
  await new Promise((resolve) => endpoint.close(resolve))
})

function url(): string {
  const address = endpoint.address()
  assert.ok(typeof address === 'object' && address !== null)
  return `http://127.0.0.1:${address.port}/interactions`
}

/** The payload of a `/ping` by Yui in #general, written out. */
function golden(received: Received): object {
  const { world } = bench.sandbox
  const [guild] = world.state.guilds.values()
  const channel = [...(guild?.channels.values() ?? [])].find(({ name }) => name === 'general')
  const yui = [...world.state.users.values()].find(({ user }) => user.username === 'yui')?.user
  const [command] = world.state.commands.values()
  assert.ok(guild && channel && yui && command)
  const everybody = '311489056320'
  const app = received['app_permissions']
  return {
    id: received.id,
    application_id: bench.sandbox.application.id,
    type: 2,
    token: received.token,
    version: 1,
    data: { id: command.id, name: 'ping', type: 1 },
    channel_id: channel.id,
    channel: {
      id: channel.id,
      type: 0,
      flags: 0,
      guild_id: guild.base.id,
      name: 'general',
      position: 0,
      parent_id: channel.parent_id,
      nsfw: false,
      last_message_id: channel.last_message_id,
      rate_limit_per_user: 0,
      topic: 'Everything else',
      permissions: everybody,
      app_permissions: app,
    },
    guild_id: guild.base.id,
    guild: { id: guild.base.id, locale: 'en-US', features: [] },
    guild_locale: 'en-US',
    member: {
      user: {
        id: yui.id,
        username: 'yui',
        discriminator: '0',
        global_name: 'ゆい',
        avatar: null,
        public_flags: 0,
        flags: 0,
        primary_guild: null,
      },
      roles: [],
      nick: null,
      avatar: null,
      banner: null,
      joined_at: '2024-01-15T09:00:00.000000+00:00',
      premium_since: null,
      communication_disabled_until: null,
      pending: false,
      deaf: false,
      mute: false,
      flags: 0,
      permissions: everybody,
    },
    context: 0,
    locale: 'ja',
    app_permissions: app,
    entitlements: [],
    entitlement_sku_ids: [],
    authorizing_integration_owners: { 0: guild.base.id },
    attachment_size_limit: 10_485_760,
  }
}

const ping = { as: 'yui', do: 'command', name: 'ping', channel: 'general' }

test('the gateway door carries the whole payload', async () => {
  const done = bench.act(ping)
  const received = await bench.received()
  assert.deepEqual(received, golden(received))
  assert.equal(BigInt(String(received['app_permissions'])) & 2048n, 2048n)
  await bench.answer(received, { type: 4, data: { content: 'pong', flags: 64 } })
  assert.equal((await done)['door'], 'gateway')
})

test('an endpoint must answer PING and refuse forged signatures', async () => {
  checksSignatures = false
  const careless = await bench.control('POST', '/door', { interactions: 'http', url: url() })
  assert.ok(careless.status >= 400)
  checksSignatures = true
  const accepted = await bench.control('POST', '/door', { interactions: 'http', url: url() })
  assert.deepEqual([accepted.status, accepted.body], [200, { interactions: 'http', url: url() }])
  const pings = requests.filter(({ body }) => (JSON.parse(body) as Received).type === 1)
  assert.equal(pings.length, 4)
})

test('the HTTP door carries the same payload, signed, and takes the answer inline', async () => {
  let seen: Received | undefined
  handler = (received, response) => {
    seen = received
    json(response, { type: 4, data: { content: 'inline', flags: 64 } })
  }
  const result = await bench.act(ping)
  assert.ok(seen)
  assert.deepEqual(seen, golden(seen))
  assert.equal(result['door'], 'http')
  assert.equal(result['ok'], true)
  const told = (await bench.control('GET', '/interactions')).body as unknown as Record<
    string,
    unknown
  >[]
  const last = told.at(-1)
  assert.equal(last?.['answered_by'], 'inline')
  const headers = last?.['headers'] as Record<string, string>
  assert.match(headers['X-Signature-Ed25519'] ?? '', /^[0-9a-f]{128}$/)
  assert.equal(bench.bot.frames.filter((frame) => frame.t === 'INTERACTION_CREATE').length, 1)
})

test('202 defers to the callback route; anything else fails at once, silence after 3 s', async () => {
  handler = (received, response) => {
    response.writeHead(202).end()
    void bench.answer(received, { type: 4, data: { content: 'later' } })
  }
  assert.equal((await bench.act(ping))['ok'], true)
  handler = (_received, response) => response.writeHead(500).end()
  assert.match(String((await bench.act(ping))['error']), /HTTP 500/)
  handler = (_received, response) => json(response, { type: 8, data: { choices: [] } })
  assert.match(String((await bench.act(ping))['error']), /Invalid Form Body/)
  const held = new Promise<ServerResponse>((resolve) => {
    handler = (_received, response) => resolve(response)
  })
  const done = bench.act(ping)
  await held
  await bench.sandbox.clock.advance(3001)
  assert.equal((await done)['error'], 'timeout')
})

test('a thousand members press at once and each gets an answer', async () => {
  const button = { type: 1, components: [{ type: 2, style: 1, label: 'Join', custom_id: 'join' }] }
  handler = (_received, response) =>
    json(response, { type: 4, data: { content: 'party', components: [button] } })
  const sent = (await bench.act(ping)) as { responses: { message_id: string }[] }
  const messageId = sent.responses[0]?.message_id
  const people = (await bench.control('POST', '/people', { count: 1000 })).body as unknown as {
    user_id: string
  }[]
  const pressedBy = new Set<string>()
  handler = (received, response) => {
    pressedBy.add((received['member'] as { user: { id: string } }).user.id)
    json(response, { type: 4, data: { content: 'in', flags: 64 } })
  }
  const results = await Promise.all(
    people.map(({ user_id: id }) =>
      bench.act({ as: id, do: 'click', message_id: messageId, custom_id: 'join' }),
    ),
  )
  assert.ok(results.every((result) => result['ok'] === true))
  assert.deepEqual(pressedBy, new Set(people.map(({ user_id: id }) => id)))
})
