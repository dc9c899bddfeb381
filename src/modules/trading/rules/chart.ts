import { greatest, least, type Decimal } from '#core/money.ts'
import type { Candle } from './candles.ts'
import type { IndicatorLines } from './indicators/values.ts'

/** Candles that support and resistance are read from. */
const lookBack = 20

/** Where prices tend to: the short average against the long one, and the way that goes. */
export function trendOf(lines: IndicatorLines): 'up' | 'down' | 'sideways' {
  const known = lines.ema20.filter((value) => value !== null)
  const [now, before] = [known.at(-1), known.at(-6)]
  if (now === undefined || before === undefined || before === 0) return 'sideways'
  const change = (now - before) / before
  if (Math.abs(change) < 0.002) return 'sideways'
  return change > 0 ? 'up' : 'down'
}

/** The lowest and the highest price of the last candles. */
export function rangeOf(
  candles: readonly Candle[],
): { support: Decimal; resistance: Decimal } | null {
  const last = candles.slice(-lookBack)
  const [first] = last
  if (!first) return null
  return last.reduce(
    ({ support, resistance }, { low, high }) => ({
      support: least(support, low),
      resistance: greatest(resistance, high),
    }),
    { support: first.low, resistance: first.high },
  )
}
