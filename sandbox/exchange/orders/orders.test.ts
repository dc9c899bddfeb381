import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { nameOf, openExchange } from '../test-client.ts'

const order = z.looseObject({
  uuid: z.string(),
  state: z.string(),
  executed_volume: z.string(),
  trades_count: z.number(),
})
const quote = z.object({ price: z.number(), best_bid: z.number(), best_ask: z.number() })
const buy = { market: 'KRW-BTC', side: 'bid', ord_type: 'limit' }

test('requests that break a rule are refused by the name that the service has for it', async () => {
  await using world = await openExchange()
  const limit = { ...buy, price: '100000000', volume: '0.001' }
  const cases: [name: string, status: number, body: Record<string, string>][] = [
    ['validation_error', 400, { market: 'KRW-BTC', side: 'bid' }],
    ['notfoundmarket', 400, { ...limit, market: 'KRW-NOPE' }],
    ['invalid_price_bid', 400, { ...limit, price: '100000500' }],
    ['invalid_price_ask', 400, { ...limit, market: 'KRW-XRP', side: 'ask', price: '2045.5' }],
    ['under_min_total_bid', 400, { ...limit, volume: '0.00004' }],
    ['over_krw_funds_bid', 400, { ...limit, volume: '10.1' }],
    ['insufficient_funds_bid', 400, { ...limit, volume: '0.1' }],
    ['insufficient_funds_ask', 400, { ...limit, side: 'ask' }],
    ['invalid_parameter', 400, { ...limit, ord_type: 'price' }],
    ['invalid_parameter', 400, { ...limit, volume: '0.000100001' }],
    ['invalid_parameter', 400, { ...limit, volume: '-1' }],
    ['invalid_parameter', 400, { ...limit, volume: '1e3' }],
    ['invalid_time_in_force', 400, { ...limit, time_in_force: 'gtc' }],
    [
      'invalid_time_in_force',
      400,
      { market: 'KRW-BTC', side: 'bid', ord_type: 'best', price: '9000' },
    ],
    ['invalid_post_only', 400, { ...limit, time_in_force: 'post_only', smp_type: 'reduce' }],
  ]
  for (const [name, status, body] of cases) {
    await world.advance(1000)
    for (const path of ['/orders/test', '/orders']) {
      const answer = await world.client.send('POST', path, body)
      assert.equal(nameOf(answer), name, JSON.stringify(body))
      assert.equal(answer.status, status)
    }
  }
  await world.control('/exchange/market', { market: 'KRW-BTC', state: 'halted' })
  const halted = await world.client.send('POST', '/orders', limit)
  assert.deepEqual([halted.status, nameOf(halted)], [403, 'market_offline'])
  const accounts = await world.client.send('GET', '/accounts')
  assert.match(JSON.stringify(accounts.json), /"balance":"10000000","locked":"0"/)
})

test('an identifier is used once for ever, also by an order that failed or whose answer was lost', async () => {
  await using world = await openExchange()
  const { client } = world
  const place = (identifier: string, volume = '0.001') =>
    client.send('POST', '/orders', { ...buy, price: '100000000', volume, identifier })
  assert.equal(nameOf(await place('failed', '0.1')), 'insufficient_funds_bid')
  assert.equal(nameOf(await place('failed')), 'duplicated_identifier')

  await world.control('/faults', {
    service: 'upbit',
    when: { method: 'POST', route: '/v1/orders' },
    do: { drop: 'after' },
    times: 1,
  })
  await assert.rejects(place('lost'))
  assert.equal(nameOf(await place('lost')), 'duplicated_identifier')
  const found = await client.send('GET', '/order?identifier=lost')
  assert.equal(order.parse(found.json).state, 'wait')
  const open = await client.send('GET', '/orders/open')
  assert.equal(z.array(order).parse(open.json).length, 1)
  const listed = await client.send('GET', '/orders/uuids?identifiers[]=lost&identifiers[]=none')
  assert.equal(z.array(order).parse(listed.json).length, 1)

  await world.control('/faults', {
    service: 'upbit',
    when: { route: '/v1/orders' },
    do: { status: 500, served: true },
    times: 1,
    skip: 1,
  })
  assert.equal((await place('fine')).status, 201)
  const broken = await place('accepted')
  assert.deepEqual([broken.status, nameOf(broken)], [500, 'server_error'])
  assert.equal((await client.send('GET', '/order?identifier=accepted')).status, 200)
  assert.equal(nameOf(await client.send('GET', '/order?identifier=never')), 'order_not_found')
})

test('fills come late, in parts, and may win the race against a cancellation', async () => {
  await using world = await openExchange()
  const { client } = world
  await world.control('/exchange/pace', { fill_ms: [50, 50], cancel_ms: [500, 500] })
  const { best_bid } = quote.parse(
    await world.control('/exchange/price', { market: 'KRW-BTC', hold: true }),
  )
  const price = best_bid - 100_000
  const placed = await client.send('POST', '/orders', {
    ...buy,
    price: String(price),
    volume: '0.01',
  })
  const { uuid } = order.parse(placed.json)
  const ask = async () => order.parse((await client.send('GET', `/order?uuid=${uuid}`)).json)
  await world.advance(50)
  assert.deepEqual([(await ask()).state, (await ask()).trades_count], ['wait', 0])

  const cancelled = await client.send('DELETE', `/order?uuid=${uuid}`)
  assert.equal(cancelled.status, 200)
  assert.equal(order.parse(cancelled.json).state, 'wait')
  for (const volume of ['0.004', '0.003']) {
    await world.advance(10)
    await world.control('/exchange/trade', {
      market: 'KRW-BTC',
      price: price - 1000,
      volume,
      side: 'ask',
    })
  }
  assert.deepEqual([(await ask()).state, (await ask()).executed_volume], ['wait', '0.007'])
  await world.advance(500)
  const over = await ask()
  assert.deepEqual([over.state, over.executed_volume, over.trades_count], ['cancel', '0.007', 2])
  assert.equal(nameOf(await client.send('DELETE', `/order?uuid=${uuid}`)), 'order_not_found')

  const second = order.parse(
    (await client.send('POST', '/orders', { ...buy, price: String(price), volume: '0.01' })).json,
  )
  await world.advance(50)
  await client.send('DELETE', `/order?uuid=${second.uuid}`)
  await world.control('/exchange/price', { market: 'KRW-BTC', hold: price - 1_000_000 })
  await world.advance(500)
  const answer = await client.send('GET', `/order?uuid=${second.uuid}`)
  assert.equal(order.parse(answer.json).state, 'done')
})

test('a resting order is met by the price that passes it, while time is moved by days', async () => {
  await using world = await openExchange()
  const { best_bid } = quote.parse(
    await world.control('/exchange/price', { market: 'KRW-XRP', change_pct: 0 }),
  )
  const price = String(best_bid - 20)
  const placed = await world.client.send('POST', '/orders', {
    ...buy,
    market: 'KRW-XRP',
    price,
    volume: '100',
    identifier: 'patient',
  })
  assert.equal(placed.status, 201)
  const candles = z.array(z.object({ low_price: z.number() }))
  await world.advance(3 * 86_400_000)
  const lows = candles.parse(
    (await world.client.quote('/candles/days?market=KRW-XRP&count=4')).json,
  )
  const reached = lows.some(({ low_price }) => low_price < Number(price))
  const found = order.parse((await world.client.send('GET', '/order?identifier=patient')).json)
  assert.equal(found.state, reached ? 'done' : 'wait')
  assert.ok(reached, 'the price of this seed goes through the order')
})

const cancelled = z.object({
  success: z.object({ count: z.number(), orders: z.array(z.looseObject({ uuid: z.string() })) }),
  failed: z.object({ count: z.number(), orders: z.array(z.looseObject({})) }),
})

test('many are cancelled at once by name or by what they are, and the call has a limit of its own', async () => {
  await using world = await openExchange()
  const { client } = world
  await world.control('/exchange/pace', { fill_ms: [0, 0], cancel_ms: [0, 0] })
  const place = async (market: string, price: string, nth: number) => {
    const answer = await client.send('POST', '/orders', {
      ...buy,
      market,
      price,
      volume: String(10_000 / Number(price)).slice(0, 10),
      identifier: `many-${nth}`,
    })
    assert.equal(answer.status, 201, JSON.stringify(answer.json))
    await world.advance(100)
    return order.parse(answer.json).uuid
  }
  const uuids: string[] = []
  for (let nth = 0; nth < 8; nth += 1)
    uuids.push(await place(nth < 5 ? 'KRW-BTC' : 'KRW-ETH', nth < 5 ? '50000000' : '1000000', nth))
  const stay = async () => {
    await world.advance(1)
    const answer = await client.send('GET', '/orders/open')
    return z.array(order).parse(answer.json).length
  }
  assert.equal(await stay(), 8)
  const query = [uuids[0], uuids[1], 'nothing'].map((uuid) => `uuids[]=${uuid}`).join('&')
  const byName = cancelled.parse((await client.send('DELETE', `/orders/uuids?${query}`)).json)
  assert.deepEqual([byName.success.count, byName.failed.count], [2, 1])
  assert.equal(await stay(), 6)
  // What is over already fails, also by our own name.
  const again = 'identifiers[]=many-0&identifiers[]=many-2'
  const mixed = cancelled.parse((await client.send('DELETE', `/orders/uuids?${again}`)).json)
  assert.deepEqual([mixed.success.count, mixed.failed.count], [1, 1])
  const tooMany = Array.from({ length: 21 }, (_, nth) => `uuids[]=${nth}`).join('&')
  assert.equal((await client.send('DELETE', `/orders/uuids?${tooMany}`)).status, 400)

  const all = (filter: string) => client.send('DELETE', `/orders/open?${filter}`)
  const btc = cancelled.parse((await all('pairs=KRW-BTC&cancel_side=bid&count=1')).json)
  assert.equal(btc.success.count, 1)
  assert.equal((await all('cancel_side=all')).status, 429)
  await world.advance(2_000)
  assert.equal(cancelled.parse((await all('cancel_side=ask')).json).success.count, 0)
  await world.advance(2_000)
  const rest = cancelled.parse((await all('excluded_pairs=KRW-ETH')).json)
  assert.equal(rest.success.count, 1)
  await world.advance(2_000)
  assert.equal(cancelled.parse((await all('cancel_side=all')).json).success.count, 3)
  assert.equal(await stay(), 0)
  assert.match(
    JSON.stringify((await client.send('GET', '/accounts')).json),
    /"10000000","locked":"0"/,
  )
})
