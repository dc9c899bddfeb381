import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it, test } from 'node:test'
import fc from 'fast-check'
import { z } from 'zod'
import { referenceData } from '../../../../../test/support/reference-data.ts'
import * as batch from './batch.ts'
import * as streams from './streams.ts'

const bars = fc.array(
  fc
    .tuple(fc.double({ min: 1, max: 1e6, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }))
    .map(([low, range, at]): streams.Bar => {
      const high = low * (1 + range)
      return { low, high, close: low + (high - low) * at }
    }),
  { maxLength: 120 },
)

function near(a: unknown, b: unknown): void {
  if (typeof a === 'number' && typeof b === 'number') {
    assert.ok(Math.abs(a - b) <= 1e-6 * Math.max(1, Math.abs(a)), `${a} is not ${b}`)
  } else if (a !== null && b !== null && typeof a === 'object' && typeof b === 'object') {
    assert.deepEqual(Object.keys(a), Object.keys(b))
    Object.values(a).forEach((value, index) => near(value, Object.values(b)[index]))
  } else assert.equal(a, b)
}

const run = <In, Out>(values: readonly In[], stream: streams.Stream<In, Out>) => values.map(stream)

describe('indicators', () => {
  it('are the same one value after another as over the whole list', () => {
    fc.assert(
      fc.property(bars, (list) => {
        const closes = list.map(({ close }) => close)
        near(run(closes, streams.sma(7)), batch.smaLine(closes, 7))
        near(run(closes, streams.ema(7)), batch.emaLine(closes, 7))
        near(run(closes, streams.rsi(14)), batch.rsiLine(closes, 14))
        const spans = { fast: 5, slow: 9, smooth: 4 }
        near(run(closes, streams.macd(5, 9, 4)), batch.macdLine(closes, spans))
        near(run(closes, streams.bollinger(10, 2)), batch.bollingerLine(closes, 10, 2))
        near(run(list, streams.atr(5)), batch.atrLine(list, 5))
        const lengths = { length: 8, smooth: 3, signal: 3 }
        near(run(list, streams.stochastic(8, 3, 3)), batch.stochasticLine(list, lengths))
        near(run(list, streams.donchian(6)), batch.donchianLine(list, 6))
      }),
    )
  })
})

const file = referenceData('indicators_published.json')
const published = z.object({
  jesse: z.array(
    z.looseObject({
      name: z.string(),
      candles: z.array(z.array(z.number())).optional(),
      closes: z.array(z.number()).optional(),
      expected: z.record(z.string(), z.number()),
      decimals: z.number(),
    }),
  ),
})

test('indicators give the published values', { skip: file ? false : 'the reference data is not here' }, () => {
  const { jesse } = published.parse(JSON.parse(readFileSync(file ?? '', 'utf8')))
  const found: Record<string, number | undefined> = {}
  for (const { candles = [], closes: given, name } of jesse) {
    const list = candles.map(([, high = 0, low = 0, close = 0]) => ({ high, low, close }))
    const closes = given ?? list.map(({ close }) => close)
    if (name === 'rsi14') found['rsi14_last'] = batch.rsiLine(closes, 14).at(-1) ?? undefined
    if (name === 'atr14') found['atr14_last'] = batch.atrLine(list, 14).at(-1) ?? undefined
    if (name === 'ema8') found['ema8_last'] = batch.emaLine(closes, 8).at(-1) ?? undefined
    if (name === 'sma10') found['sma10_last'] = batch.smaLine(closes, 10).at(-1) ?? undefined
    if (name.startsWith('bollinger')) Object.assign(found, batch.bollingerLine(closes, 20, 2).at(-1))
    if (name.startsWith('macd')) {
      Object.assign(found, batch.macdLine(closes, { fast: 12, slow: 26, smooth: 9 }).at(-1))
      const channel = batch.donchianLine(list, 20).at(-1)
      Object.assign(found, {
        donchian_high: channel?.upper,
        donchian_mid: channel?.middle,
        donchian_low: channel?.lower,
      })
    }
  }
  let checked = 0
  for (const { expected, decimals } of jesse) {
    for (const [key, value] of Object.entries(expected)) {
      assert.equal(found[key]?.toFixed(decimals), value.toFixed(decimals), key)
      checked += 1
    }
  }
  assert.ok(checked >= 12)
})
