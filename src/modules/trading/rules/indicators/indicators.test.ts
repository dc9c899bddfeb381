import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it, test } from 'node:test'
import fc from 'fast-check'
import { z } from 'zod'
import { referenceData } from '../../../../../test/support/reference-data.ts'
import * as batch from './batch.ts'
import * as streams from './streams.ts'

const someBars = fc.array(
  fc
    .tuple(
      fc.double({ min: 1, max: 1e6, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
    )
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
      fc.property(someBars, (list) => {
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

/** What each published example is about. */
function valuesOf(given: {
  name: string
  candles?: number[][] | undefined
  closes?: number[] | undefined
}): object {
  const bars = (given.candles ?? []).map(([, high = 0, low = 0, close = 0]) => ({
    high,
    low,
    close,
  }))
  const closes = given.closes ?? bars.map(({ close }) => close)
  const last = <T>(line: readonly T[]): T | undefined => line.at(-1)
  const channel = last(batch.donchianLine(bars, 20))
  const spans = { fast: 12, slow: 26, smooth: 9 }
  const byName: Record<string, object | null | undefined> = {
    rsi14: { rsi14_last: last(batch.rsiLine(closes, 14)) },
    atr14: { atr14_last: last(batch.atrLine(bars, 14)) },
    ema8: { ema8_last: last(batch.emaLine(closes, 8)) },
    sma10: { sma10_last: last(batch.smaLine(closes, 10)) },
    bollinger20_2: last(batch.bollingerLine(closes, 20, 2)),
    macd_12_26_9_and_donchian20: {
      ...last(batch.macdLine(closes, spans)),
      donchian_high: channel?.upper,
      donchian_mid: channel?.middle,
      donchian_low: channel?.lower,
    },
  }
  return byName[given.name] ?? {}
}

test(
  'indicators give the published values',
  { skip: file ? false : 'the reference data is not here' },
  () => {
    const { jesse } = published.parse(JSON.parse(readFileSync(file ?? '', 'utf8')))
    const found = Object.assign({}, ...jesse.map(valuesOf)) as Record<string, number | undefined>
    let checked = 0
    for (const { expected, decimals } of jesse) {
      for (const [key, value] of Object.entries(expected)) {
        assert.equal(found[key]?.toFixed(decimals), value.toFixed(decimals), key)
        checked += 1
      }
    }
    assert.ok(checked >= 12)
  },
)
