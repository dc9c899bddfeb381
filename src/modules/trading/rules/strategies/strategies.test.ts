import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { decimal } from '#core/money.ts'
import { strategyName } from '../../contract/values.ts'
import { backtest, type SimulatedFill } from '../backtest.ts'
import { ulid } from '../ulid.ts'
import { closedOnly, fillGaps, lengthOf, nextLook, type Candle } from '../candles.ts'
import { strategies } from './built-in.ts'

const hour = 3_600_000

/** A random walk on whole prices, with hours in which nobody trades. */
const series = fc
  .array(fc.tuple(fc.integer({ min: -40, max: 40 }), fc.integer({ min: 0, max: 30 })), {
    minLength: 60,
    maxLength: 300,
  })
  .map((steps) => {
    let price = 5_000
    return steps.map(([change, spread], index): Candle => {
      const open = price
      price = Math.max(1_000, price + change * 5)
      const [low, high] = [Math.min(open, price) - spread, Math.max(open, price) + spread]
      const of = (value: number) => decimal(String(value))
      return {
        at: index * hour,
        open: of(open),
        high: of(high),
        low: of(low),
        close: of(price),
        volume: of(spread * 10),
        filled: false,
      }
    })
  })

const garbage: Candle = {
  at: 0,
  open: decimal('1'),
  high: decimal('999999'),
  low: decimal('0.1'),
  close: decimal('777777'),
  volume: decimal('1'),
  filled: false,
}

const shown = ({ at, side, price, volume }: SimulatedFill) =>
  [at, side, price.toFixed(), volume.toFixed()].join(' ')

const settings = {
  ma_cross: { fast: 5, slow: 12 },
  rsi_reversion: { length: 7, trend: 20, low: 40, high: 60 },
  volatility_breakout: { k: 0.3 },
  dca: { every: 7, dip_pct: 1 },
}

describe('strategies', () => {
  for (const name of strategyName.options) {
    it(`${name} says of the candles it is shown what it says of all`, () => {
      fc.assert(
        fc.property(series, (candles) => {
          const strategy = strategies[name]
          const params = strategy.params.parse(settings[name])
          const said = (list: readonly Candle[]) => {
            const watch = strategy.begin(params, '1h')
            return list.map((candle) => watch(candle)).at(-1) ?? null
          }
          const late = candles.slice(-strategy.lookBack(params, '1h'))
          assert.equal(said(late)?.side, said(candles)?.side)
        }),
        { numRuns: 300 },
      )
    })
  }

  for (const name of strategyName.options) {
    it(`${name} sees nothing of what comes later`, () => {
      fc.assert(
        fc.property(series, fc.double({ min: 0.1, max: 0.9, noNaN: true }), (candles, part) => {
          const cut = Math.floor(candles.length * part)
          const run = (list: readonly Candle[]) =>
            backtest({
              strategy: strategies[name],
              params: settings[name],
              market: 'KRW-ABC',
              interval: '1h',
              candles: list,
              cash: decimal('1000000'),
              feeRate: decimal('0.0005'),
              orderKrw: decimal('50000'),
            })
          const before = candles[cut]?.at ?? 0
          const whole = run(candles)
          const truncated = run(candles.slice(0, cut))
          const poisoned = run(
            candles.map((one, index) => (index < cut ? one : { ...garbage, at: one.at })),
          )
          const early = ({ at }: { at: number }) => at < before
          for (const other of [truncated, poisoned]) {
            assert.deepEqual(other.signals.filter(early), whole.signals.filter(early))
            assert.deepEqual(
              other.fills.filter(early).map(shown),
              whole.fills.filter(early).map(shown),
            )
          }
        }),
        { numRuns: 40 },
      )
    })
  }

  it('trade in the tests at all, at the opening after the signal and never more than a tenth of it', () => {
    let fills = 0
    fc.assert(
      fc.property(series, (candles) => {
        const result = backtest({
          strategy: strategies.dca,
          params: settings.dca,
          market: 'KRW-ABC',
          interval: '1h',
          candles,
          cash: decimal('1000000'),
          feeRate: decimal('0.0005'),
          orderKrw: decimal('50000'),
        })
        fills += result.fills.length
        const first = result.signals[0]
        for (const fill of result.fills) {
          assert.ok(first && fill.at > first.at)
          const candle = candles.find(({ at }) => at === fill.at)
          assert.ok(candle && fill.volume.lte(candle.volume.times(decimal('0.1'))))
        }
      }),
      { numRuns: 30 },
    )
    assert.ok(fills > 20)
  })
})

describe('candles', () => {
  it('are whole: gaps carry the close on, the forming one and repetitions are left out', () => {
    const at = (minutes: number) => minutes * 60_000
    const one = (minutes: number, close: string) => {
      const value = decimal(close)
      return {
        at: at(minutes),
        open: value,
        high: value,
        low: value,
        close: value,
        volume: decimal('1'),
      }
    }
    const list = fillGaps([one(0, '5'), one(1, '6'), one(1, '9'), one(8, '7')], '1m', at(9))
    assert.equal(list.length, 9)
    assert.deepEqual(
      list
        .slice(2, 8)
        .map(({ close, filled, volume }) => [close.toFixed(), filled, volume.toFixed()]),
      Array.from({ length: 6 }, () => ['6', true, '0']),
    )
    assert.equal(closedOnly(list, '1m', at(9) + 999).length, 8)
    assert.equal(closedOnly(list, '1m', at(9) + 1_000).length, 9)
  })

  it('are looked at once after each close: two seconds at least, and each strategy at its own moment', () => {
    const delays = new Set<number>()
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 2e12 }),
        fc.constantFrom('1m' as const, '1h' as const, '1d' as const),
        fc.uint8Array({ minLength: 10, maxLength: 10 }),
        (now, interval, random) => {
          const strategy = { id: ulid(now, Buffer.from(random)), interval }
          const next = nextLook(now, strategy)
          assert.ok(next > now && next <= now + lengthOf(interval))
          const delay = next % lengthOf(interval)
          assert.ok(delay >= 2_000 && delay < 5_000, String(delay))
          assert.equal(nextLook(next, strategy), next + lengthOf(interval))
          delays.add(delay)
        },
      ),
      { numRuns: 200 },
    )
    assert.ok(delays.size > 100, String(delays.size))
  })
})
