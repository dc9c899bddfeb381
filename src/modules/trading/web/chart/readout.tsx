import { useNumbers } from '../data/numbers.ts'
import { Moment } from '../moment.tsx'
import { Result } from '../parts.tsx'
import { useTexts } from '../texts.ts'
import type { CandlesView } from './candles-view.ts'

/** A candle in words: the one under the crosshair, otherwise the last one. */
export function Readout({ view, index }: { view: CandlesView; index: number | null }) {
  const { text } = useTexts()
  const numbers = useNumbers()
  const candle = view.candles[index ?? view.candles.length - 1]
  if (!candle) return null
  const change = ((Number(candle.close) / Number(candle.open) - 1) * 100).toFixed(4)
  const values = [
    [text('web.trading.open_price'), numbers.price(candle.open)],
    [text('web.trading.high'), numbers.price(candle.high)],
    [text('web.trading.low'), numbers.price(candle.low)],
    [text('web.trading.close_price'), numbers.price(candle.close)],
    [text('web.trading.overlay.volume'), numbers.coins(candle.volume)],
  ] as const
  return (
    <dl className="flex min-h-12 flex-wrap items-baseline gap-x-4 gap-y-1 text-sm sm:min-h-6">
      <div>
        <dt className="sr-only">{text('web.trading.time')}</dt>
        <dd>
          <Moment at={candle.at} />
        </dd>
      </div>
      {values.map(([name, value]) => (
        <div key={name} className="flex gap-1">
          <dt className="text-muted">{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
      <div>
        <dt className="sr-only">{text('web.trading.change')}</dt>
        <dd>
          <Result percent={change} />
        </dd>
      </div>
    </dl>
  )
}
