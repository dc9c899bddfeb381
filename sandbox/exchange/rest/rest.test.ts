import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { z } from 'zod'
import { amount, formatAmount, isMultipleOf } from '../amounts.ts'
import { tickAt } from '../ticks.ts'
import { nameOf, openExchange, recording } from '../test-client.ts'

const candle = z.looseObject({
  candle_date_time_utc: z.string(),
  opening_price: z.number(),
  high_price: z.number(),
  low_price: z.number(),
  trade_price: z.number(),
  candle_acc_trade_volume: z.number(),
})
const at = ({ candle_date_time_utc: time }: { candle_date_time_utc: string }): number =>
  Date.parse(`${time}Z`)

test('candles of all lengths tell the same story; the newest is forming, and nothing stands where nobody traded', async () => {
  await using world = await openExchange()
  const ask = async (path: string) => {
    await world.advance(200)
    return z.array(candle).parse((await world.client.quote(`/candles/${path}`)).json)
  }
  const [hour] = await ask('minutes/60?market=KRW-XRP&to=2026-11-28T02:00:00')
  const minutes = await ask('minutes/1?market=KRW-XRP&count=60&to=2026-11-28T02:00:00')
  assert.ok(hour)
  const within = minutes.filter((one) => at(one) >= at(hour))
  assert.equal(Math.max(...within.map((one) => one.high_price)), hour.high_price)
  assert.equal(Math.min(...within.map((one) => one.low_price)), hour.low_price)
  assert.equal(within.at(-1)?.opening_price, hour.opening_price)
  assert.equal(within[0]?.trade_price, hour.trade_price)
  const volume = within.reduce((sum, one) => sum + one.candle_acc_trade_volume, 0)
  assert.ok(Math.abs(volume - hour.candle_acc_trade_volume) < 1e-4)

  const [forming] = await ask('days?market=KRW-XRP')
  assert.equal(forming?.candle_date_time_utc, '2026-11-28T00:00:00')
  const before = await ask('days?market=KRW-XRP&to=2026-11-28T09:00:00%2B09:00')
  assert.equal(before[0]?.candle_date_time_utc, '2026-11-27T00:00:00')

  const quiet = await ask('minutes/1?market=KRW-WAVES&count=200')
  const steps = quiet.slice(1).map((one, index) => at(quiet[index] ?? one) - at(one))
  assert.equal(quiet.length, 200)
  assert.ok(steps.every((step) => step > 0 && step % 60_000 === 0))
  assert.ok(
    steps.some((step) => step >= 7 * 60_000),
    'there are gaps',
  )
  assert.equal((await ask('weeks?market=KRW-XRP'))[0]?.candle_date_time_utc, '2026-11-23T00:00:00')
  assert.deepEqual(
    (await ask('months?market=KRW-XRP&count=2')).map((one) => one.candle_date_time_utc),
    ['2026-11-01T00:00:00', '2026-10-01T00:00:00'],
  )
  const missing = await world.client.quote('/candles/minutes/7?market=KRW-XRP')
  assert.deepEqual([missing.status, nameOf(missing)], [400, 400])
  const unknown = await world.client.quote('/ticker?markets=KRW-NOPE')
  assert.deepEqual([unknown.status, nameOf(unknown)], [404, 404])
})

const real = recording('upbit_krw_tickers.json')

test(
  'ticks are those of the real markets, floor inclusive',
  { skip: !real && 'the recording is not here' },
  () => {
    const row = z.object({
      trade_price: z.string(),
      opening_price: z.string(),
      high_price: z.string(),
      low_price: z.string(),
    })
    const { rows } = z
      .object({ rows: z.array(row) })
      .parse(JSON.parse(readFileSync(real ?? '', 'utf8')))
    assert.ok(rows.length > 200)
    for (const prices of rows)
      for (const price of Object.values(prices))
        assert.ok(isMultipleOf(amount(price), tickAt(amount(price))), price)
    const boundaries = {
      999_999: '500',
      1_000_000: '1000',
      4999: '1',
      5000: '5',
      99.9: '0.1',
      100: '1',
    }
    for (const [price, tick] of Object.entries(boundaries))
      assert.equal(formatAmount(tickAt(amount(price))), tick)
  },
)

test('every price lies on the grid of ticks, and the book never crosses', async () => {
  await using world = await openExchange()
  const markets = z
    .array(z.object({ market: z.string() }))
    .parse((await world.client.quote('/market/all')).json)
  const names = markets.map(({ market }) => market)
  const books = z
    .array(
      z.object({
        orderbook_units: z.array(z.object({ ask_price: z.number(), bid_price: z.number() })),
      }),
    )
    .parse((await world.client.quote(`/orderbook?markets=${names.join(',')}`)).json)
  assert.equal(books.length, markets.length)
  for (const [index, { orderbook_units }] of books.entries()) {
    const [first] = orderbook_units
    assert.ok(first && first.bid_price < first.ask_price, names[index])
    for (const { ask_price, bid_price } of orderbook_units)
      for (const one of [ask_price, bid_price].map((price) => amount(price.toFixed(8))))
        assert.ok(isMultipleOf(one, tickAt(one)), `${names[index]} ${formatAmount(one)}`)
  }
})

test('limits are counted by group, 429 after them, 418 for those who do not stop', async () => {
  await using world = await openExchange()
  const { client } = world
  const seconds = await Promise.all(Array.from({ length: 10 }, () => client.quote('/market/all')))
  assert.ok(seconds.every(({ status }) => status === 200))
  assert.equal((await client.quote('/market/all')).status, 429)
  assert.equal((await client.quote('/ticker?markets=KRW-BTC')).status, 200)
  await world.advance(1000)
  assert.equal(
    (await client.quote('/market/all')).headers.get('remaining-req'),
    'group=market; min=600; sec=9',
  )
  let last = await client.quote('/market/all')
  for (let tries = 0; tries < 40 && last.status !== 418; tries += 1)
    last = await client.quote('/market/all')
  assert.equal(last.status, 418)
  assert.equal((await client.send('GET', '/accounts')).status, 418)
  await world.advance(Number(last.headers.get('retry-after')) * 1000)
  assert.equal((await client.send('GET', '/accounts')).status, 200)
  const page = { headers: { origin: 'https://example.com' } }
  assert.equal((await client.send('GET', '/accounts', undefined, page)).status, 200)
  assert.equal((await client.send('GET', '/accounts', undefined, page)).status, 429)
  await world.control('/exchange/pace', { skew_ms: 60_000 })
  const { headers } = await client.send('GET', '/accounts')
  assert.equal(Date.parse(headers.get('date') ?? '') - world.sandbox.clock.now() > 58_000, true)
})
