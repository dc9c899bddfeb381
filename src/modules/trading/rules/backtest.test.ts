import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { decimal } from '#core/money.ts'
import { backtest } from './backtest.ts'
import type { Candle } from './candles.ts'
import type { Strategy } from './strategies/strategy.ts'

const hour = 3_600_000

/** Prices that stand still within the hour; without a volume nobody trades. */
const candles = (
  [
    ['10000', '100'],
    ['10000', '100'],
    ['10000', '100'],
    ['11000', '20'],
    ['11000', '0'],
    ['9000', '20'],
    ['11000', '20'],
    ['12000', '20'],
  ] as const
).map(([price, volume], nth): Candle => {
  const at = decimal(price)
  const bar = { open: at, high: at, low: at, close: at, volume: decimal(volume) }
  return { ...bar, at: nth * hour, filled: volume === '0' }
})

/** Buys at the first close and sells at the third. */
const onceBoth: Strategy = {
  name: 'dca',
  params: z.object({}),
  warmUp: () => 1,
  lookBack: () => 1,
  begin: () => (candle) => {
    const nth = candle.at / hour
    if (nth !== 0 && nth !== 2) return null
    return { side: nth === 0 ? 'buy' : 'sell', strength: 1, reason: '' }
  },
}

test('a backtest comes to what is worked out by hand, and a sale over three hours is one', () => {
  const { fills, closed, fees, endEquity } = backtest({
    strategy: onceBoth,
    params: {},
    market: 'KRW-SOL',
    interval: '1h',
    candles,
    cash: decimal('1000000'),
    feeRate: decimal('0.0005'),
    orderKrw: decimal('50050'),
  })
  assert.deepEqual(
    fills.map(({ at, price, volume, fee }) => [at / hour, ...[price, volume, fee].map(String)]),
    [
      // A step above the opening, a tenth of the hour's volume at most, nothing where nobody trades.
      [1, '10010', '5', '25.025'],
      [3, '10990', '2', '10.99'],
      [5, '8995', '2', '8.995'],
      [6, '10990', '1', '5.495'],
    ],
  )
  assert.equal(fees.toFixed(), '50.505')
  assert.equal(endEquity.toFixed(), '1000859.495')
  assert.deepEqual(closed.map(String), ['859.495'])
})
