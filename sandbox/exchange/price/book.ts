import type { Listing } from '../markets.ts'
import { fraction } from '../random.ts'
import { gridFloor, gridUp, stepAt, volumeOf } from './grid.ts'
import type { Path } from './path.ts'

/** The book of the others stays as it is for so long; in every such moment there is at most one trade. */
export const momentMs = 3000
const levels = 30

/** Long ago there is one trade at most in so many moments, as large as theirs together: a year is soon added up. */
const sparseness = 20

/** The moment of an epoch time. */
export function momentOf(time: number): number {
  return Math.floor(time / momentMs)
}

/** One price of a book. */
export type Level = { price: number; volume: number }
/** A book, the best prices first. */
export type Book = { asks: Level[]; bids: Level[] }
/** Something that happened between two others. `side` is the taker's. */
export type Trade = { at: number; price: number; volume: number; side: 'bid' | 'ask' }

/** What others do in a market. */
export type Crowd = {
  /** The best prices in a moment, as they are at a time in it. */
  best(moment: number, time: number): { bid: number; ask: number }
  book(moment: number, time: number): Book
  /** The trade of a moment, if there is one. */
  trade(moment: number): Trade | undefined
}

const quietMoments = 140

/** Small values are common, large ones rare; 1 on average, about. */
function spread(share: number): number {
  return 0.15 + 2.6 * share ** 3
}

const busyMoments = 600

/** Some half hours are busy, most are calm: from 0.3 to 3 times the usual size of trades. */
function busyness(key: number, moment: number): number {
  return 0.3 + 2.7 * fraction(key, Math.floor(moment / busyMoments), 0, 13) ** 2
}

/** The people of one market: their orders and trades follow its path. Moments before `recent` are long ago. */
export function createCrowd(listing: Listing, key: number, path: Path, recent: number): Crowd {
  const { activity, trade_krw } = listing
  const sparseActivity = 1 - (1 - activity) ** sparseness
  const sparseSize = (sparseness * activity) / sparseActivity
  const quietness = 0.3 * (1 - activity) ** 2
  const best = (moment: number, time: number): { bid: number; ask: number } => {
    const middle = path.at(moment * momentMs, time)
    const half = middle * 0.0001 * (0.5 + fraction(key, moment, 0, 4))
    return { bid: gridFloor(middle - half), ask: gridUp(gridFloor(middle + half), 1) }
  }
  const side = (moment: number, from: number, direction: 1 | -1): Level[] => {
    const result: Level[] = []
    let price = from
    for (let index = 0; index < levels; index += 1) {
      const salt = index * 2 + (direction === 1 ? 1 : 0)
      const size = trade_krw * 2 * spread(fraction(key, moment, salt, 5))
      result.push({ price, volume: volumeOf(size, price) })
      const widest = Math.max(1, Math.round((price * 0.000_08) / stepAt(price)))
      const steps = 1 + Math.floor(fraction(key, moment, salt, 6) * widest)
      // Above a boundary steps are larger: the price there may not have moved at all.
      const next = gridFloor(
        direction === 1 ? gridUp(price, steps) : price - stepAt(price * 0.999_999) * steps,
      )
      price = direction === 1 && next <= price ? gridUp(price, 1) : next
    }
    return result.filter(({ price: one }, index) => index === 0 || one !== result[index - 1]?.price)
  }
  return {
    best,
    book(moment, time) {
      const { bid, ask } = best(moment, time)
      return { asks: side(moment, ask, 1), bids: side(moment, bid, -1) }
    },
    trade(moment) {
      const isSparse = moment < recent
      if (isSparse && moment % sparseness !== 0) return undefined
      if (fraction(key, moment, 0, 7) >= (isSparse ? sparseActivity : activity)) return undefined
      if (fraction(key, Math.floor(moment / quietMoments), 0, 8) < quietness) return undefined
      const at = moment * momentMs + Math.floor(fraction(key, moment, 0, 11) * (momentMs - 1)) + 1
      const { bid, ask } = best(moment, at)
      const isBuy = fraction(key, moment, 0, 9) < 0.5
      const price = isBuy ? ask : bid
      const size = spread(fraction(key, moment, 0, 10))
      const krw = trade_krw * size * busyness(key, moment) * (isSparse ? sparseSize : 1)
      return {
        at,
        price,
        volume: volumeOf(krw, price),
        side: isBuy ? 'bid' : 'ask',
      }
    },
  }
}
