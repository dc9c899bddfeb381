import { scaleLinear } from 'd3-scale'
import {
  emptyMark,
  finite,
  picture,
  summarise,
  topOf,
  valueFormat,
  type Chart,
  type ChartOptions,
  type Value,
} from './chart.ts'
import { paint } from './paint.ts'
import { svgNode } from './svg-node.ts'
import { fitText, label, textWidth } from './text.ts'

/** Values with names too long to stand under a bar, such as the answers to a question. */
export type RowChartOptions = ChartOptions & {
  /** Heads of the table's two columns. */
  names: readonly [key: string, value: string]
  rows: readonly { name: string; value: Value }[]
}

const rowHeight = 36

/** Lying bars, each below its own name and value; nothing below zero. */
export function rowChart(options: RowChartOptions): Chart {
  const { width = 640, rows } = options
  const top = topOf(options)
  const height = Math.max(options.height ?? 0, top + Math.max(1, rows.length) * rowHeight + 4)
  const values = rows.map(({ value }) => Math.max(0, finite(value) ?? 0))
  const most = values.reduce((a, b) => Math.max(a, b), 0)
  const length = scaleLinear([0, most > 0 ? most : 1], [0, width])
  const write = valueFormat(options)
  const marks = rows.flatMap(({ name, value }, index) => {
    const y = top + index * rowHeight
    const text = write(finite(value))
    return [
      label(
        fitText(name, width - textWidth(text) - 12),
        { x: 0, y: y + 14 },
        { fill: paint('ink') },
      ),
      label(text, { x: width, y: y + 14, anchor: 'end' }),
      svgNode('rect', { x: 0, y: y + 20, width, height: 8, rx: 4, fill: paint('sunken') }),
      svgNode('rect', {
        x: 0,
        y: y + 20,
        width: length(values[index] ?? 0),
        height: 8,
        rx: 4,
        fill: paint('1'),
      }),
    ]
  })
  const summary = summarise(
    options,
    rows.map(({ name, value }) => ({ at: name, value: finite(value) })),
  )
  const plot = { left: 0, right: width, top, bottom: height }
  return {
    svg: picture(
      options,
      { width, height },
      summary,
      rows.length > 0 ? marks : [emptyMark(options, plot)],
    ),
    title: options.title,
    summary,
    table: {
      head: options.names,
      rows: rows.map(({ name, value }) => [name, write(finite(value))]),
    },
  }
}
