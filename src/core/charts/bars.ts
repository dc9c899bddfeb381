import { scaleBand } from 'd3-scale'
import { stack, stackOffsetDiverging } from 'd3-shape'
import { labelsBelow, valueAxis, valueAxisMarks } from './axis.ts'
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
  type Series,
} from './chart.ts'
import { legend } from './legend.ts'
import { seriesPaint } from './paint.ts'
import { svgNode, type SvgNode } from './svg-node.ts'
import { fitText } from './text.ts'

/** Data of a bar chart: for each category one bar, in which the series are stacked. */
export type BarChartOptions = ChartOptions & {
  /** What the categories are ("Day"); the head of the table's first column. */
  categoryName: string
  categories: readonly string[]
  series: readonly Series[]
  /** Room between the bars as a part of their distance; 0.25 unless told. */
  gap?: number
}

const widestLabel = 104

/** Upright bars, single or stacked; what is below zero hangs down from the base line. */
export function barChart(options: BarChartOptions): Chart {
  const { width, height } = { ...defaultSize, ...options }
  const { categories, series } = options
  const key = legend(
    series.map(({ name }) => name),
    topOf(options),
    width,
  )
  const between = { top: topOf(options) + key.height + 8, bottom: height - 24 }
  const layers = stacked(options)
  const ends = layers.flat(2)
  const axis = valueAxis([Math.min(0, ...ends), Math.max(0, ...ends)], options, between)
  const plot = { ...between, left: axis.left, right: width }
  const band = scaleBand(
    categories.map((_, index) => index),
    [plot.left, plot.right],
  ).padding(options.gap ?? 0.25)
  const middleOf = (index: number) => (band(index) ?? plot.left) + band.bandwidth() / 2
  const names = categories.map((name, index) => ({
    x: middleOf(index),
    text: fitText(name, widestLabel),
  }))
  const bars = barMarks(options, layers, (index, from, to) => ({
    x: band(index) ?? plot.left,
    width: band.bandwidth(),
    y: axis.y(to),
    height: axis.y(from) - axis.y(to),
  }))
  const { summary, table } = described(options)
  const marks = isEmpty(options)
    ? [emptyMark(options, plot)]
    : [...valueAxisMarks(axis, plot), ...bars, ...labelsBelow(names, height - 6, width)]
  return {
    svg: picture(options, { width, height }, summary, [...key.marks, ...marks]),
    title: options.title,
    summary,
    table,
  }
}

function isEmpty({ categories, series }: BarChartOptions): boolean {
  return categories.every((_, index) =>
    series.every(({ values }) => finite(values[index]) === null),
  )
}

/** For each series and category from where to where its piece of the bar goes. */
function stacked({ categories, series }: BarChartOptions): [low: number, high: number][][] {
  const layers = stack<number, number>()
    .keys(series.keys())
    .value((category, one) => finite(series[one]?.values[category]) ?? 0)
    .offset(stackOffsetDiverging)([...categories.keys()])
  return layers.map((layer) => layer.map(([from, to]) => [from, to]))
}

function barMarks(
  options: BarChartOptions,
  layers: readonly (readonly [number, number][])[],
  place: (
    index: number,
    from: number,
    to: number,
  ) => Record<'x' | 'y' | 'width' | 'height', number>,
): SvgNode[] {
  const write = valueFormat(options)
  return layers.flatMap((layer, one) =>
    layer.flatMap(([from, to], index) => {
      const series = options.series[one]
      const value = finite(series?.values[index])
      if (value === null || from === to) return []
      const said = [options.categories[index], options.series.length > 1 ? series?.name : undefined]
      const name = said.filter((part) => part !== undefined).join(', ')
      const box = place(index, from, to)
      return svgNode(
        'rect',
        { ...box, fill: seriesPaint(one) },
        svgNode('title', {}, `${name}: ${write(value)}`),
      )
    }),
  )
}

function described(options: BarChartOptions): Pick<Chart, 'summary' | 'table'> {
  const { categories, series } = options
  const write = valueFormat(options)
  const values = categories.flatMap((category, index) =>
    series.map(({ name, values: all }) => ({
      at: series.length > 1 ? `${category}, ${name}` : category,
      value: finite(all[index]),
    })),
  )
  return {
    summary: summarise(options, values),
    table: {
      head: [options.categoryName, ...series.map(({ name }) => name)],
      rows: categories.map((category, index) => [
        category,
        ...series.map(({ values: all }) => write(finite(all[index]))),
      ]),
    },
  }
}
