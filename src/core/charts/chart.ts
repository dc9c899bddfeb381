import type { Locale } from '../i18n/locale.ts'
import { paint } from './paint.ts'
import { svgNode, type SvgNode } from './svg-node.ts'
import { fitText, fontFamily, label } from './text.ts'
import { chartWords } from './words.ts'

/** A table of the same data as a picture, written out in the reader's language. */
export type ChartTable = { head: readonly string[]; rows: readonly (readonly string[])[] }

/** A picture, its name and summary (`<title>` and `<desc>` inside it), and its data as a table. */
export type Chart = { svg: SvgNode; title: string; summary: string; table: ChartTable }

/** What every chart is told. Sizes are pixels of the view box; nothing overlaps from 320 on. */
export type ChartOptions = {
  /** What the picture shows; its accessible name. */
  title: string
  /** Draws the title into the picture too, for pictures that stand alone, as in a message. */
  showsTitle?: boolean
  locale: Locale
  width?: number
  height?: number
  /** How values are written; compact on axes. */
  format?: Intl.NumberFormatOptions
}

/** A value, or null where there is none. What is not finite counts as none. */
export type Value = number | null

/** A named row of values, one for each category. */
export type Series = { name: string; values: readonly Value[] }

/** The part of the view box that is for the marks, from `top` and `left` to before the others. */
export type Plot = { top: number; right: number; bottom: number; left: number }

/** The size of a picture when the caller names none. */
export const defaultSize = { width: 640, height: 280 }

/**
 * The value as it can be drawn, or null when it is none. What is beyond 1e100 counts as none and
 * what is below 1e-100 as zero: scales cannot divide such stretches.
 */
export function finite(value: Value | undefined): Value {
  if (value === undefined || value === null || !(Math.abs(value) <= 1e100)) return null
  return Math.abs(value) < 1e-100 ? 0 : value
}

/** Writes values in full, as in tables and summaries. */
export function valueFormat({ locale, format }: ChartOptions): (value: Value) => string {
  const numbers = new Intl.NumberFormat(locale, { maximumFractionDigits: 2, ...format })
  return (value) => (value === null ? '–' : numbers.format(value))
}

/**
 * Writes values in few characters, as on axes: `1.2K`, and with an exponent where even that would
 * be long. `greatest` is the one that is farthest from zero; `digits` are as many as it takes to
 * tell neighbours apart, when four are too few.
 */
export function shortFormat(
  { locale, format }: ChartOptions,
  greatest: number,
  digits = 4,
): (value: number) => string {
  const size = Math.abs(greatest)
  const isPlain = size === 0 || (size >= 1e-4 && size < 1e15)
  const numbers = new Intl.NumberFormat(locale, {
    maximumSignificantDigits: Math.min(Math.max(4, digits), 21),
    ...format,
    notation: isPlain ? 'compact' : 'scientific',
  })
  return (value) => numbers.format(value)
}

/** What is said of values to those who do not see the picture. */
export function summarise(
  options: ChartOptions,
  values: readonly { at: string; value: Value }[],
): string {
  const words = chartWords[options.locale]
  const known = values.flatMap(({ at, value }) => (value === null ? [] : [{ at, value }]))
  const [first] = known
  if (!first) return words.noData
  const lowest = known.reduce((least, one) => (one.value < least.value ? one : least), first)
  const highest = known.reduce((most, one) => (one.value > most.value ? one : most), first)
  const write = valueFormat(options)
  return words.summary({
    count: new Intl.NumberFormat(options.locale).format(known.length),
    lowest: write(lowest.value),
    lowestAt: lowest.at,
    highest: write(highest.value),
    highestAt: highest.at,
  })
}

const titleHeight = 26

/** How much room a drawn title takes at the top. */
export function topOf(options: ChartOptions): number {
  return options.showsTitle ? titleHeight : 4
}

/**
 * Puts marks into a picture with its name and its summary. One that stands alone also shows its
 * title and has a ground and a margin, outside of the given size.
 */
export function picture(
  options: ChartOptions,
  size: { width: number; height: number },
  summary: string,
  marks: readonly SvgNode[],
): SvgNode {
  const edge = options.showsTitle ? 12 : 0
  const [width, height] = [size.width + 2 * edge, size.height + 2 * edge]
  const heading = options.showsTitle
    ? [
        svgNode('rect', { x: -edge, y: -edge, width, height, fill: paint('surface') }),
        label(
          fitText(options.title, size.width, 15),
          { x: 0, y: 14 },
          { 'font-size': 14, 'font-weight': 600, fill: paint('ink') },
        ),
      ]
    : []
  return svgNode(
    'svg',
    {
      viewBox: [-edge, -edge, width, height].join(' '),
      width,
      height,
      role: 'img',
      'font-family': fontFamily,
    },
    svgNode('title', {}, options.title),
    svgNode('desc', {}, summary),
    ...heading,
    ...marks,
  )
}

/** The words that stand where there is nothing to draw. */
export function emptyMark(options: ChartOptions, plot: Plot): SvgNode {
  const middle = { x: (plot.left + plot.right) / 2, y: (plot.top + plot.bottom) / 2 + 4 }
  return label(chartWords[options.locale].noData, { ...middle, anchor: 'middle' })
}
