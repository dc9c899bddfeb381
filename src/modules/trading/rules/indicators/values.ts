import { approximately } from '#core/money.ts'
import type { Candle } from '../candles.ts'
import {
  atrLine,
  bollingerLine,
  donchianLine,
  emaLine,
  macdLine,
  rsiLine,
  smaLine,
  stochasticLine,
} from './batch.ts'
import type { Bar } from './streams.ts'

/** A candle as indicators see it. */
export function barOf({ high, low, close }: Pick<Candle, 'high' | 'low' | 'close'>): Bar {
  return { high: approximately(high), low: approximately(low), close: approximately(close) }
}

/** The indicators of a chart along its candles, with the usual lengths. */
export function indicatorLines(candles: readonly Pick<Candle, 'high' | 'low' | 'close'>[]) {
  const bars = candles.map(barOf)
  const closes = bars.map(({ close }) => close)
  return {
    sma20: smaLine(closes, 20),
    ema20: emaLine(closes, 20),
    rsi14: rsiLine(closes, 14),
    macd: macdLine(closes, { fast: 12, slow: 26, smooth: 9 }),
    bb: bollingerLine(closes, 20, 2),
    atr14: atrLine(bars, 14),
    stochastic: stochasticLine(bars, { length: 14, smooth: 3, signal: 3 }),
    donchian: donchianLine(bars, 20),
  }
}

/** The indicators of a chart. */
export type IndicatorLines = ReturnType<typeof indicatorLines>
