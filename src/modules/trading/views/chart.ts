import { scaleLinear } from 'd3-scale'
import { line as path } from 'd3-shape'
import { picture, shortFormat, topOf, type Chart } from '#core/charts/chart.ts'
import { paint, seriesPaint } from '#core/charts/paint.ts'
import { svgNode, type SvgNode } from '#core/charts/svg-node.ts'
import { label } from '#core/charts/text.ts'
import type { Locale } from '#core/i18n/locale.ts'
import { approximately } from '#core/money.ts'
import type { IndicatorName } from '../contract/values.ts'
import type { Candle } from '../rules/candles.ts'
import type { IndicatorLines } from '../rules/indicators/values.ts'

/** Colours of rising and falling prices. */
const schemes = {
  korean: { up: '#d24f45', down: '#1261c4' },
  western: { up: '#0f8a5f', down: '#c8322b' },
} as const

/** What a chart of candles is told. */
export type CandleChart = {
  title: string
  locale: Locale
  candles: readonly Candle[]
  lines: IndicatorLines
  shown: readonly IndicatorName[]
  colours: keyof typeof schemes
}

const width = 960
const height = 540
const right = 64

type Box = { top: number; bottom: number }
type Scale = (value: number) => number

const known = (values: readonly (number | null | undefined)[]) =>
  values.filter((value): value is number => typeof value === 'number')

function scaleOf(values: readonly number[], box: Box): Scale & { ticks(count: number): number[] } {
  const [least, most] = [Math.min(...values), Math.max(...values)]
  const margin = (most - least || Math.abs(most) || 1) * 0.04
  return scaleLinear([least - margin, most + margin], [box.bottom, box.top])
}

function curve(values: readonly (number | null)[], x: Scale, y: Scale, colour: string): SvgNode {
  const draw = path<number | null>()
    .defined((value) => value !== null)
    .x((_, index) => x(index))
    .y((value) => y(value ?? 0))
  return svgNode('path', {
    d: draw(values) ?? '',
    fill: 'none',
    stroke: colour,
    'stroke-width': 1.5,
  })
}

function bars(chart: CandleChart, x: Scale, y: Scale, step: number): SvgNode[] {
  const { up, down } = schemes[chart.colours]
  const body = Math.max(1, step * 0.7)
  return chart.candles.flatMap((candle, index) => {
    const [open, high, low, close] = [candle.open, candle.high, candle.low, candle.close].map(
      approximately,
    )
    if (open === undefined || high === undefined || low === undefined || close === undefined)
      return []
    const colour = close >= open ? up : down
    const top = y(Math.max(open, close))
    return [
      svgNode('line', { x1: x(index), x2: x(index), y1: y(high), y2: y(low), stroke: colour }),
      svgNode('rect', {
        x: x(index) - body / 2,
        y: top,
        width: body,
        height: Math.max(1, y(Math.min(open, close)) - top),
        fill: colour,
      }),
    ]
  })
}

function volumes(chart: CandleChart, x: Scale, box: Box, step: number): SvgNode[] {
  const { up, down } = schemes[chart.colours]
  const sizes = chart.candles.map(({ volume }) => approximately(volume))
  const most = Math.max(...sizes, 1e-12)
  return chart.candles.map(({ open, close }, index) => {
    const tall = ((sizes[index] ?? 0) / most) * (box.bottom - box.top)
    const colour = close.gte(open) ? up : down
    const at = { x: x(index) - step * 0.35, y: box.bottom - tall }
    return svgNode('rect', {
      ...at,
      width: Math.max(1, step * 0.7),
      height: tall,
      fill: colour,
      opacity: 0.55,
    })
  })
}

function axis(values: readonly number[], y: Scale, text: (value: number) => string): SvgNode[] {
  return values.flatMap((value) => [
    svgNode('line', {
      x1: 0,
      x2: width - right,
      y1: y(value),
      y2: y(value),
      stroke: paint('line'),
    }),
    label(text(value), { x: width - right + 6, y: y(value) + 4 }),
  ])
}

/** The lines that lie over the candles. */
function overlays(chart: CandleChart): { name: string; values: readonly (number | null)[] }[] {
  const { lines, shown } = chart
  const bandOf = (band: 'bb' | 'donchian', edge: 'upper' | 'middle' | 'lower') =>
    lines[band].map((value) => value?.[edge] ?? null)
  return [
    ...(shown.includes('sma') ? [{ name: 'SMA 20', values: lines.sma20 }] : []),
    ...(shown.includes('ema') ? [{ name: 'EMA 20', values: lines.ema20 }] : []),
    ...(['bb', 'donchian'] as const).flatMap((band) =>
      shown.includes(band)
        ? (['upper', 'lower'] as const).map((edge) => ({
            name: edge === 'upper' ? (band === 'bb' ? 'BB 20·2' : 'Donchian 20') : '',
            values: bandOf(band, edge),
          }))
        : [],
    ),
  ]
}

/** The lines of a pane of their own. */
function lowerPane(
  chart: CandleChart,
): { name: string; lines: readonly (readonly (number | null)[])[] } | null {
  const { lines, shown } = chart
  if (shown.includes('rsi')) return { name: 'RSI 14', lines: [lines.rsi14] }
  if (shown.includes('macd')) {
    const of = (part: 'macd' | 'signal') => lines.macd.map((value) => value?.[part] ?? null)
    return { name: 'MACD 12·26·9', lines: [of('macd'), of('signal')] }
  }
  if (shown.includes('stochastic')) {
    const of = (part: 'k' | 'd') => lines.stochastic.map((value) => value?.[part] ?? null)
    return { name: 'Stochastic 14·3·3', lines: [of('k'), of('d')] }
  }
  return shown.includes('atr') ? { name: 'ATR 14', lines: [lines.atr14] } : null
}

function dates(chart: CandleChart, x: Scale, y: number): SvgNode[] {
  const every = Math.max(1, Math.ceil(chart.candles.length / 6))
  const format = new Intl.DateTimeFormat(chart.locale, {
    timeZone: 'Asia/Seoul',
    month: 'numeric',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
  return chart.candles.flatMap(({ at }, index) =>
    index % every === Math.floor(every / 2)
      ? [label(format.format(at), { x: x(index), y, anchor: 'middle' })]
      : [],
  )
}

/** Candles with volume, lines over them and, where one was asked for, a pane below. */
export function candleChart(chart: CandleChart): Chart['svg'] {
  const options = { title: chart.title, locale: chart.locale, showsTitle: true }
  const pane = lowerPane(chart)
  const top = topOf(options) + 18
  const main: Box = { top, bottom: pane ? 350 : 430 }
  const below: Box = { top: main.bottom + 8, bottom: main.bottom + 68 }
  // The name of the pane stands above it, where no line runs through it.
  const last: Box = { top: below.bottom + 28, bottom: height - 24 }
  const step = (width - right) / Math.max(1, chart.candles.length)
  const x = (index: number) => (index + 0.5) * step
  const over = overlays(chart)
  const prices = chart.candles.flatMap(({ high, low }) => [approximately(high), approximately(low)])
  const y = scaleOf([...prices, ...over.flatMap(({ values }) => known(values))], main)
  const write = shortFormat({ ...options, format: {} }, Math.max(...prices, 0), 6)
  const paneValues = pane?.lines.flatMap(known) ?? []
  const paneY = pane && paneValues.length > 0 ? scaleOf(paneValues, last) : null
  const names = over.filter(({ name }) => name !== '')
  return picture(options, { width, height }, chart.title, [
    ...axis(y.ticks(6), y, write),
    ...bars(chart, x, y, step),
    ...over.map(({ values, name }, index) =>
      curve(values, x, y, seriesPaint(name === '' ? index - 1 : index)),
    ),
    ...names.map(({ name }, index) =>
      label(
        name,
        { x: index * 110, y: top - 6 },
        { fill: seriesPaint(over.findIndex((one) => one.name === name)) },
      ),
    ),
    ...volumes(chart, x, below, step),
    ...(pane && paneY
      ? [
          ...axis(
            paneY.ticks(3),
            paneY,
            shortFormat(options, Math.max(...paneValues.map(Math.abs))),
          ),
          ...pane.lines.map((values, index) => curve(values, x, paneY, seriesPaint(index))),
          label(pane.name, { x: 0, y: last.top - 10 }),
        ]
      : []),
    ...dates(chart, x, height - 6),
  ])
}
