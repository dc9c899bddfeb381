import { decimal, roundTo, zero, type Decimal } from '#core/money.ts'
import type { Side } from '../contract/values.ts'
import { volumePlaces } from './ticks.ts'

/** What others offer: a price and how much of it. Best first. */
export type Offer = { price: Decimal; size: Decimal }

/** An order that takes what is there: KRW when buying without a limit, else a volume. */
export type Taker = {
  side: Side
  krw: Decimal | null
  volume: Decimal | null
  /** Nothing is taken beyond it; null for any price. */
  limit: Decimal | null
}

/** One execution. `funds` is price × volume, exact; `fee` comes on top, exact too. */
export type Execution = { price: Decimal; volume: Decimal; funds: Decimal; fee: Decimal }

/** What came of a taker. */
export type Matched = {
  fills: Execution[]
  executed: Decimal
  funds: Decimal
  fee: Decimal
  /** KRW or volume that is left. */
  rest: Decimal
  /** Nothing is left that could be executed: the rest of a purchase by amount is below one step. */
  isDone: boolean
}

/** Whether a price is worse than the limit. */
function isBeyond(price: Decimal, { side, limit }: Taker): boolean {
  if (!limit) return false
  return side === 'buy' ? price.gt(limit) : price.lt(limit)
}

/**
 * Executes a taker against offers, level by level, as the exchange does: volumes are cut to eight
 * digits, amounts and fees are not. The real order of the reference data comes out digit for digit.
 */
export function match(offers: readonly Offer[], taker: Taker, feeRate: Decimal): Matched {
  const fills: Execution[] = []
  const isByAmount = taker.krw !== null
  let left = taker.krw ?? taker.volume ?? zero
  for (const { price, size } of offers) {
    if (isBeyond(price, taker)) break
    const wanted = isByAmount ? roundTo(left.div(price), volumePlaces, 'down') : left
    const volume = wanted.lt(size) ? wanted : roundTo(size, volumePlaces, 'down')
    if (volume.isZero()) break
    const funds = price.times(volume)
    fills.push({ price, volume, funds, fee: funds.times(feeRate) })
    left = left.minus(isByAmount ? funds : volume)
    if (wanted.lte(size)) break
  }
  const total = (pick: (one: Execution) => Decimal) =>
    fills.reduce((sum, one) => sum.plus(pick(one)), zero)
  const last = fills.at(-1)
  const step = decimal('0.00000001')
  const isDone = isByAmount ? last !== undefined && left.lt(last.price.times(step)) : left.isZero()
  return {
    fills,
    executed: total(({ volume }) => volume),
    funds: total(({ funds }) => funds),
    fee: total(({ fee }) => fee),
    rest: left,
    isDone,
  }
}

/** One candle never fills more than this part of its volume: others traded there too. */
const participation = decimal('0.1')

/** What a candle offers to whoever comes at its opening. */
export function offersOf(
  candle: { open: Decimal; volume: Decimal },
  tick: Decimal,
  side: Side,
): Offer[] {
  // A taker pays the spread: one step worse than the last price.
  const price = side === 'buy' ? candle.open.plus(tick) : candle.open.minus(tick)
  const size = roundTo(candle.volume.times(participation), volumePlaces, 'down')
  return price.gt(zero) && size.gt(zero) ? [{ price, size }] : []
}
