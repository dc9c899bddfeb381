import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { ed25519PrivateKey, signRequest } from '#sandbox/discord/interactions/signing.ts'
import { loseMasterKey } from '../support/installation.ts'
import { readCounter } from './counter.ts'
import { openBench, type Bench } from './bench.ts'

const path = '/api/discord/interactions/'

describe('the interactions endpoint', () => {
  let bench: Bench

  before(async () => {
    bench = await openBench({ door: 'http' })
    await bench.start()
    await bench.ready()
    await bench.act({ do: 'command', name: 'counter' })
    await bench.settle()
  })
  after(() => bench.close())

  const headersFor = (body: string, at = bench.clock.now()) => {
    const { application } = bench.sandbox.world.state
    const timestamp = String(Math.floor(at / 1_000))
    return { ...signRequest(ed25519PrivateKey(application.private_key), timestamp, body) }
  }
  const send = (payload: string, headers: Record<string, string> = headersFor(payload)) =>
    bench.app().inject({
      method: 'POST',
      url: path,
      payload,
      headers: { 'content-type': 'application/json', ...headers },
    })
  const value = async () => (await readCounter(bench.database, 1))?.value

  async function click(id: string, verb = 'plus'): Promise<string> {
    const message_id = (await readCounter(bench.database, 1))?.message_id
    return JSON.stringify({
      id,
      application_id: bench.sandbox.application.id,
      type: 3,
      token: `token-of-${id}`,
      version: 1,
      guild_id: bench.guildId,
      channel_id: bench.channelId,
      locale: 'ja',
      guild_locale: 'fr',
      member: {
        user: { id: bench.people[0], username: 'olivia' },
        roles: [],
        permissions: '2147483647',
      },
      message: { id: message_id, channel_id: bench.channelId },
      data: { custom_id: `ct:1:${verb}:1`, component_type: 2 },
    })
  }

  it('answers the ping, in both spellings of the path', async () => {
    const body = '{"type":1}'
    const answer = await send(body)
    assert.equal(answer.statusCode, 200)
    assert.match(String(answer.headers['content-type']), /^application\/json/)
    assert.deepEqual(answer.json(), { type: 1 })
    const other = { method: 'POST', url: path.slice(0, -1), payload: body } as const
    const same = await bench.app().inject({ ...other, headers: headersFor(body) })
    assert.equal(same.statusCode, 200)
  })

  it('refuses what Discord did not sign before reading it', async () => {
    const body = await click('1400000000000000001')
    const good = headersFor(body)
    const cases: [string, Record<string, string>][] = [
      [body, {}],
      [`${body} `, good],
      [body, { ...good, 'X-Signature-Ed25519': good['X-Signature-Ed25519'].replace(/^../, '00') }],
      [body, headersFor(body, bench.clock.now() - 6 * 60_000)],
      ['not json', { ...good }],
    ]
    for (const [payload, headers] of cases) {
      const answer = await send(payload, headers)
      assert.equal(answer.statusCode, 401)
      assert.match(String(answer.headers['content-type']), /^text\/plain/)
    }
    assert.equal(await value(), 0)
  })

  it('tells apart what is malformed and what is too large', async () => {
    for (const body of ['', '[]', '{"type":3}', '{"type":99,"id":"1"}', 'null']) {
      assert.equal((await send(body)).statusCode, 400, body)
    }
    assert.equal((await send('x'.repeat(1_000_000))).statusCode, 413)
  })

  it('gives a repeated interaction the first answer, also when both come at once', async () => {
    const body = await click('1400000000000000002')
    const [first, second] = await Promise.all([send(body), send(body)])
    await send(await click('1400000000000000003'))
    const third = await send(body)
    assert.equal(await value(), 2)
    assert.equal(first.json().data.content, 'value 1')
    assert.deepEqual(second.json(), first.json())
    assert.deepEqual(third.json(), first.json())
    await bench.settle()
  })

  it('says so when the first answer was sealed with a key that was taken away', async () => {
    const before_ = (await value()) ?? 0
    const body = await click('1400000000000000005')
    await send(body)
    await loseMasterKey(bench.database)
    const { type, data } = (await send(body)).json()
    assert.deepEqual([type, data.flags], [4, 64])
    assert.match(data.content, /すでに実行されています/)
    assert.equal(await value(), before_ + 1)
    await bench.settle()
  })

  it('speaks the language of the person about buttons that nobody serves', async () => {
    for (const verb of ['gone', 'constructor', '__proto__']) {
      const { type, data } = (await send(await click('1400000000000000004', verb))).json()
      assert.equal(type, 4)
      assert.equal(data.flags, 64)
      assert.match(data.content, /古くなっています/)
      assert.deepEqual(data.allowed_mentions, { parse: [] })
    }
  })
})
