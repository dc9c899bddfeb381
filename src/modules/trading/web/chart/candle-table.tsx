import { useNumbers } from '../data/numbers.ts'
import { Moment } from '../moment.tsx'
import { DataTable } from '../parts.tsx'
import { useTexts } from '../texts.ts'
import { candleAt, type CandlesView } from './candles-view.ts'

/** Rows that the table has at most; the newest are first. */
const shownRows = 60

/** The same as the chart, as a table. */
export function CandleTable({ view }: { view: CandlesView }) {
  const { text } = useTexts()
  const numbers = useNumbers()
  const happened = new Map<number, string[]>()
  const note = (at: string, words: string): void => {
    const index = candleAt(view, at)
    happened.set(index, [...(happened.get(index) ?? []), words])
  }
  for (const { candle_at, side } of view.signals)
    note(candle_at, text(`web.trading.mark.signal_${side}`))
  for (const { at, side, volume } of view.fills)
    note(at, text(`web.trading.mark.fill_${side}`, { volume: numbers.coins(volume) }))
  const indicator = (values: readonly (number | null)[], index: number): string => {
    const value = values[index] ?? null
    return numbers.price(value === null ? null : value.toFixed(2))
  }
  const rows = view.candles
    .map((candle, index) => ({
      key: candle.at,
      cells: [
        <Moment key="at" at={candle.at} />,
        numbers.price(candle.open),
        numbers.price(candle.high),
        numbers.price(candle.low),
        numbers.price(candle.close),
        numbers.coins(candle.volume),
        indicator(view.indicators.sma20, index),
        indicator(view.indicators.rsi14, index),
        (happened.get(index) ?? []).join(', '),
      ],
    }))
    .slice(-shownRows)
    .reverse()
  return (
    <DataTable
      caption={text('web.trading.candles.of', { market: view.market })}
      numeric={[1, 2, 3, 4, 5, 6, 7]}
      head={[
        text('web.trading.time'),
        text('web.trading.open_price'),
        text('web.trading.high'),
        text('web.trading.low'),
        text('web.trading.close_price'),
        text('web.trading.overlay.volume'),
        text('web.trading.overlay.sma20'),
        text('web.trading.overlay.rsi14'),
        text('web.trading.happened'),
      ]}
      rows={rows}
    />
  )
}
