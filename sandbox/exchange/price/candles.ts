import type { Trade } from './book.ts'

/** What happened in a stretch of time; there is none without a trade. `at` is its beginning, `last` its last trade. */
export type Candle = {
  at: number
  open: number
  high: number
  low: number
  close: number
  volume: number
  value: number
  last: number
}

/** A candle of trades in order of time. */
export function candleOf(at: number, trades: readonly Trade[]): Candle | undefined {
  const [first] = trades
  if (!first) return undefined
  const candle = {
    at,
    open: first.price,
    high: first.price,
    low: first.price,
    close: first.price,
    volume: 0,
    value: 0,
    last: first.at,
  }
  for (const { price, volume, at: time } of trades) {
    candle.high = Math.max(candle.high, price)
    candle.low = Math.min(candle.low, price)
    candle.close = price
    candle.volume += volume
    candle.value += price * volume
    candle.last = time
  }
  return candle
}

/** One candle out of those of its parts, in order of time. */
export function joined(at: number, parts: readonly Candle[]): Candle | undefined {
  const [first] = parts
  if (!first) return undefined
  const candle = { ...first, at }
  for (const part of parts.slice(1)) {
    candle.high = Math.max(candle.high, part.high)
    candle.low = Math.min(candle.low, part.low)
    candle.close = part.close
    candle.volume += part.volume
    candle.value += part.value
    candle.last = part.last
  }
  return candle
}
