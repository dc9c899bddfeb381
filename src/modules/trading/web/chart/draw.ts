import {
  CandlestickSeries,
  ColorType,
  createChart,
  createSeriesMarkers,
  HistogramSeries,
  LineSeries,
  type IChartApi,
  type ISeriesApi,
  type LogicalRange,
  type SeriesMarker,
  type UTCTimestamp,
} from 'lightweight-charts'
import { candleAt, type CandlesView } from './candles-view.ts'
import { moved, type Move } from './keys.ts'
import type { Overlay } from './indicators.ts'

/** Colours as the browser computed them. */
export type ChartColours = {
  text: string
  line: string
  up: string
  down: string
  first: string
  second: string
  third: string
}

/** How a chart is drawn. */
export type DrawOptions = {
  locale: string
  overlays: ReadonlySet<Overlay>
  colours: ChartColours
  onCandle: (index: number | null) => void
}

/** A chart on the page. */
export type DrawnChart = {
  show(view: CandlesView): void
  move(move: Move): void
  /** Shows the last candles, so many of them. */
  last(count: number): void
  remove(): void
}

type Point = { time: UTCTimestamp; value?: number }
type Line = {
  series: ISeriesApi<'Line'>
  values: (view: CandlesView) => readonly (number | null)[]
}

// The library counts in whole seconds of a clock without zones; the reader's zone is added before.
function chartTime(at: string): UTCTimestamp {
  const time = Date.parse(at)
  const shifted = time - new Date(time).getTimezoneOffset() * 60_000
  return Math.floor(shifted / 1000) as UTCTimestamp
}

function points(view: CandlesView, values: readonly (number | null)[]): Point[] {
  return view.candles.map(({ at }, index) => {
    const value = values[index] ?? null
    return value === null ? { time: chartTime(at) } : { time: chartTime(at), value }
  })
}

/** The lines that were asked for: on the price, or in rooms of their own below. */
function createLines(chart: IChartApi, { overlays, colours }: DrawOptions): Line[] {
  const lines: Line[] = []
  let room = 0
  const add = (color: string, pane: number, values: Line['values']): void => {
    const options = {
      color,
      lineWidth: 1,
      priceLineVisible: false,
      lastValueVisible: false,
    } as const
    lines.push({ series: chart.addSeries(LineSeries, options, pane), values })
  }
  if (overlays.has('sma20')) add(colours.first, 0, (view) => view.indicators.sma20)
  if (overlays.has('ema20')) add(colours.second, 0, (view) => view.indicators.ema20)
  for (const band of ['upper', 'middle', 'lower'] as const) {
    if (overlays.has('bb')) add(colours.third, 0, (view) => view.indicators.bb[band])
    if (overlays.has('donchian') && band !== 'middle')
      add(colours.second, 0, (view) => view.indicators.donchian[band])
  }
  if (overlays.has('rsi14')) {
    room += 1
    add(colours.first, room, (view) => view.indicators.rsi14)
  }
  if (overlays.has('macd')) {
    room += 1
    add(colours.first, room, (view) => view.indicators.macd.macd)
    add(colours.second, room, (view) => view.indicators.macd.signal)
  }
  return lines
}

/** Signals above and below the candles, own trades on them. */
function markersOf(view: CandlesView, { up, down }: ChartColours): SeriesMarker<UTCTimestamp>[] {
  const at = (instant: string): UTCTimestamp | undefined => {
    const candle = view.candles[candleAt(view, instant)]
    return candle && chartTime(candle.at)
  }
  const signals = view.signals.flatMap(({ candle_at, side }): SeriesMarker<UTCTimestamp>[] => {
    const time = at(candle_at)
    if (time === undefined) return []
    return side === 'buy'
      ? [{ time, position: 'belowBar', shape: 'arrowUp', color: up }]
      : [{ time, position: 'aboveBar', shape: 'arrowDown', color: down }]
  })
  const fills = view.fills.flatMap((fill): SeriesMarker<UTCTimestamp>[] => {
    const time = at(fill.at)
    if (time === undefined) return []
    const color = fill.side === 'buy' ? up : down
    return [{ time, position: 'inBar', shape: 'circle', color, size: 1 }]
  })
  return [...signals, ...fills].sort((a, b) => a.time - b.time)
}

function decimalsOf(price: string): number {
  return price.split('.')[1]?.length ?? 0
}

function createBase(place: HTMLElement, { locale, colours }: DrawOptions): IChartApi {
  const prices = new Intl.NumberFormat(locale, { maximumSignificantDigits: 12 })
  return createChart(place, {
    autoSize: true,
    localization: { locale, priceFormatter: (price: number) => prices.format(price) },
    layout: {
      background: { type: ColorType.Solid, color: 'transparent' },
      textColor: colours.text,
      // The notice stands in words on the page.
      attributionLogo: false,
      panes: { separatorColor: colours.line },
    },
    grid: { vertLines: { color: colours.line }, horzLines: { color: colours.line } },
    timeScale: {
      timeVisible: true,
      secondsVisible: false,
      borderColor: colours.line,
      lockVisibleTimeRangeOnResize: true,
    },
    rightPriceScale: { borderColor: colours.line },
    // The page scrolls past the chart: only a held modifier or two fingers zoom it.
    handleScroll: { mouseWheel: false, vertTouchDrag: false },
    handleScale: { mouseWheel: false },
  })
}

/** Draws a chart into an element, which gives it its size. */
export function drawChart(place: HTMLElement, options: DrawOptions): DrawnChart {
  const { colours, overlays, onCandle } = options
  const chart = createBase(place, options)
  const candles = chart.addSeries(CandlestickSeries, {
    upColor: colours.up,
    downColor: colours.down,
    borderVisible: false,
    wickUpColor: colours.up,
    wickDownColor: colours.down,
  })
  const markers = createSeriesMarkers(candles, [])
  const volume = overlays.has('volume')
    ? chart.addSeries(HistogramSeries, {
        priceScaleId: '',
        priceFormat: { type: 'volume' },
        priceLineVisible: false,
        lastValueVisible: false,
      })
    : null
  volume?.priceScale().applyOptions({ scaleMargins: { top: 0.82, bottom: 0 } })
  // Volume has a strip of its own: in one room bars and candles of the same colours run together.
  candles.priceScale().applyOptions({ scaleMargins: { top: 0.08, bottom: volume ? 0.22 : 0.08 } })
  const lines = createLines(chart, options)
  let shown: CandlesView | null = null

  chart.subscribeCrosshairMove(({ logical }) => {
    const index = logical === undefined ? -1 : Math.round(logical)
    onCandle(shown?.candles[index] ? index : null)
  })
  return {
    show(view) {
      shown = view
      const precision = Math.max(
        0,
        ...view.candles.slice(-20).map(({ close }) => decimalsOf(close)),
      )
      const minMove = Number((10 ** -precision).toFixed(precision))
      candles.applyOptions({ priceFormat: { type: 'price', precision, minMove } })
      candles.setData(
        view.candles.map(({ at, open, high, low, close }) => ({
          time: chartTime(at),
          open: Number(open),
          high: Number(high),
          low: Number(low),
          close: Number(close),
        })),
      )
      volume?.setData(
        view.candles.map((candle) => ({
          time: chartTime(candle.at),
          value: Number(candle.volume),
          color: Number(candle.close) >= Number(candle.open) ? colours.up : colours.down,
        })),
      )
      for (const { series, values } of lines) series.setData(points(view, values(view)))
      markers.setMarkers(markersOf(view, colours))
    },
    move(move) {
      const scale = chart.timeScale()
      const range: LogicalRange | null = scale.getVisibleLogicalRange()
      if (!range || !shown) return
      scale.setVisibleLogicalRange(moved(range, move, shown.candles.length))
    },
    last(count) {
      const all = shown?.candles.length ?? 0
      chart.timeScale().setVisibleLogicalRange({ from: all - count, to: all })
    },
    remove: () => chart.remove(),
  }
}
