import type { z } from 'zod'
import type { candlesAnswer, Tick } from '../../contract/rest.ts'

/** Candles, indicators along them, and what happened there. */
export type CandlesView = z.infer<typeof candlesAnswer>

/** The view with the last price in its forming candle. Pictures are drawn with numbers, money is never counted here. */
export function withTick(view: CandlesView, tick: Tick | undefined): CandlesView {
  const last = view.candles.at(-1)
  if (!tick || !last || last.closed || Date.parse(tick.at) < Date.parse(last.at)) return view
  const { price } = tick
  const high = Number(price) > Number(last.high) ? price : last.high
  const low = Number(price) < Number(last.low) ? price : last.low
  const forming = { ...last, close: price, high, low }
  return { ...view, candles: [...view.candles.slice(0, -1), forming] }
}

/** The index of the candle in which something happened; -1 when it is not among them. */
export function candleAt(view: CandlesView, at: string): number {
  const time = Date.parse(at)
  return view.candles.findLastIndex((candle) => Date.parse(candle.at) <= time)
}
