import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, it } from 'node:test'
import { systemRandom } from '#core/ids.ts'
import { silentLog } from '#core/log.ts'
import { createManualClock } from '../../../../../test/support/manual-clock.ts'
import { createUpbit } from './client.ts'

type Reply = { status: number; name?: string; body?: unknown }

/** An exchange that answers all alike, with a limit of two requests a second, and a clock that stands. */
async function open(reply: (path: string, query: URLSearchParams) => Reply) {
  const asked: string[] = []
  const server = createServer((request, response) => {
    const { pathname: path, searchParams } = new URL(request.url ?? '/', 'http://localhost')
    asked.push(`${request.method} ${path}`)
    const { status, name, body = [] } = reply(path, searchParams)
    response.writeHead(status, { 'retry-after': '60' })
    response.end(JSON.stringify(name === undefined ? body : { error: { name, message: 'no' } }))
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  const clock = createManualClock(0)
  const exchange = createUpbit({
    url: `http://127.0.0.1:${port}`,
    keys: { accessKey: 'access', secretKey: 'secret' },
    limits: { order: 2, default: 2, quotation: 2 },
    clock,
    realTime: clock,
    random: systemRandom,
    log: silentLog,
  })
  return {
    asked,
    clock,
    exchange,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
    },
  }
}

describe('requests to the exchange that wait for their turn', () => {
  it('are not sent when the exchange has banned us meanwhile', async () => {
    await using world = await open(() => ({ status: 418, name: 'blocked' }))
    const { asked, clock, exchange } = world
    const all = Array.from({ length: 4 }, () => exchange.accounts())
    await Promise.all(all.slice(0, 2))
    clock.advance(10_000)
    const kinds = (await Promise.all(all)).map(({ kind }) => kind)
    assert.deepEqual(
      kinds,
      Array.from({ length: 4 }, () => 'blocked'),
    )
    assert.equal(asked.length, 2)
  })

  it('are given up before anybody could take them for lost', async () => {
    await using world = await open(() => ({ status: 200 }))
    const { asked, clock, exchange } = world
    const all = Array.from({ length: 3 }, () => exchange.accounts())
    await Promise.all(all.slice(0, 2))
    clock.advance(9_000)
    assert.deepEqual(await all[2], { kind: 'unavailable', reason: 'too_many_requests' })
    assert.equal(asked.length, 2)
    assert.equal(exchange.health().state, 'ok')
  })
})

describe('a key that the exchange refuses', () => {
  it('holds up what needs a key, and nothing else', async () => {
    await using world = await open((path) =>
      path === '/v1/accounts' ? { status: 401, name: 'expired_access_key' } : { status: 200 },
    )
    const { asked, exchange } = world
    assert.equal((await exchange.accounts()).kind, 'blocked')
    assert.equal((await exchange.markets()).kind, 'ok')
    assert.equal((await exchange.tickers(['KRW-BTC'])).kind, 'ok')
    assert.equal((await exchange.open()).kind, 'blocked')
    assert.deepEqual(asked, ['GET /v1/accounts', 'GET /v1/market/all', 'GET /v1/ticker'])
    assert.equal(exchange.health().lockedBy, 'expired_access_key')
  })

  it('does not shorten a ban of the address', async () => {
    const replies: Reply[] = [
      { status: 418, name: 'blocked' },
      { status: 401, name: 'expired_access_key' },
    ]
    await using world = await open(() => replies.shift() ?? { status: 200 })
    const { asked, exchange } = world
    await Promise.all([exchange.accounts(), exchange.open()])
    assert.deepEqual(
      [(await exchange.markets()).kind, exchange.health().lockedBy, asked.length],
      ['blocked', 'banned', 2],
    )
  })

  it('may still do other things when it lacks a right', async () => {
    await using world = await open((path) =>
      path === '/v1/orders' ? { status: 403, name: 'out_of_scope' } : { status: 200 },
    )
    const { exchange } = world
    const wish = { market: 'KRW-BTC', side: 'sell', type: 'market' } as const
    const rest = { time_in_force: null, krw: null, volume: null, price: null }
    const placed = await exchange.place({ ...wish, ...rest }, 'mp-1', async () => true)
    assert.deepEqual(placed, { kind: 'rejected', code: 'out_of_scope', message: 'no' })
    assert.equal((await exchange.accounts()).kind, 'ok')
  })
})

describe('lists of the exchange', () => {
  it('are read to their end', async () => {
    const all = Array.from({ length: 130 }, (_, nth) => ({
      uuid: `u${nth}`,
      market: 'KRW-BTC',
      state: 'wait',
      identifier: `i${nth}`,
      paid_fee: '0',
      locked: '0',
      executed_volume: '0',
    }))
    await using world = await open((_, query) => {
      const [page, limit] = [Number(query.get('page') ?? '1'), Number(query.get('limit'))]
      return { status: 200, body: all.slice((page - 1) * limit, page * limit) }
    })
    const answer = await world.exchange.open()
    assert.ok(answer.kind === 'ok')
    assert.deepEqual(
      answer.value.map(({ identifier }) => identifier),
      all.map(({ identifier }) => identifier),
    )
  })
})
