import type { Band, Bar, Macd, Stochastic } from './streams.ts'

/**
 * The same indicators over a whole list at once, each written from its definition and not from its
 * stream: a test holds the two forms equal. Null where there are too few values before.
 */
export type Line<T = number> = readonly (T | null)[]

const mean = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + value, 0) / values.length

/** The values that end at an index. */
function window<T>(values: readonly T[], index: number, length: number): readonly T[] | null {
  return index < length - 1 ? null : values.slice(index - length + 1, index + 1)
}

/** Simple moving averages. */
export function smaLine(values: readonly number[], length: number): Line {
  return values.map((_, index) => {
    const last = window(values, index, length)
    return last && mean(last)
  })
}

/** An average in which each value counts for `weight`, begun with the mean of the first ones. */
function smoothedLine(values: readonly number[], length: number, weight: number): Line {
  let average: number | null = null
  return values.map((value, index) => {
    if (index < length - 1) return null
    average =
      average === null ? mean(values.slice(0, length)) : average + weight * (value - average)
    return average
  })
}

/** Exponential moving averages. */
export function emaLine(values: readonly number[], length: number): Line {
  return smoothedLine(values, length, 2 / (length + 1))
}

/** A line that begins later, with nothing before. */
function after<T>(count: number, line: Line<T>): Line<T> {
  return [...Array.from({ length: count }, () => null), ...line]
}

/** Relative strength index. */
export function rsiLine(values: readonly number[], length: number): Line {
  const changes = values.slice(1).map((value, index) => value - (values[index] ?? value))
  const gains = smoothedLine(
    changes.map((change) => Math.max(change, 0)),
    length,
    1 / length,
  )
  const losses = smoothedLine(
    changes.map((change) => Math.max(-change, 0)),
    length,
    1 / length,
  )
  const line = gains.map((gain, index) => {
    const loss = losses[index] ?? null
    if (gain === null || loss === null) return null
    return gain + loss === 0 ? 50 : (100 * gain) / (gain + loss)
  })
  return values.length === 0 ? [] : after(1, line)
}

/** MACD with its signal. */
export function macdLine(
  values: readonly number[],
  { fast, slow, smooth }: { fast: number; slow: number; smooth: number },
): Line<Macd> {
  const late = Math.min(slow - fast, values.length)
  const quick = after(late, emaLine(values.slice(late), fast))
  const calm = emaLine(values, slow)
  const known = calm.flatMap((value, index) => {
    const other = quick[index] ?? null
    return value === null || other === null ? [] : [other - value]
  })
  const signals = emaLine(known, smooth)
  const begun = values.length - known.length
  return values.map((_, index) => {
    const difference = known[index - begun]
    const signal = signals[index - begun] ?? null
    if (index < begun || difference === undefined || signal === null) return null
    return { macd: difference, signal, histogram: difference - signal }
  })
}

/** Bollinger bands. */
export function bollingerLine(
  values: readonly number[],
  length: number,
  deviations: number,
): Line<Band> {
  return values.map((_, index) => {
    const last = window(values, index, length)
    if (!last) return null
    const middle = mean(last)
    const reach = deviations * Math.sqrt(mean(last.map((value) => (value - middle) ** 2)))
    return { upper: middle + reach, middle, lower: middle - reach }
  })
}

/** Average true range. */
export function atrLine(bars: readonly Bar[], length: number): Line {
  const ranges = bars.slice(1).map(({ high, low }, index) => {
    const before = bars[index]?.close ?? high
    return Math.max(high, before) - Math.min(low, before)
  })
  return bars.length === 0 ? [] : after(1, smoothedLine(ranges, length, 1 / length))
}

/** Slow stochastic. */
export function stochasticLine(
  bars: readonly Bar[],
  { length, smooth, signal }: { length: number; smooth: number; signal: number },
): Line<Stochastic> {
  const raw = bars.flatMap(({ close }, index) => {
    const last = window(bars, index, length)
    if (!last) return []
    const most = Math.max(...last.map(({ high }) => high))
    const least = Math.min(...last.map(({ low }) => low))
    return [most === least ? 50 : (100 * (close - least)) / (most - least)]
  })
  const ks = smaLine(raw, smooth)
  const ds = after(
    Math.min(smooth - 1, ks.length),
    smaLine(
      ks.filter((k) => k !== null),
      signal,
    ),
  )
  const line = ks.map((k, index) => {
    const d = ds[index] ?? null
    return k === null || d === null ? null : { k, d }
  })
  return after(bars.length - raw.length, line)
}

/** Donchian channel. */
export function donchianLine(
  bars: readonly Pick<Bar, 'high' | 'low'>[],
  length: number,
): Line<Band> {
  return bars.map((_, index) => {
    const last = window(bars, index, length)
    if (!last) return null
    const upper = Math.max(...last.map(({ high }) => high))
    const lower = Math.min(...last.map(({ low }) => low))
    return { upper, middle: (upper + lower) / 2, lower }
  })
}
