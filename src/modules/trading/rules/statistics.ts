import { decimal, greatest, plainText, roundTo, sum, zero, type Decimal } from '#core/money.ts'
import { dayMs } from './days.ts'

const hundred = decimal('100')
const one = decimal('1')

/** What an account was worth, and what had come in from outside by then since the point before. */
export type Point = { at: number; equity: Decimal; flow: Decimal }

/** Returns between the points, flows left out (time-weighted): a deposit is no profit. */
export function returnsOf(points: readonly Point[]): Decimal[] {
  return points.slice(1).map(({ equity, flow }, index) => {
    const before = points[index]?.equity ?? zero
    return before.isZero() ? zero : equity.minus(flow).div(before).minus(one)
  })
}

/** The return over all points, as a share. */
export function totalReturn(points: readonly Point[]): Decimal {
  return returnsOf(points)
    .reduce((product, one_) => product.times(one_.plus(one)), one)
    .minus(one)
}

/** The largest fall from a peak, as a share, of what one unit would have become. */
export function maxDrawdown(points: readonly Point[]): Decimal {
  let index = one
  let peak = one
  let worst = zero
  for (const change of returnsOf(points)) {
    index = index.times(change.plus(one))
    peak = greatest(peak, index)
    worst = greatest(worst, peak.minus(index).div(peak))
  }
  return worst
}

/** Yearly growth; null for less than a day. */
export function cagr(points: readonly Point[]): Decimal | null {
  const [first, last] = [points[0], points.at(-1)]
  if (!first || !last || last.at - first.at < dayMs) return null
  const years = decimal(String(last.at - first.at)).div(decimal(String(365 * dayMs)))
  const growth = totalReturn(points).plus(one)
  return growth.lte(zero) ? null : growth.pow(one.div(years)).minus(one)
}

/** What would have been worth at each point if the benchmark had been bought with everything at the first. */
export function holdingOf(
  points: readonly (Point & { benchmark: Decimal | null })[],
): (Decimal | null)[] {
  let units: Decimal | null = null
  // What came in while the benchmark had no price is bought with as soon as it has one.
  let waiting = points[0]?.equity ?? zero
  return points.map(({ flow, benchmark }, index) => {
    if (index > 0) waiting = waiting.plus(flow)
    if (!benchmark) return null
    units = (units ?? zero).plus(waiting.div(benchmark))
    waiting = zero
    return roundTo(units.times(benchmark), 8, 'half_even')
  })
}

/** Mean of the returns over their spread, for a year of `perYear` of them; null for too few. */
export function sharpe(points: readonly Point[], perYear: number): Decimal | null {
  const list = returnsOf(points)
  if (list.length < 2) return null
  const count = decimal(String(list.length))
  const mean = sum(list).div(count)
  const spread = sum(list.map((value) => value.minus(mean).pow(2)))
    .div(count.minus(one))
    .sqrt()
  return spread.isZero() ? null : mean.div(spread).times(decimal(String(perYear)).sqrt())
}

/** Results of trades: how many won, and what was won against what was lost. */
export function tradesOf(results: readonly Decimal[]): {
  winRate: Decimal | null
  profitFactor: Decimal | null
} {
  const won = results.filter((result) => result.gt(zero))
  const lost = results.filter((result) => result.lt(zero))
  const loss = sum(lost).negated()
  return {
    winRate:
      results.length === 0
        ? null
        : decimal(String(won.length)).div(decimal(String(results.length))),
    profitFactor: loss.isZero() ? null : sum(won).div(loss),
  }
}

/** A share in percent as text, to four digits. */
export function percentText(share: Decimal): string
export function percentText(share: Decimal | null): string | null
export function percentText(share: Decimal | null): string | null {
  return share && plainText(roundTo(share.times(hundred), 4, 'half_even'))
}

/** A ratio as text, to four digits. */
export function ratioText(value: Decimal | null): string | null {
  return value && plainText(roundTo(value, 4, 'half_even'))
}
