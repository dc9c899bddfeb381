import { zero, type Decimal } from '#core/money.ts'
import type { Interval } from '../contract/values.ts'

/** A candle that is over, or still forming; `at` is its beginning. */
export type Candle = {
  at: number
  open: Decimal
  high: Decimal
  low: Decimal
  close: Decimal
  volume: Decimal
  /** No trade happened: the close before is carried on. */
  filled: boolean
}

const minute = 60_000
const lengths: Record<Interval, number> = {
  '1m': minute,
  '3m': 3 * minute,
  '5m': 5 * minute,
  '10m': 10 * minute,
  '15m': 15 * minute,
  '30m': 30 * minute,
  '1h': 60 * minute,
  '4h': 240 * minute,
  '1d': 1_440 * minute,
}

/** How long a candle lasts, in milliseconds. */
export function lengthOf(interval: Interval): number {
  return lengths[interval]
}

/** The beginning of the candle of an instant. Days begin at 00:00 UTC. */
export function candleAt(at: number, interval: Interval): number {
  const length = lengths[interval]
  return Math.floor(at / length) * length
}

/** After a close the exchange needs a moment, and its clock may differ from ours. */
const closeDelayMs = 2_000
const settledMs = 1_000
/** Looks after a close are spread over so long: who asks at the same moment as everybody is turned away. */
const spreadMs = 3_000

/** How long after a close somebody looks; by the id, which is random, and so the same every time. */
function lookDelay(id: string): number {
  const drawn = Buffer.from(id).reduce((sum, byte) => (sum * 31 + byte) % spreadMs, 0)
  return closeDelayMs + drawn
}

/** The next time at which a strategy looks at its candles: just after one has closed. */
export function nextLook(
  now: number,
  { id, interval }: { id: string; interval: Interval },
): number {
  const delay = lookDelay(id)
  return candleAt(now - delay, interval) + lengths[interval] + delay
}

/** Only what has certainly closed: its end lies a second back at least. */
export function closedOnly<T extends { at: number }>(
  candles: readonly T[],
  interval: Interval,
  now: number,
): T[] {
  const length = lengths[interval]
  return candles.filter(({ at }) => at + length <= now - settledMs)
}

/** A candle of the exchange, which has none where nothing was traded. */
export type TradedCandle = Omit<Candle, 'filled'>

/**
 * The same candles without gaps, up to `until` (exclusive): where nothing was traded the close before
 * is carried on with no volume. The list must be sorted; candles that come twice count once.
 */
export function fillGaps(
  candles: readonly TradedCandle[],
  interval: Interval,
  until: number,
): Candle[] {
  const length = lengths[interval]
  const whole: Candle[] = []
  const carry = (from: number, to: number, close: Decimal) => {
    for (let at = from; at < to; at += length) {
      whole.push({ at, open: close, high: close, low: close, close, volume: zero, filled: true })
    }
  }
  for (const candle of candles) {
    const last = whole.at(-1)
    if (last && candle.at <= last.at) continue
    if (last) carry(last.at + length, candle.at, last.close)
    whole.push({ ...candle, filled: false })
  }
  const last = whole.at(-1)
  if (last) carry(last.at + length, until, last.close)
  return whole
}
