import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { z } from 'zod'
import { backtestData } from '#modules/trading/contract/data.ts'
import { happening } from '#modules/trading/contract/rest.ts'
import { orderDetail } from '#modules/trading/contract/values.ts'
import { tradingIn } from '../support/trading.ts'
import { openWorld, type World } from '../support/world.ts'

const admin = '444444444444444444'
const minuteMs = 60_000
const minutes = 64

/** Prices that rise and fall, on the grid of ticks, in the form in which the exchange answers candles. */
function file(from: number) {
  const priceAt = (nth: number) =>
    20_000 + 10 * Math.round(60 * Math.sin(nth / 4) + 25 * Math.sin(nth / 1.7) + nth / 3)
  return Array.from({ length: minutes }, (_, nth) => {
    const [open, close] = [priceAt(nth), priceAt(nth + 1)]
    return {
      candle_date_time_utc: new Date(from + nth * minuteMs).toISOString().slice(0, 19),
      opening_price: open,
      high_price: Math.max(open, close) + 10 * (nth % 3),
      low_price: Math.min(open, close) - 10 * (nth % 2),
      trade_price: close,
      candle_acc_trade_volume: 100 + (nth % 7),
    }
    // Two minutes in which nobody traded.
  }).filter((_, nth) => nth !== 4 && nth !== 5)
}

/** What is traded: the strategy with its market and parameters. */
const plans = [
  { strategy: 'ma_cross', ticker: 'SOL', params: { fast: '2', slow: '5' } },
  { strategy: 'dca', ticker: 'LINK', params: { every: '9' } },
  {
    strategy: 'rsi_reversion',
    ticker: 'AVAX',
    params: { length: '4', low: '35', high: '65', trend: '0' },
  },
] as const

const shownFill = z.object({
  at: z.string(),
  side: z.string(),
  price: z.string(),
  volume: z.string(),
  fee: z.string(),
})
type Shown = z.infer<typeof shownFill>

describe('a strategy on a replayed market', () => {
  let world: World
  const { say, exchange } = tradingIn(() => world, admin)
  before(async () => {
    world = await openWorld({
      channel: 'trading',
      env: {
        ADMIN_USERS: admin,
        TRADING_RATE_LIMITS: '{"view": 0, "trade": 0, "backtest": 0}',
      },
    })
  })
  after(() => world.close())

  /** What became of the strategy's orders at the exchange, by the candle in which it happened. */
  async function traded(market: string): Promise<Shown[]> {
    const { json } = await world.api('GET', '/api/trading/orders?limit=100')
    const { orders } = z
      .object({ orders: z.array(z.looseObject({ id: z.string(), market: z.string() })) })
      .parse(json)
    const own = orders.filter((order) => order.market === market).toReversed()
    const details = await Promise.all(
      own.map(async ({ id }) =>
        orderDetail.parse((await world.api('GET', `/api/trading/orders/${id}`)).json),
      ),
    )
    return details.flatMap(({ side, fills }) =>
      fills.map(({ at, price, volume, fee }) => {
        const candle = Date.parse(at) - (Date.parse(at) % minuteMs)
        return { at: new Date(candle).toISOString(), side, price, volume, fee }
      }),
    )
  }

  it('fills over HTTP exactly what the backtest fills by itself', async () => {
    // A message for each signal would wait for Discord's limits.
    const channels = Object.fromEntries(happening.options.map((name) => [name, null]))
    await world.api('PATCH', '/api/trading/notifications', { channels, quiet: null })
    // Time stands still but for the steps below: how busy the machine is plays no part.
    await world.control.post('clock', { speed: 0 })
    await exchange('pace', { fill_ms: [0, 0], cancel_ms: [0, 0] })
    const now = world.sandbox.clock.now()
    // Purchases come at every ninth minute of the clock: none of them with the last candle of the file.
    const from = now - (now % (9 * minuteMs)) + 9 * minuteMs
    for (const { ticker } of plans) {
      const market = `KRW-${ticker}`
      await exchange('replay', { market, minutes: 1, candles: file(from) })
    }
    for (const { strategy, ticker, params } of plans) {
      const wish = { action: 'start', strategy, ticker, interval: '1m', amount: '50000', params }
      await say('strategy', wish)
    }
    await world.control.advance(`${from - now}ms`)
    for (let nth = 0; nth < minutes; nth += 1) await world.control.advance('60s')
    const to = from + minutes * minuteMs
    for (const { strategy, ticker, params } of plans) {
      const { response } = await say('backtest', {
        strategy,
        ticker,
        interval: '1m',
        from: new Date(from).toISOString(),
        to: new Date(to).toISOString(),
        cash: '10000000',
        amount: '50000',
        params,
      })
      const result = backtestData.parse(response.data)
      assert.equal(result.candles, minutes)
      assert.ok(result.fills.length >= 4, `${strategy}: ${result.fills.length} fills`)
      const fills = result.fills.map((fill) => shownFill.parse(fill))
      assert.deepEqual(await traded(`KRW-${ticker}`), fills, strategy)
    }
  })
})
