import { zero, type Decimal } from '#core/money.ts'
import type { Side } from '../contract/values.ts'

/** A level of an order book on both sides. */
export type Level = { askPrice: Decimal; askSize: Decimal; bidPrice: Decimal; bidSize: Decimal }

/**
 * The average price that an order without a limit would get by walking through the book: `wanted` is
 * KRW when buying, coins when selling. What the levels do not hold counts at the last of them. Null
 * for an empty book.
 */
export function walkBook(book: readonly Level[], side: Side, wanted: Decimal): Decimal | null {
  const levels = book.map((level) =>
    side === 'buy'
      ? { price: level.askPrice, size: level.askSize }
      : { price: level.bidPrice, size: level.bidSize },
  )
  const last = levels.at(-1)
  if (!last || wanted.isZero()) return levels[0]?.price ?? null
  let left = wanted
  let volume = zero
  let funds = zero
  const take = (price: Decimal, size: Decimal) => {
    volume = volume.plus(size)
    funds = funds.plus(size.times(price))
    left = left.minus(side === 'buy' ? size.times(price) : size)
  }
  for (const { price, size } of levels) {
    const fits = side === 'buy' ? left.div(price) : left
    take(price, fits.lt(size) ? fits : size)
    if (left.lte(zero)) break
  }
  if (left.gt(zero)) take(last.price, side === 'buy' ? left.div(last.price) : left)
  return volume.isZero() ? last.price : funds.div(volume)
}
