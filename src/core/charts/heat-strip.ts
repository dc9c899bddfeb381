import { scaleBand, scaleQuantize } from 'd3-scale'
import { labelsBelow } from './axis.ts'
import {
  emptyMark,
  finite,
  picture,
  summarise,
  topOf,
  valueFormat,
  type Chart,
  type ChartOptions,
  type Series,
} from './chart.ts'
import { paint } from './paint.ts'
import { svgNode, type SvgNode } from './svg-node.ts'
import { fitText, label, textWidth } from './text.ts'

/** Rows of cells, such as the hours of some days; the more, the stronger the colour. */
export type HeatStripOptions = ChartOptions & {
  /** What the rows are ("Day"); the head of the table's first column. */
  rowName: string
  columns: readonly string[]
  rows: readonly Series[]
  /** The value of the strongest colour; the greatest one when not told. */
  most?: number
}

const cellHeight = 20
const shades = [0.2, 0.4, 0.6, 0.8, 1]

/** A strip of cells, or several below each other. Cells without a value are outlines only. */
export function heatStrip(options: HeatStripOptions): Chart {
  const { width = 640, rows, columns } = options
  const top = topOf(options)
  const height = Math.max(
    options.height ?? 0,
    top + Math.max(1, rows.length) * (cellHeight + 2) + 22,
  )
  const left = Math.min(width * 0.3, Math.max(0, ...rows.map(({ name }) => textWidth(name) + 8)))
  const band = scaleBand([...columns.keys()], [left, width]).paddingInner(0.1)
  const names = rows.map(({ name }, index) =>
    label(fitText(name, left - 8), { x: 0, y: top + index * (cellHeight + 2) + 14 }),
  )
  const below = columns.map((text, index) => ({
    x: (band(index) ?? left) + band.bandwidth() / 2,
    text: fitText(text, 80),
  }))
  const cells = cellMarks(options, (column, row) => ({
    x: band(column) ?? left,
    y: top + row * (cellHeight + 2),
    width: band.bandwidth(),
    height: cellHeight,
  }))
  const isEmpty = rows.length === 0 || columns.length === 0
  const plot = { left: 0, right: width, top, bottom: height }
  const marks = isEmpty
    ? [emptyMark(options, plot)]
    : [...names, ...cells, ...labelsBelow(below, height - 6, width)]
  const { summary, table } = described(options)
  const svg = picture(options, { width, height }, summary, marks)
  return { svg, title: options.title, summary, table }
}

type Box = Record<'x' | 'y' | 'width' | 'height', number>

function cellMarks(
  options: HeatStripOptions,
  place: (column: number, row: number) => Box,
): SvgNode[] {
  const { rows, columns } = options
  const values = rows.flatMap((row) => row.values.map((value) => finite(value) ?? 0))
  const most = Math.max(
    options.most ?? values.reduce((a, b) => Math.max(a, b), 0),
    Number.MIN_VALUE,
  )
  const shade = scaleQuantize([0, most], shades)
  const write = valueFormat(options)
  return rows.flatMap((row, rowIndex) =>
    columns.map((column, index) => {
      const value = finite(row.values[index])
      const box = { ...place(index, rowIndex), rx: 2 }
      const title = svgNode('title', {}, `${row.name} ${column}: ${write(value)}`)
      if (value === null) {
        const inner = {
          x: box.x + 0.5,
          y: box.y + 0.5,
          width: box.width - 1,
          height: box.height - 1,
        }
        return svgNode('rect', { ...inner, rx: 2, fill: 'none', stroke: paint('line') }, title)
      }
      const colour =
        value > 0 ? { fill: paint('1'), 'fill-opacity': shade(value) } : { fill: paint('sunken') }
      return svgNode('rect', { ...box, ...colour }, title)
    }),
  )
}

function described(options: HeatStripOptions): Pick<Chart, 'summary' | 'table'> {
  const { rows, columns, rowName } = options
  const write = valueFormat(options)
  const values = rows.flatMap((row) =>
    columns.map((column, index) => ({
      at: `${row.name} ${column}`.trim(),
      value: finite(row.values[index]),
    })),
  )
  return {
    summary: summarise(options, values),
    table: {
      head: [rowName, ...columns],
      rows: rows.map((row) => [
        row.name,
        ...columns.map((_, index) => write(finite(row.values[index]))),
      ]),
    },
  }
}
