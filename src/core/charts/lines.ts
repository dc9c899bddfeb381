import { scaleLinear } from 'd3-scale'
import { area, line } from 'd3-shape'
import { labelsBelow, valueAxis, valueAxisMarks, type ValueAxis } from './axis.ts'
import {
  defaultSize,
  emptyMark,
  finite,
  picture,
  summarise,
  topOf,
  valueFormat,
  type Chart,
  type ChartOptions,
  type Plot,
  type Value,
} from './chart.ts'
import { legend } from './legend.ts'
import { seriesPaint } from './paint.ts'
import { svgNode, type SvgNode } from './svg-node.ts'
import { timeTicks } from './time-ticks.ts'

/** A value at an instant (epoch ms); null leaves a gap in the line. */
export type TimePoint = { at: number; value: Value }

/** Data of a line over time. At most a few thousand points; more say no more in a picture. */
export type LineChartOptions = ChartOptions & {
  /** Head of the table's first column ("Time"). */
  timeName: string
  /** IANA zone in which the axis counts hours and days. */
  zone: string
  /** Points in the order of time. */
  series: readonly { name: string; points: readonly TimePoint[] }[]
  /** Fills the room down to zero; the axis then begins at zero. */
  filled?: boolean
}

type Places = { x: (at: number) => number; axis: ValueAxis; plot: Plot }
type Known = { at: number; value: number }

/** Lines, or filled areas, over a time axis in a zone. */
export function lineChart(options: LineChartOptions): Chart {
  const { width, height } = { ...defaultSize, ...options }
  const { zone, locale } = options
  const series = options.series.map(({ name, points }) => ({
    name,
    points: points.map(({ at, value }) => ({ at, value: finite(value) })),
  }))
  const key = legend(
    series.map(({ name }) => name),
    topOf(options),
    width,
  )
  const between = { top: topOf(options) + key.height + 8, bottom: height - 24 }
  const known = series.flatMap(({ points }) => points.filter(isKnown))
  const values = known.map(({ value }) => value)
  const floor = options.filled ? [0] : []
  const low = values.length ? least([...values, ...floor]) : 0
  const high = values.length ? most([...values, ...floor]) : 1
  const axis = valueAxis([low, high], options, between)
  const plot = { ...between, left: axis.left, right: width - 6 }
  const [from, to] = span(known)
  const x = scaleLinear([from, to], [plot.left, plot.right])
  const places: Places = { x: (at) => x(at), axis, plot }
  const ticks = timeTicks({ from, to, zone, locale }, Math.max(2, (plot.right - plot.left) / 64))
  const { summary, table } = described({ ...options, series })
  const marks = known.length
    ? [
        ...valueAxisMarks(axis, plot),
        ...series.flatMap(({ points }, index) => lineMarks(points, places, { index, ...options })),
        ...labelsBelow(
          ticks.map(({ at, text }) => ({ x: x(at), text })),
          height - 6,
          width,
        ),
      ]
    : [emptyMark(options, plot)]
  return {
    svg: picture(options, { width, height }, summary, [...key.marks, ...marks]),
    title: options.title,
    summary,
    table,
  }
}

function isKnown(point: TimePoint): point is Known {
  return point.value !== null
}

function least(values: readonly number[]): number {
  return values.reduce((a, b) => Math.min(a, b), Infinity)
}

function most(values: readonly number[]): number {
  return values.reduce((a, b) => Math.max(a, b), -Infinity)
}

/** First and last instant; a single one stands in the middle of an hour. */
function span(points: readonly Known[]): [from: number, to: number] {
  const from = points.length ? least(points.map(({ at }) => at)) : 0
  const to = points.length ? most(points.map(({ at }) => at)) : 0
  return from === to ? [from - 1_800_000, to + 1_800_000] : [from, to]
}

function lineMarks(
  points: readonly TimePoint[],
  { x, axis, plot }: Places,
  { index, filled }: { index: number; filled?: boolean },
): SvgNode[] {
  const y = ({ value }: TimePoint) => axis.y(value ?? 0)
  const stroke = seriesPaint(index)
  const path =
    line<TimePoint>(({ at }) => x(at), y)
      .defined(isKnown)
      .digits(2)([...points]) ?? ''
  const base = Math.min(plot.bottom, axis.y(0))
  const under = filled
    ? (area<TimePoint>(({ at }) => x(at), base, y)
        .defined(isKnown)
        .digits(2)([...points]) ?? '')
    : ''
  const alone = points.filter(
    (point, place) => isKnown(point) && !isNear(points[place - 1]) && !isNear(points[place + 1]),
  )
  return [
    ...(under ? [svgNode('path', { d: under, fill: stroke, 'fill-opacity': 0.18 })] : []),
    ...(path
      ? [
          svgNode('path', {
            d: path,
            fill: 'none',
            stroke,
            'stroke-width': 2,
            'stroke-linejoin': 'round',
          }),
        ]
      : []),
    ...alone.map((point) =>
      svgNode('circle', { cx: x(point.at), cy: y(point), r: 3, fill: stroke }),
    ),
  ]
}

function isNear(point: TimePoint | undefined): boolean {
  return point !== undefined && isKnown(point)
}

function described(options: LineChartOptions): Pick<Chart, 'summary' | 'table'> {
  const { series, zone, locale, timeName } = options
  const write = valueFormat(options)
  const times = new Intl.DateTimeFormat(locale, {
    timeZone: zone,
    dateStyle: 'medium',
    timeStyle: 'short',
  })
  const instants = [...new Set(series.flatMap(({ points }) => points.map(({ at }) => at)))]
  instants.sort((a, b) => a - b)
  const columns = series.map(({ points }) => new Map(points.map(({ at, value }) => [at, value])))
  const values = series.flatMap(({ name, points }) =>
    points.map(({ at, value }) => ({
      at: series.length > 1 ? `${times.format(at)}, ${name}` : times.format(at),
      value,
    })),
  )
  return {
    summary: summarise(options, values),
    table: {
      head: [timeName, ...series.map(({ name }) => name)],
      rows: instants.map((at) => [
        times.format(at),
        ...columns.map((column) => write(column.get(at) ?? null)),
      ]),
    },
  }
}
