import { amount, toNumber } from '../amounts.ts'
import type { Listing } from '../markets.ts'
import { historyDays, type ExchangeState, type MarketState, type PrintedTrade } from '../state.ts'
import { createCrowd, momentMs, momentOf, type Book, type Level, type Trade } from './book.ts'
import { candleOf, joined, type Candle } from './candles.ts'
import { createPath, type Path } from './path.ts'
import { createReplay } from './replay.ts'

const minuteMs = 60_000
const hourMs = 3_600_000
const dayMs = 86_400_000
/** How long after the first price trades are as many as they are today. */
const denseFrom = (historyDays - 3) * dayMs

/** The public side of one market: its people, trades and candles. */
export type Market = {
  readonly listing: Listing
  readonly state: MarketState
  readonly path: Path
  /** Nobody traded before: epoch milliseconds. */
  readonly opened: number
  /** The book of the others at a time, without what was taken out of it. */
  book(time: number): Book
  /** What the book of a time belongs to: what is taken out of it stays away until the next. */
  stretch(time: number): number
  /** The trade between others in a moment, if there is one. */
  trade(moment: number): Trade | undefined
  /** Trades with `from` <= time < `to`, in order of time. */
  trades(from: number, to: number): Trade[]
  /** The last trade up to a time (included); the first price of the market before any. */
  last(time: number): Trade
  /** The candle of [from, to), of trades up to `now` only. */
  candle(from: number, to: number, now: number): Candle | undefined
  /** Highest and lowest price of the year before, looked at every six hours. */
  year(now: number): { high: Extreme; low: Extreme }
}

function left(state: MarketState, stretch: number, side: 'bid' | 'ask', levels: Level[]): Level[] {
  if (state.taken.moment !== stretch) return levels
  return levels.flatMap((level) => {
    const taken = state.taken.volumes.get(takenKey(side, level.price))
    if (taken === undefined) return [level]
    const volume = amount(level.volume.toFixed(8)) - taken
    return volume > 0n ? [{ ...level, volume: toNumber(volume) }] : []
  })
}

/** How a level is named among those that were taken from. */
export function takenKey(side: 'bid' | 'ask', price: number): string {
  return `${side}:${price}`
}

/** The first trade at or after a time. */
function firstAt(printed: readonly PrintedTrade[], time: number): number {
  let low = 0
  let high = printed.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((printed[middle]?.at ?? 0) < time) low = middle + 1
    else high = middle
  }
  return low
}

/** An extreme price and when it was. */
export type Extreme = { price: number; at: number }

/** Largest first: a candle is put together from those of its parts. */
const parts: readonly number[] = [dayMs, hourMs, minuteMs]

function createCandles(
  trades: Market['trades'],
  opened: number,
): (from: number, to: number, now: number) => Candle | undefined {
  const closed = parts.map(() => new Map<number, Candle | null>())
  const whole = (level: number, at: number, now: number): Candle | undefined => {
    const length = parts[level] ?? minuteMs
    const end = at + length
    // Minutes are made anew: to remember a year of them costs more than it saves.
    if (length === minuteMs) return candleOf(at, trades(at, Math.min(end, now + 1)))
    const known = closed[level]?.get(at)
    if (known !== undefined) return known ?? undefined
    const made = collect(at, end, now, level + 1)
    if (end <= now) closed[level]?.set(at, made ?? null)
    return made
  }
  const collect = (from: number, to: number, now: number, level: number): Candle | undefined => {
    const found: Candle[] = []
    let at = Math.max(from, opened)
    while (at < to && at <= now) {
      const fitting = parts.findIndex(
        (length, index) => index >= level && at % length === 0 && at + length <= to,
      )
      const length = parts[fitting]
      const candle =
        length === undefined
          ? candleOf(at, trades(at, Math.min(to, at - (at % minuteMs) + minuteMs, now + 1)))
          : whole(fitting, at, now)
      if (candle) found.push(candle)
      at = length === undefined ? Math.min(to, at - (at % minuteMs) + minuteMs) : at + length
    }
    return joined(from, found)
  }
  return (from, to, now) => collect(from, to, now, 0)
}

/** Puts a market together. `key` sets its randomness apart from that of others. */
export function createMarket(
  listing: Listing,
  state: MarketState,
  exchange: ExchangeState,
  key: number,
): Market {
  const replay = state.replay ? createReplay(state.replay) : null
  const opened = state.replay?.candles[0]?.at ?? exchange.opened_at
  const free = createPath(listing, key, () => state.moves)
  const path: Path = replay
    ? { at: (time) => replay.last(time).price, free: (time) => replay.last(time).price }
    : free
  const crowd = createCrowd(listing, key, path, momentOf(exchange.opened_at + denseFrom))
  const stretch = (time: number): number => replay?.stretch(time) ?? momentOf(time)
  const trade = (moment: number): Trade | undefined => {
    const found = (replay ?? crowd).trade(moment)
    if (!found || state.halts.length === 0) return found
    const isHalted = state.halts.some(
      ({ from, to }) => found.at >= from && (to === null || found.at < to),
    )
    return isHalted ? undefined : found
  }
  const trades: Market['trades'] = (from, to) => {
    const found: Trade[] = []
    const start = Math.max(from, opened)
    for (let moment = momentOf(start); moment * momentMs < to; moment += 1) {
      const one = trade(moment)
      if (one && one.at >= start && one.at < to) found.push(one)
    }
    // The candles of a file stay what they are.
    if (state.printed.length === 0 || replay) return found
    const own = state.printed.slice(firstAt(state.printed, start), firstAt(state.printed, to))
    const printed = own.map((one) => ({
      ...one,
      price: toNumber(one.price),
      volume: toNumber(one.volume),
    }))
    return [...found, ...printed].sort((a, b) => a.at - b.at)
  }
  let year: { day: number; high: Extreme; low: Extreme } | undefined
  return {
    listing,
    state,
    path,
    opened,
    book(time) {
      const of = stretch(time)
      const { asks, bids } = replay?.book(time) ?? crowd.book(momentOf(time), time)
      return { asks: left(state, of, 'ask', asks), bids: left(state, of, 'bid', bids) }
    },
    stretch,
    trade,
    trades,
    last(time) {
      if (replay) return replay.last(time)
      for (let to = time + 1; to > opened; to -= minuteMs) {
        const found = trades(to - minuteMs, to).at(-1)
        if (found) return found
      }
      const at = opened
      return { at, price: crowd.best(momentOf(at), at).bid, volume: 0, side: 'bid' }
    },
    candle: createCandles(trades, opened),
    year(now) {
      const day = Math.floor(now / dayMs)
      if (year?.day === day) return year
      const start = Math.max(opened, (day - 364) * dayMs)
      const seen: Extreme[] = []
      for (let at = start; at <= now; at += 6 * hourMs)
        seen.push({ at, price: crowd.best(momentOf(at), at).bid })
      const [first = { at: now, price: listing.price }] = seen
      const high = seen.reduce((best, one) => (one.price > best.price ? one : best), first)
      const low = seen.reduce((best, one) => (one.price < best.price ? one : best), first)
      year = { day, high, low }
      return year
    },
  }
}
