import { arc, pie } from 'd3-shape'
import {
  emptyMark,
  finite,
  picture,
  shortFormat,
  summarise,
  topOf,
  valueFormat,
  type Chart,
  type ChartOptions,
  type Value,
} from './chart.ts'
import { paint, seriesPaint } from './paint.ts'
import { svgNode, type SvgNode } from './svg-node.ts'
import { fitText, label, textWidth } from './text.ts'

/** Parts of a whole. Up to six keep their own colours: put the small ones together first. */
export type DonutOptions = ChartOptions & {
  /** Heads of the table's columns: what a part is, its value, its share. */
  names: readonly [part: string, value: string, share: string]
  parts: readonly { name: string; value: Value }[]
}

type Part = { name: string; value: number; text: string }

const ring = 160
const row = 22

/** A ring of parts with its total in the middle and a list of the parts beside or below it. */
export function donutChart(options: DonutOptions): Chart {
  const { width = 480 } = options
  const top = topOf(options) + 4
  const parts = withShares(options)
  const isWide = width >= 400
  const list = isWide
    ? { x: ring + 24, y: top + Math.max(0, (ring - parts.length * row) / 2) }
    : { x: 0, y: top + ring + 12 }
  const needed = Math.max(top + ring, list.y + parts.length * row) + 4
  const size = { width, height: Math.max(options.height ?? 0, needed) }
  const centre = { x: isWide ? ring / 2 : width / 2, y: top + ring / 2 }
  const summary = summarise(
    options,
    parts.map(({ name, value }) => ({ at: name, value })),
  )
  const marks = [...ringMarks(options, parts, centre), ...listMarks(parts, list, width)]
  return {
    svg: picture(options, size, summary, marks),
    title: options.title,
    summary,
    table: tableOf(options, parts),
  }
}

/** A part is never below zero: there is no ring for that. */
function sizeOf(value: Value): number {
  return Math.max(0, finite(value) ?? 0)
}

function withShares(options: DonutOptions): Part[] {
  const total = options.parts.reduce((sum, { value }) => sum + sizeOf(value), 0)
  const share = new Intl.NumberFormat(options.locale, {
    style: 'percent',
    maximumFractionDigits: 1,
  })
  return options.parts.map(({ name, value }) => ({
    name,
    value: sizeOf(value),
    text: share.format(total > 0 ? sizeOf(value) / total : 0),
  }))
}

function ringMarks(
  options: DonutOptions,
  parts: readonly Part[],
  { x, y }: { x: number; y: number },
): SvgNode[] {
  const total = parts.reduce((sum, { value }) => sum + value, 0)
  const write = valueFormat(options)
  const outline = arc<{ startAngle: number; endAngle: number; padAngle: number }>()
    .innerRadius(ring / 2 - 26)
    .outerRadius(ring / 2)
    .digits(2)
  const whole = outline({ startAngle: 0, endAngle: 2 * Math.PI, padAngle: 0 }) ?? ''
  const slices = pie<Part>()
    .sort(null)
    .value(({ value }) => value)
    .padAngle(parts.filter(({ value }) => value > 0).length > 1 ? 0.02 : 0)([...parts])
  const drawn = slices.flatMap((slice, index) =>
    slice.data.value > 0
      ? svgNode(
          'path',
          { d: outline(slice) ?? '', fill: seriesPaint(index) },
          svgNode('title', {}, `${slice.data.name}: ${write(slice.data.value)}`),
        )
      : [],
  )
  const place = { transform: `translate(${String(x)},${String(y)})` }
  if (total === 0) {
    const room = { left: x, right: x, top: y, bottom: y }
    return [
      svgNode('g', place, svgNode('path', { d: whole, fill: paint('sunken') })),
      emptyMark(options, room),
    ]
  }
  return [
    svgNode('g', place, ...drawn),
    label(
      fitText(shortFormat(options, total)(total), ring - 64, 20),
      { x, y: y + 7, anchor: 'middle' },
      { 'font-size': 20, 'font-weight': 600, fill: paint('ink') },
    ),
  ]
}

function listMarks(
  parts: readonly Part[],
  { x, y }: { x: number; y: number },
  width: number,
): SvgNode[] {
  return parts.flatMap(({ name, text }, index) => {
    const middle = y + index * row + row / 2
    const room = width - x - 16 - textWidth(text) - 12
    return [
      svgNode('rect', { x, y: middle - 5, width: 10, height: 10, rx: 2, fill: seriesPaint(index) }),
      label(fitText(name, room), { x: x + 16, y: middle + 4 }, { fill: paint('ink') }),
      label(text, { x: width, y: middle + 4, anchor: 'end' }),
    ]
  })
}

function tableOf(options: DonutOptions, parts: readonly Part[]): Chart['table'] {
  const write = valueFormat(options)
  return {
    head: options.names,
    rows: parts.map(({ name, value, text }) => [name, write(value), text]),
  }
}
