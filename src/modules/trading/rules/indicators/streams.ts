/**
 * An indicator that takes one value after another. Null until there were enough. Plain numbers do:
 * no money depends on them to the last digit.
 */
export type Stream<In, Out> = (value: In) => Out | null

/** What indicators of more than closes look at. */
export type Bar = { high: number; low: number; close: number }

/** The last so many values. */
function keepLast(length: number): (value: number) => readonly number[] | null {
  const values: number[] = []
  return (value) => {
    values.push(value)
    if (values.length > length) values.shift()
    return values.length < length ? null : values
  }
}

const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0)

/** Simple moving average: the mean of the last values. */
export function sma(length: number): Stream<number, number> {
  const last = keepLast(length)
  return (value) => {
    const values = last(value)
    return values && total(values) / length
  }
}

/** Exponential moving average, weight 2/(n+1), begun with the mean of the first n values. */
export function ema(length: number): Stream<number, number> {
  const first = sma(length)
  const weight = 2 / (length + 1)
  let average: number | null = null
  return (value) => {
    average = average === null ? first(value) : average + weight * (value - average)
    return average
  }
}

/** Wilder's average, weight 1/n, begun with the mean of the first n values. */
function wilder(length: number): Stream<number, number> {
  const first = sma(length)
  let average: number | null = null
  return (value) => {
    average = average === null ? first(value) : average + (value - average) / length
    return average
  }
}

/** Relative strength index after Wilder, 0 to 100; 50 where nothing moved. */
export function rsi(length: number): Stream<number, number> {
  const gains = wilder(length)
  const losses = wilder(length)
  let before: number | null = null
  return (value) => {
    const change = before === null ? null : value - before
    before = value
    if (change === null) return null
    const gain = gains(Math.max(change, 0))
    const loss = losses(Math.max(-change, 0))
    if (gain === null || loss === null) return null
    return gain + loss === 0 ? 50 : (100 * gain) / (gain + loss)
  }
}

/** Convergence and divergence of two averages. */
export type Macd = { macd: number; signal: number; histogram: number }

/**
 * MACD: the fast average less the slow one, and an average of that. The fast one begins as late as
 * the slow one, so that both stand on the same stretch, as TA-Lib does.
 */
export function macd(fast: number, slow: number, smooth: number): Stream<number, Macd> {
  const quick = ema(fast)
  const calm = ema(slow)
  const signals = ema(smooth)
  let seen = 0
  return (value) => {
    seen += 1
    const quickNow = seen > slow - fast ? quick(value) : null
    const calmNow = calm(value)
    if (quickNow === null || calmNow === null) return null
    const difference = quickNow - calmNow
    const signal = signals(difference)
    return signal === null ? null : { macd: difference, signal, histogram: difference - signal }
  }
}

/** A middle with an edge on either side. */
export type Band = { upper: number; middle: number; lower: number }

/** Bollinger bands: the mean and so many (population) standard deviations around it. */
export function bollinger(length: number, deviations: number): Stream<number, Band> {
  const last = keepLast(length)
  return (value) => {
    const values = last(value)
    if (!values) return null
    const middle = total(values) / length
    const variance = total(values.map((one) => (one - middle) ** 2)) / length
    const reach = deviations * Math.sqrt(variance)
    return { upper: middle + reach, middle, lower: middle - reach }
  }
}

/** Average true range after Wilder. The first bar has no true range. */
export function atr(length: number): Stream<Bar, number> {
  const average = wilder(length)
  let before: number | null = null
  return ({ high, low, close }) => {
    const last = before
    before = close
    if (last === null) return null
    return average(Math.max(high - low, Math.abs(high - last), Math.abs(low - last)))
  }
}

/** Where the close stands between the extremes, and its average. */
export type Stochastic = { k: number; d: number }

/** Slow stochastic: %K smoothed, %D an average of that; 50 where there is no range. */
export function stochastic(
  length: number,
  smooth: number,
  signal: number,
): Stream<Bar, Stochastic> {
  const highs = keepLast(length)
  const lows = keepLast(length)
  const smoothed = sma(smooth)
  const signals = sma(signal)
  return ({ high, low, close }) => {
    const [top, bottom] = [highs(high), lows(low)]
    if (!top || !bottom) return null
    const [most, least] = [Math.max(...top), Math.min(...bottom)]
    const k = smoothed(most === least ? 50 : (100 * (close - least)) / (most - least))
    const d = k === null ? null : signals(k)
    return k === null || d === null ? null : { k, d }
  }
}

/** Donchian channel: the extremes of the last bars and their middle. */
export function donchian(length: number): Stream<Pick<Bar, 'high' | 'low'>, Band> {
  const highs = keepLast(length)
  const lows = keepLast(length)
  return ({ high, low }) => {
    const [top, bottom] = [highs(high), lows(low)]
    if (!top || !bottom) return null
    const [upper, lower] = [Math.max(...top), Math.min(...bottom)]
    return { upper, middle: (upper + lower) / 2, lower }
  }
}
