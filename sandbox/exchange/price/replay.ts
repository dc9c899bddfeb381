import { momentMs, type Book, type Trade } from './book.ts'
import { stepAt } from './grid.ts'

/** A candle of a file; `at` is its beginning. */
export type FileCandle = {
  at: number
  open: number
  high: number
  low: number
  close: number
  volume: number
}

/** A file of candles that a market replays, in order of time; where one is missing nobody traded. */
export type ReplayFile = { length_ms: number; candles: readonly FileCandle[] }

/** What others do in a market that replays a file, and nothing else. */
export type Replay = {
  trade(moment: number): Trade | undefined
  /** The last trade up to a time; the first price of the file before any. */
  last(time: number): Trade
  /** One level on each side, a step from the last price, with a tenth of the candle's volume. */
  book(time: number): Book
  /** The candle of a time: what was taken out of its book stays away until the next. */
  stretch(time: number): number
}

/** One candle is never filled with more than this part of its volume. */
const participation = 0.1

const cut = (volume: number): number => Math.floor(volume * 1e8 + 1e-6) / 1e8
const exact = (price: number): number => Number(price.toFixed(8))

/** The trades that make a candle: its opening, what it reached, and its close. */
function tradesOf({ at, open, high, low, close, volume }: FileCandle, length: number): Trade[] {
  if (volume <= 0) return []
  const moments = length / momentMs
  const reached = close >= open ? [low, high] : [high, low]
  const part = cut(volume / 4)
  const places = [0, Math.floor(moments / 4), Math.floor(moments / 2), moments - 1]
  let before = open
  return [open, ...reached, close].map((price, index): Trade => {
    const side = price >= before ? 'bid' : 'ask'
    before = price
    const size = index === 3 ? exact(volume - 3 * part) : part
    return { at: at + (places[index] ?? 0) * momentMs + 1, price, volume: size, side }
  })
}

/** Makes it; the file must not be empty. */
export function createReplay({ length_ms: length, candles }: ReplayFile): Replay {
  const known = new Map(candles.map((candle) => [candle.at, candle]))
  const trades = candles.flatMap((candle) => tradesOf(candle, length))
  const byMoment = new Map(trades.map((trade) => [Math.floor(trade.at / momentMs), trade]))
  const stretch = (time: number): number => time - (time % length)
  const last = (time: number): Trade => {
    let low = 0
    let high = trades.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((trades[middle]?.at ?? 0) <= time) low = middle + 1
      else high = middle
    }
    const first = candles[0]
    const none: Trade = { at: first?.at ?? 0, price: first?.open ?? 1, volume: 0, side: 'bid' }
    return trades[low - 1] ?? none
  }
  return {
    trade: (moment) => byMoment.get(moment),
    last,
    stretch,
    book(time) {
      const size = cut((known.get(stretch(time))?.volume ?? 0) * participation)
      const { price } = last(time)
      const step = stepAt(price)
      const level = (at: number) => (size > 0 && at > 0 ? [{ price: exact(at), volume: size }] : [])
      return { asks: level(price + step), bids: level(price - step) }
    },
  }
}
