import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { z } from 'zod'
import { nameOf, openExchange, recording, type ExchangeAnswer } from './test-client.ts'

const recorded = recording('upbit_recorded.json')
const order = z.looseObject({
  uuid: z.string(),
  state: z.string(),
  locked: z.string(),
  paid_fee: z.string(),
  remaining_fee: z.string(),
  executed_volume: z.string(),
  trades: z
    .array(z.looseObject({ price: z.string(), volume: z.string(), funds: z.string() }))
    .optional(),
})

test('a signature is checked as the service checks it', async () => {
  await using world = await openExchange()
  const { client, sandbox } = world
  const bare = await fetch(`${sandbox.origin}/upbit/v1/accounts`)
  assert.equal(bare.status, 401)
  assert.match(await bare.text(), /no_authorization_token/)
  const body = { market: 'KRW-BTC', side: 'bid', ord_type: 'price', price: '10000' }
  const mistakes: [string, ExchangeAnswer][] = [
    ['jwt_verification', await client.send('GET', '/accounts', undefined, { alg: 'none' })],
    ['jwt_verification', await client.send('GET', '/accounts', undefined, { secret_key: 'other' })],
    ['invalid_access_key', await client.send('GET', '/accounts', undefined, { access_key: 'x' })],
    ['invalid_query_payload', await client.send('POST', '/orders', body, { hashed: 'a=1' })],
  ]
  for (const [name, answer] of mistakes) {
    assert.equal(nameOf(answer), name)
    assert.equal(answer.status, 401)
  }
  for (const alg of ['HS256', 'HS512'] as const)
    assert.equal((await client.send('GET', '/accounts', undefined, { alg })).status, 200)
  assert.equal((await client.send('GET', '/accounts', undefined, { nonce: 'one' })).status, 200)
  const again = await client.send('GET', '/accounts', undefined, { nonce: 'one' })
  assert.equal(nameOf(again), 'nonce_used')

  const keyOf = async (about: unknown): Promise<{ access_key: string; secret_key: string }> =>
    z
      .object({ access_key: z.string(), secret_key: z.string() })
      .parse(await world.control('/exchange/keys', about))
  const viewer = await keyOf({ permissions: ['asset_view'] })
  assert.equal((await client.send('GET', '/accounts', undefined, viewer)).status, 200)
  const refused = await client.send('POST', '/orders', body, viewer)
  assert.equal(nameOf(refused), 'out_of_scope')
  assert.equal(refused.status, 403)
  const elsewhere = await keyOf({ ips: ['203.0.113.7'] })
  assert.equal(
    nameOf(await client.send('GET', '/accounts', undefined, elsewhere)),
    'no_authorization_ip',
  )
  const old = await keyOf({ expires_at: '2026-11-01T00:00:00Z' })
  assert.equal(nameOf(await client.send('GET', '/accounts', undefined, old)), 'expired_access_key')
})

test(
  'answers have the fields and types that were recorded',
  { skip: !recorded && 'the recording is not here' },
  async () => {
    await using world = await openExchange()
    const interaction = z.object({
      request: z.object({
        method: z.string(),
        path: z.string(),
        query: z.string(),
        body: z.record(z.string(), z.string()).nullable(),
      }),
      response: z.object({ status: z.number(), remaining_req: z.string(), body: z.unknown() }),
    })
    const { interactions } = z
      .object({ interactions: z.array(interaction) })
      .parse(JSON.parse(readFileSync(recorded ?? '', 'utf8')))
    const shape = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.length === 0 ? [] : [shape(value[0])]
      if (typeof value !== 'object' || value === null) return typeof value
      return Object.fromEntries(
        Object.entries(value)
          .map(([key, one]): [string, unknown] => [key, shape(one)])
          .sort(([a], [b]) => (a < b ? -1 : 1)),
      )
    }
    let compared = 0
    for (const { request, response } of interactions) {
      if (/uuid/.test(request.query) || request.path.endsWith('cancel_and_new')) continue
      if (request.path.endsWith('/closed') || request.method === 'DELETE') continue
      if (request.body?.['ord_type'] === 'market') continue
      await world.advance(1000)
      const path = `${request.path.slice(3)}${request.query === '' ? '' : `?${request.query}`}`
      const answer = await world.client.send(request.method, path, request.body ?? undefined)
      assert.equal(answer.status, response.status, path)
      if (path !== '/orders/open') assert.deepEqual(shape(answer.json), shape(response.body), path)
      const format = /^group=([a-z-]+); min=\d+; sec=\d+$/
      assert.equal(
        format.exec(answer.headers.get('remaining-req') ?? '')?.[1],
        format.exec(response.remaining_req)?.[1],
        path,
      )
      compared += 1
    }
    assert.ok(compared > 15)
  },
)

test('the recorded buy and sell come out digit for digit', async () => {
  await using world = await openExchange()
  const { client } = world
  const ask = async (uuid: string): Promise<z.output<typeof order>> =>
    order.parse((await client.send('GET', `/order?uuid=${uuid}`)).json)
  await world.control('/exchange/pay', { amount: '0.47088291' })
  // The price stands still at the one of the recording: the best ask is the one that was paid.
  const at = async (price: number, side: 'best_ask' | 'best_bid'): Promise<void> => {
    for (let hold = price, tries = 0; ; tries += 1) {
      assert.ok(tries < 20, String(hold))
      const quote = z
        .object({ best_ask: z.number(), best_bid: z.number() })
        .parse(await world.control('/exchange/price', { market: 'KRW-BTC', hold }))
      if (quote[side] === price) return
      hold += price - quote[side]
    }
  }
  await world.control('/exchange/pace', { fill_ms: [1, 1] })
  await at(102_945_000, 'best_ask')
  const bought = order.parse(
    (
      await client.send('POST', '/orders', {
        market: 'KRW-BTC',
        side: 'bid',
        price: '10000',
        ord_type: 'price',
      })
    ).json,
  )
  assert.equal(bought.state, 'wait')
  assert.equal(bought.locked, '10005')
  await world.advance(1)
  const filled = await ask(bought.uuid)
  assert.deepEqual(
    [filled.state, filled.paid_fee, filled.remaining_fee, filled.locked, filled.executed_volume],
    ['cancel', '4.999523925', '0.000476075', '0.952626075', '0.00009713'],
  )
  assert.equal(filled.trades?.[0]?.funds, '9999.04785')
  await at(102_902_000, 'best_bid')
  const sold = order.parse(
    (
      await client.send('POST', '/orders', {
        market: 'KRW-BTC',
        side: 'ask',
        volume: '0.00009713',
        ord_type: 'market',
      })
    ).json,
  )
  await world.advance(1)
  const done = await ask(sold.uuid)
  assert.deepEqual(
    [done.state, done.paid_fee, done.locked, done.trades?.[0]?.funds],
    ['done', '4.99743563', '0', '9994.87126'],
  )
  const accounts = await client.send('GET', '/accounts')
  assert.deepEqual(accounts.json, [
    {
      currency: 'KRW',
      balance: '9999986.297333355',
      locked: '0',
      avg_buy_price: '0',
      avg_buy_price_modified: true,
      unit_currency: 'KRW',
    },
  ])
})

test('a snapshot keeps the account, resting orders and moved prices, also in another sandbox', async () => {
  await using before = await openExchange()
  await using after = await openExchange()
  await before.control('/exchange/price', { market: 'KRW-BTC', hold: 80_000_000 })
  const body = {
    market: 'KRW-BTC',
    side: 'bid',
    ord_type: 'limit',
    price: '79000000',
    volume: '0.01',
  }
  const placed = order.parse((await before.client.send('POST', '/orders', body)).json)
  await before.advance(1000)
  const snapshot = await before.control('/snapshot')
  const restored = await fetch(`${after.sandbox.origin}/_control/snapshot`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(snapshot),
  })
  assert.equal(restored.status, 200, await restored.text())
  const [expected, found] = await Promise.all(
    [before, after].map(({ client }) => client.send('GET', '/accounts', undefined, { nonce: 'n' })),
  )
  assert.deepEqual(found?.json, expected?.json)
  await after.control('/exchange/price', { market: 'KRW-BTC', price: 78_000_000 })
  const filled = await after.client.send('GET', `/order?uuid=${placed.uuid}`, undefined, {
    nonce: 'm',
  })
  assert.equal(order.parse(filled.json).state, 'done')
  await after.control('/reset', {})
  assert.match(JSON.stringify((await after.client.send('GET', '/accounts')).json), /"10000000"/)
})

test('the same seed and the same requests have the same answers, byte for byte', async () => {
  const story = async (): Promise<string[]> => {
    await using world = await openExchange()
    const { client } = world
    const heard: string[] = []
    const note = (answer: ExchangeAnswer) => heard.push(JSON.stringify(answer.json))
    for (const [side, ord_type, amount] of [
      ['bid', 'price', '250000'],
      ['bid', 'limit', '0.002'],
      ['ask', 'market', '0.001'],
    ] as const) {
      const what = ord_type === 'price' ? { price: amount } : { volume: amount }
      const at = ord_type === 'limit' ? { price: '90000000' } : {}
      const body = { market: 'KRW-BTC', side, ord_type, ...what, ...at }
      note(await client.send('POST', '/orders', body))
      await world.advance(700)
      note(await client.send('GET', '/orders/closed'))
    }
    await world.advance(3_600_000)
    for (const path of ['/orders/open', '/orders/closed', '/accounts'])
      note(await client.send('GET', path))
    for (const path of ['/ticker?markets=KRW-BTC', '/candles/minutes/5?market=KRW-BTC&count=20'])
      note(await client.quote(path))
    note(await client.quote('/orderbook?markets=KRW-ETH'))
    return heard
  }
  const [first, second] = [await story(), await story()]
  assert.deepEqual(second, first)
  assert.ok(first.some((text) => text.includes('"trades_count":1')))
})
