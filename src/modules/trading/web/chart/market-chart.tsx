import { lazy, Suspense, useMemo, useState } from 'react'
import { Failure } from '#web/pages/error.tsx'
import { Button } from '#web/ui/button.tsx'
import { Field, Select } from '#web/ui/field.tsx'
import { Segmented } from '#web/ui/segmented.tsx'
import { Skeleton } from '#web/ui/skeleton.tsx'
import { interval as intervalSchema, type Interval } from '../../contract/values.ts'
import { useColours } from '../data/colours.ts'
import { useTicks } from '../data/live.ts'
import { useCandles } from '../data/queries.ts'
import { useTexts, type TextKey } from '../texts.ts'
import { CandleTable } from './candle-table.tsx'
import { withTick } from './candles-view.ts'
import { overlays, usualOverlays, type Overlay } from './indicators.ts'
import { Readout } from './readout.tsx'

// The drawing library is large; it comes with the first chart.
const PriceChart = lazy(() =>
  import('./price-chart.tsx').then((file) => ({ default: file.PriceChart })),
)

/** How many of the last candles are in view. */
const ranges = ['50', '100', '200'] as const

/** The colour in which a line is drawn, for the key beside its name. */
const keys: Partial<Record<Overlay, 'first' | 'bg-warn' | 'bg-muted'>> = {
  sma20: 'first',
  ema20: 'bg-warn',
  bb: 'bg-muted',
  donchian: 'bg-warn',
  rsi14: 'first',
  macd: 'first',
}
const firstLine = {
  good: { text: 'text-good', key: 'bg-good' },
  accent: { text: 'text-accent', key: 'bg-accent' },
} as const

function Overlays(props: {
  shown: ReadonlySet<Overlay>
  onChange: (shown: ReadonlySet<Overlay>) => void
}) {
  const { text } = useTexts()
  const { line } = useColours()
  const { shown, onChange } = props
  const keyOf = (name: Overlay) => (keys[name] === 'first' ? firstLine[line].key : keys[name])
  const toggle = (name: Overlay): void => {
    const next = new Set(shown)
    if (!next.delete(name)) next.add(name)
    onChange(next)
  }
  return (
    <fieldset>
      <legend className="text-sm text-muted">{text('web.trading.overlays')}</legend>
      <div className="flex flex-wrap gap-x-4">
        {overlays.map((name) => (
          <label key={name} className="inline-flex min-h-8 cursor-pointer items-center gap-1.5">
            <input type="checkbox" checked={shown.has(name)} onChange={() => toggle(name)} />
            {keys[name] && <span aria-hidden className={`h-0.5 w-4 ${keyOf(name)}`} />}
            {text(`web.trading.overlay.${name}` satisfies TextKey)}
          </label>
        ))}
      </div>
    </fieldset>
  )
}

/** The chart of a market: candles, what is drawn beside them, signals and own trades, and all of it as a table. */
export function MarketChart({ market }: { market: string }) {
  const { text } = useTexts()
  const { classOf, line } = useColours()
  const [interval, setInterval] = useState<Interval>('1h')
  const [shown, setShown] = useState(usualOverlays)
  const [count, setCount] = useState<(typeof ranges)[number]>('100')
  const [asTable, setAsTable] = useState(false)
  const [index, setIndex] = useState<number | null>(null)
  const tick = useTicks()[market]
  const { data, error, refetch } = useCandles(market, interval)
  const view = useMemo(() => data && withTick(data, tick), [data, tick])
  if (error && !data) return <Failure error={error} onRetry={() => void refetch()} />
  return (
    <div className="flex min-w-0 flex-col gap-3">
      <div className="flex flex-wrap items-end gap-3">
        <Field label={text('web.trading.interval')}>
          {(id) => (
            <Select
              id={id}
              value={interval}
              onChange={({ target }) => setInterval(intervalSchema.parse(target.value))}
            >
              {intervalSchema.options.map((value) => (
                <option key={value} value={value}>
                  {text(`web.trading.interval.${value}` satisfies TextKey)}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Segmented
          label={text('web.trading.range')}
          name="chart-range"
          value={count}
          options={ranges.map((value) => ({ value, label: value }))}
          onChange={setCount}
        />
        <Button aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
          {text(asTable ? 'web.trading.as_chart' : 'web.trading.as_table')}
        </Button>
      </div>
      {!view ? (
        <Skeleton className="h-96 w-full" />
      ) : asTable ? (
        <CandleTable view={view} />
      ) : (
        <figure className="flex min-w-0 flex-col gap-2">
          <Readout view={view} index={index} />
          <Suspense fallback={<Skeleton className="h-96 w-full" />}>
            <PriceChart
              label={text('web.trading.chart.of', { market })}
              view={view}
              overlays={shown}
              count={Number(count)}
              up={classOf(1)}
              down={classOf(-1)}
              line={firstLine[line].text}
              onCandle={setIndex}
            />
          </Suspense>
          <figcaption className="text-sm text-muted">
            {text('web.trading.chart.keys')} {text('web.trading.chart.by')}{' '}
            <a
              href="https://www.tradingview.com/"
              rel="noreferrer"
              className="underline underline-offset-2"
            >
              TradingView Lightweight Charts™
            </a>
          </figcaption>
        </figure>
      )}
      {!asTable && <Overlays shown={shown} onChange={setShown} />}
    </div>
  )
}
