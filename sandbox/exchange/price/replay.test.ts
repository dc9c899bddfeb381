import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { openExchange } from '../test-client.ts'

const order = z.looseObject({ uuid: z.string(), state: z.string() })
const filled = z.looseObject({
  state: z.string(),
  executed_volume: z.string(),
  trades: z.array(z.looseObject({ price: z.string(), volume: z.string() })),
})

/** Candles as the service answers them, newest first; the third is missing. */
function file(from: number) {
  const rows = [
    [10_000, 10_050, 9_900, 10_020, 40],
    [10_020, 10_020, 9_950, 9_960, 12.5],
    [9_950, 10_100, 9_950, 10_080, 8.00000001],
    [10_080, 10_090, 10_070, 10_070, 3],
  ]
  return rows
    .map(([open, high, low, close, volume], index) => ({
      market: 'KRW-ANY',
      candle_date_time_utc: new Date(from + (index < 2 ? index : index + 1) * 60_000)
        .toISOString()
        .slice(0, 19),
      opening_price: open,
      high_price: high,
      low_price: low,
      trade_price: close,
      candle_acc_trade_volume: volume,
      unit: 1,
    }))
    .toReversed()
}

test('a market replays a file of candles to the digit, and offers a tenth of each', async () => {
  await using world = await openExchange()
  const { client, sandbox } = world
  const from = sandbox.clock.now() + 60_000
  const replay = {
    market: 'KRW-SOL',
    minutes: 1,
    candles: file(Date.parse('2020-01-01T00:00:00Z')),
    from: new Date(from).toISOString(),
  }
  await world.control('/exchange/replay', replay)
  await world.control('/exchange/pace', { fill_ms: [0, 0] })
  await assert.rejects(world.control('/exchange/price', { market: 'KRW-SOL', price: 1 }))
  await world.advance(60_000 + 2_000)
  const buy = { market: 'KRW-SOL', side: 'bid', ord_type: 'price', price: '30000' }
  const bought = order.parse((await client.send('POST', '/orders', buy)).json)
  const whole = filled.parse((await client.send('GET', `/order?uuid=${bought.uuid}`)).json)
  // One step of 10 above the opening; 30,000 KRW buy less than a tenth of the candle.
  assert.deepEqual(
    whole.trades.map(({ price }) => price),
    ['10010'],
  )
  const more = order.parse((await client.send('POST', '/orders', { ...buy, price: '90000' })).json)
  const part = filled.parse((await client.send('GET', `/order?uuid=${more.uuid}`)).json)
  assert.equal(part.state, 'cancel')
  assert.equal(Number(whole.executed_volume) + Number(part.executed_volume), 4)
  await world.advance(5 * 60_000)
  const candles = (await client.quote('/candles/minutes/1?market=KRW-SOL&count=10')).json
  const wanted = file(from).map((candle) => ({ ...candle, market: 'KRW-SOL' }))
  const shown = z
    .array(z.looseObject({}))
    .parse(candles)
    .map((one) =>
      Object.fromEntries(Object.entries(one).filter(([name]) => name in (wanted[0] ?? {}))),
    )
  assert.deepEqual(shown, wanted)
  await world.control('/exchange/replay', { market: 'KRW-SOL', release: true })
  assert.ok((await client.quote('/ticker?markets=KRW-SOL')).status === 200)
})
