import { scaleLinear } from 'd3-scale'
import { barChart } from './bars.ts'
import { finite, type Chart, type ChartOptions } from './chart.ts'

/** How often values occur. */
export type HistogramOptions = ChartOptions & {
  /** Heads of the table's two columns: the range and how many lie in it. */
  names: readonly [range: string, count: string]
  values: readonly number[]
  /** About how many ranges; ten unless told. */
  bins?: number
  /** How the ends of the ranges are written. */
  valueFormat?: Intl.NumberFormatOptions
}

/** A range of values, its upper end left out but for the last one, and how many lie in it. */
export type Bin = { from: number; to: number; count: number }

/** Sorts values into ranges of one width with round ends; what is not finite is left out. */
export function binsOf(values: readonly number[], about: number): Bin[] {
  const known = values.map(finite).filter((value) => value !== null)
  if (known.length === 0) return []
  const low = known.reduce((a, b) => Math.min(a, b), Infinity)
  const high = known.reduce((a, b) => Math.max(a, b), -Infinity)
  const ends = endsBetween(low, high, about)
  const bins = ends.slice(1).map((to, index) => ({ from: ends[index] ?? to, to, count: 0 }))
  for (const value of known) {
    const place = bins.findIndex(({ to }) => value < to)
    const bin = bins.at(place)
    if (bin) bin.count += 1
  }
  return bins
}

/** Round ends of ranges; where values lie too close for round numbers, the ends of the values. */
function endsBetween(low: number, high: number, about: number): number[] {
  if (low === high) return [low, low + 1]
  const ends = scaleLinear().domain([low, high]).nice(about).ticks(about)
  const [first = Infinity, last = -Infinity] = [ends[0], ends.at(-1)]
  const rising = ends.every((end, index) => index === 0 || end > (ends[index - 1] ?? Infinity))
  return rising && first < last && first <= low && last >= high ? ends : [low, high]
}

/** Bars side by side that show how often values of each range occur. */
export function histogram(options: HistogramOptions): Chart {
  const { names, values, bins = 10, valueFormat = {}, ...shared } = options
  const write = new Intl.NumberFormat(options.locale, { maximumFractionDigits: 2, ...valueFormat })
  const found = binsOf(values, bins)
  return barChart({
    ...shared,
    categoryName: names[0],
    categories: found.map(({ from, to }) => `${write.format(from)}–${write.format(to)}`),
    series: [{ name: names[1], values: found.map(({ count }) => count) }],
    gap: 0.03,
  })
}
