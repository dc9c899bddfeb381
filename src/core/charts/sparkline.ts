import { scaleLinear } from 'd3-scale'
import { line } from 'd3-shape'
import {
  finite,
  picture,
  summarise,
  valueFormat,
  type Chart,
  type ChartOptions,
  type Value,
} from './chart.ts'
import { paint } from './paint.ts'
import { svgNode } from './svg-node.ts'

/** Data of a sparkline: a row of values of which only the course matters. */
export type SparklineOptions = ChartOptions & {
  /** Heads of the table's two columns. */
  names: readonly [key: string, value: string]
  points: readonly { name: string; value: Value }[]
}

/** A line as small as a word, without axes; its last value has a dot. */
export function sparkline(options: SparklineOptions): Chart {
  const { width = 120, height = 28, points } = options
  const values = points.map(({ value }) => finite(value))
  const known = values.filter((value) => value !== null)
  const low = known.reduce((a, b) => Math.min(a, b), Infinity)
  const high = known.reduce((a, b) => Math.max(a, b), -Infinity)
  const x = scaleLinear([0, Math.max(1, values.length - 1)], [3, width - 3])
  const y = scaleLinear(low < high ? [low, high] : [low - 1, low + 1], [height - 3, 3])
  const path = line<Value>(
    (_, index) => x(index),
    (value) => y(value ?? 0),
  )
    .defined((value) => value !== null)
    .digits(2)(values)
  const last = values.findLastIndex((value) => value !== null)
  const stroke = paint('1')
  const marks = [
    path ? svgNode('path', { d: path, fill: 'none', stroke, 'stroke-width': 1.5 }) : null,
    last < 0
      ? null
      : svgNode('circle', { cx: x(last), cy: y(values[last] ?? 0), r: 2.5, fill: stroke }),
  ]
  const summary = summarise(
    options,
    points.map(({ name, value }) => ({ at: name, value: finite(value) })),
  )
  const write = valueFormat(options)
  return {
    svg: picture(
      { ...options, showsTitle: false },
      { width, height },
      summary,
      marks.filter((mark) => mark !== null),
    ),
    title: options.title,
    summary,
    table: {
      head: options.names,
      rows: points.map(({ name, value }) => [name, write(finite(value))]),
    },
  }
}
