import { z } from 'zod'
import { decimal, type Decimal } from '#core/money.ts'
import type { StrategyName } from '../../contract/values.ts'
import { lengthOf, type Candle } from '../candles.ts'
import { dayMs, dayStart } from '../days.ts'
import { barOf } from '../indicators/values.ts'
import { ema, rsi, sma } from '../indicators/streams.ts'
import { between, wholeBetween } from './params.ts'
import { strategy, strengthOf, type Strategy } from './strategy.ts'

/** Most candles that an average or an indicator is made of. */
const longest = 180
/** Averages forget: after six times their length a start says less than a hundred-thousandth. */
const length = (fallback: number) => wholeBetween(2, longest, fallback)

/** Buys when the fast average rises through the slow one, sells when it falls through it. */
const maCross = strategy({
  name: 'ma_cross',
  params: z
    .strictObject({ fast: length(12), slow: length(26) })
    .refine(({ fast, slow }) => fast < slow, { path: ['fast'], error: 'Must be less than slow.' }),
  warmUp: ({ slow }) => slow + 1,
  lookBack: ({ slow }) => slow + 6 * (slow + 1),
  begin({ fast, slow }) {
    const quick = ema(fast)
    const calm = ema(slow)
    let before: number | null = null
    return (candle) => {
      const { close } = barOf(candle)
      const [a, b] = [quick(close), calm(close)]
      if (a === null || b === null) return null
      const last = before
      before = a - b
      if (last === null || last === 0 || Math.sign(last) === Math.sign(before)) return null
      if (before === 0) return null
      const strength = strengthOf((100 * Math.abs(before)) / close)
      const side = before > 0 ? 'buy' : 'sell'
      return { side, strength, reason: `EMA ${fast}/${slow} ${side === 'buy' ? '↗' : '↘'}` }
    }
  },
})

/** Buys what fell too far and turns, in a rising market; sells what rose too far. */
const rsiReversion = strategy({
  name: 'rsi_reversion',
  params: z.strictObject({
    length: length(14),
    low: between(1, 49, 30),
    high: between(51, 99, 70),
    /** Only buys above this average; 0 lifts the filter. */
    trend: wholeBetween(0, longest, 100).refine((trend) => trend !== 1, {
      error: 'Must be 0 for no filter, or at least 2: no price is above the average of itself.',
    }),
  }),
  warmUp: (params) => Math.max(params.length + 2, params.trend),
  lookBack: (params) => Math.max(13 * params.length, params.trend + 1),
  begin({ length: span, low, high, trend }) {
    const strengths = rsi(span)
    const average = trend > 0 ? sma(trend) : null
    let before: number | null = null
    return (candle) => {
      const { close } = barOf(candle)
      const value = strengths(close)
      const middle = average?.(close) ?? null
      const last = before
      before = value
      if (value === null || last === null) return null
      const rises = average === null || (middle !== null && close > middle)
      if (last < low && value >= low && rises) {
        return {
          side: 'buy',
          strength: strengthOf((low - last) / low + 0.3),
          reason: `RSI ${last.toFixed(1)} → ${value.toFixed(1)}`,
        }
      }
      if (last > high && value <= high) {
        return {
          side: 'sell',
          strength: strengthOf((last - high) / (100 - high) + 0.3),
          reason: `RSI ${last.toFixed(1)} → ${value.toFixed(1)}`,
        }
      }
      return null
    }
  },
})

type Day = { start: number; open: Decimal; high: Decimal; low: Decimal }

function withCandle(day: Day, { high, low }: Candle): Day {
  return { ...day, high: high.gt(day.high) ? high : day.high, low: low.lt(day.low) ? low : day.low }
}

/**
 * Buys once a day when the price has risen from the day's opening by a part of yesterday's range, and
 * sells with the next day's first candle. Days begin at 09:00 in Seoul.
 */
const volatilityBreakout = strategy({
  name: 'volatility_breakout',
  params: z.strictObject({ k: between(0.01, 10, 0.5) }),
  warmUp: () => 2,
  // Yesterday's purchase hangs on the whole day before it.
  lookBack: (_, interval) => Math.max(3, (3 * dayMs) / lengthOf(interval)),
  begin({ k }) {
    const part = decimal(k.toFixed(4))
    let yesterday: Day | null = null
    let today: Day | null = null
    let holds = false
    return (candle) => {
      const start = dayStart(candle.at)
      const isNew = today?.start !== start
      if (isNew) {
        // A day that was not seen whole from its beginning on still has a range.
        yesterday = today
        today = { start, open: candle.open, high: candle.high, low: candle.low }
      } else if (today) today = withCandle(today, candle)
      if (isNew && holds) {
        holds = false
        return { side: 'sell', strength: 1, reason: '09:00 KST' }
      }
      if (holds || !yesterday || !today) return null
      const range = yesterday.high.minus(yesterday.low)
      const target = today.open.plus(range.times(part))
      if (range.isZero() || candle.close.lt(target)) return null
      holds = true
      return { side: 'buy', strength: strengthOf(0.5), reason: `≥ ${target.toFixed()} (k ${k})` }
    }
  },
})

/** Buys the same amount at a steady pace, more of it after a fall when asked to. */
const dca = strategy({
  name: 'dca',
  params: z.strictObject({
    /** Candles between two purchases. */
    every: wholeBetween(1, 1_000, 24),
    /** A fall since the purchase before, in percent, that counts as a dip; 0 for none. */
    dip_pct: between(0, 90, 0),
    dip_times: between(1, 10, 2),
  }),
  warmUp: () => 1,
  lookBack: ({ every }) => every + 1,
  begin({ every, dip_pct, dip_times }, interval) {
    const span = lengthOf(interval)
    let bought: number | null = null
    return (candle) => {
      if (Math.round(candle.at / span) % every !== 0) return null
      const { close } = barOf(candle)
      const fall = bought === null ? 0 : (100 * (bought - close)) / bought
      bought = close
      const isDip = dip_pct > 0 && fall >= dip_pct
      const reason = isDip ? `DCA, −${fall.toFixed(1)} %` : 'DCA'
      return { side: 'buy', strength: 1, reason, ...(isDip && { times: dip_times }) }
    }
  },
})

/** The strategies that are built in, by name. */
export const strategies: Record<StrategyName, Strategy> = {
  ma_cross: maCross,
  rsi_reversion: rsiReversion,
  volatility_breakout: volatilityBreakout,
  dca,
}
