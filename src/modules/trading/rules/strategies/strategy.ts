import type { z } from 'zod'
import type { Interval, Side, StrategyName } from '../../contract/values.ts'
import type { Candle } from '../candles.ts'

/** What a strategy sees at the close of a candle. */
export type Seen = {
  side: Side
  /** From 0 to 1. */
  strength: number
  reason: string
  /** How many times the usual amount is meant; 1 unless it says so. */
  times?: number
}

/**
 * A strategy looks at one closed candle after another and can therefore know nothing of later ones.
 * It has no clock and no I/O: equal candles, equal signals.
 */
export type Watcher = (candle: Candle) => Seen | null

/** A strategy with its parameters. */
export type Strategy = {
  name: StrategyName
  params: z.ZodType<Record<string, unknown>>
  /** Candles that must have been seen before its word counts. */
  warmUp: (params: Record<string, unknown>) => number
  /** Candles that must be shown so that its word on the last one is that of the whole history. */
  lookBack: (params: Record<string, unknown>, interval: Interval) => number
  begin: (params: Record<string, unknown>, interval: Interval) => Watcher
}

/** Ties the parameters' type to the strategy and then forgets it. */
export function strategy<Params extends Record<string, unknown>>(definition: {
  name: StrategyName
  params: z.ZodType<Params>
  warmUp: (params: Params) => number
  lookBack: (params: Params, interval: Interval) => number
  begin: (params: Params, interval: Interval) => Watcher
}): Strategy {
  const { name, params, warmUp, lookBack, begin } = definition
  return {
    name,
    params,
    warmUp: (given) => warmUp(params.parse(given)),
    lookBack: (given, interval) => lookBack(params.parse(given), interval),
    begin: (given, interval) => begin(params.parse(given), interval),
  }
}

/** Keeps a strength between 0 and 1. */
export function strengthOf(value: number): number {
  return Math.round(100 * Math.min(1, Math.max(0, value))) / 100
}
