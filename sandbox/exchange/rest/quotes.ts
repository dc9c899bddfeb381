import type { Desk } from '../desk.ts'
import { toNumber, formatAmount, type Amount } from '../amounts.ts'
import { wanted } from '../orders/ledger.ts'
import { restingOrders } from '../orders/matching.ts'
import type { Trade } from '../price/book.ts'
import type { Candle } from '../price/candles.ts'
import { stepAt, exactPrice } from '../price/grid.ts'
import type { Market } from '../price/market.ts'
import { intervalOf, type Interval } from './intervals.ts'

const dayMs = 86_400_000
const kstMs = 9 * 3_600_000

/** A number with as many decimals as the service gives rates. */
function rate(value: number): number {
  return Number(value.toFixed(10))
}

/** `2026-03-11T14:40:00`. */
function plainTime(at: number): string {
  return new Date(at).toISOString().slice(0, 19)
}

function compactDate(at: number): string {
  return plainTime(at).slice(0, 10).replaceAll('-', '')
}

function compactTime(at: number): string {
  return plainTime(at).slice(11).replaceAll(':', '')
}

/** RISE, FALL or EVEN, and by how much. */
function change(price: number, before: number): { name: string; price: number; rate: number } {
  const difference = price - before
  const name = difference > 0 ? 'RISE' : difference < 0 ? 'FALL' : 'EVEN'
  return { name, price: Number(difference.toFixed(8)), rate: rate(difference / before) }
}

/** The price with which yesterday (in UTC) ended. */
function closedYesterday(market: Market, now: number): number {
  const day = now - (now % dayMs)
  return market.last(day - 1).price
}

/** A stretch of time in which nobody traded, at the last price before. */
function untraded({ at, price }: Trade): Candle {
  return { at, open: price, high: price, low: price, close: price, volume: 0, value: 0, last: at }
}

/** The ticker of a market, as REST answers it. */
export function tickerJson(market: Market, now: number): Record<string, unknown> {
  const last = market.last(now)
  const today = market.candle(now - (now % dayMs), now + 1, now) ?? untraded(last)
  const past = market.candle(now - dayMs, now + 1, now) ?? untraded(last)
  const before = closedYesterday(market, now)
  const { name, price, rate: part } = change(last.price, before)
  const { high, low } = market.year(now)
  const highest = today.high > high.price ? { price: today.high, at: now } : high
  const lowest = today.low < low.price ? { price: today.low, at: now } : low
  return {
    market: market.state.market,
    trade_date: compactDate(last.at),
    trade_time: compactTime(last.at),
    trade_date_kst: compactDate(last.at + kstMs),
    trade_time_kst: compactTime(last.at + kstMs),
    trade_timestamp: last.at,
    opening_price: today.open,
    high_price: today.high,
    low_price: today.low,
    trade_price: last.price,
    prev_closing_price: before,
    change: name,
    change_price: Math.abs(price),
    change_rate: Math.abs(part),
    signed_change_price: price,
    signed_change_rate: part,
    trade_volume: last.volume,
    acc_trade_price: today.value,
    acc_trade_price_24h: past.value,
    acc_trade_volume: today.volume,
    acc_trade_volume_24h: past.volume,
    highest_52_week_price: highest.price,
    highest_52_week_date: plainTime(highest.at).slice(0, 10),
    lowest_52_week_price: lowest.price,
    lowest_52_week_date: plainTime(lowest.at).slice(0, 10),
    timestamp: now,
  }
}

/** One candle, as REST answers it. `before` is the close of the candle before, which only days show. */
export function candleJson(
  market: Market,
  interval: Interval,
  candle: Candle,
): Record<string, unknown> {
  const { unit, count } = interval
  const shared = {
    market: market.state.market,
    candle_date_time_utc: plainTime(candle.at),
    candle_date_time_kst: plainTime(candle.at + kstMs),
    opening_price: candle.open,
    high_price: candle.high,
    low_price: candle.low,
    trade_price: candle.close,
    timestamp: candle.last,
    candle_acc_trade_price: candle.value,
    candle_acc_trade_volume: Number(candle.volume.toFixed(8)),
  }
  if (unit === 'seconds') return shared
  if (unit === 'minutes') return { ...shared, unit: count ?? 1 }
  if (unit !== 'days') return { ...shared, first_day_of_period: plainTime(candle.at).slice(0, 10) }
  const before = market.last(candle.at - 1).price
  const { price, rate: part } = change(candle.close, before)
  return { ...shared, prev_closing_price: before, change_price: price, change_rate: part }
}

/** The newest candles that begin before `to`, newest first. There is none for an interval without a trade. */
export function candlesBefore(
  market: Market,
  interval: Interval,
  { to, count, now }: { to: number; count: number; now: number },
): Candle[] {
  const found: Candle[] = []
  let start = interval.startOf(Math.min(to - 1, now))
  while (found.length < count && interval.after(start) > market.opened) {
    const candle = market.candle(start, interval.after(start), now)
    if (candle) found.push(candle)
    start = interval.startOf(start - 1)
  }
  return found
}

/** The interval of a candle call, from the parts of its path. */
export function askedInterval(unit: string, count: string): Interval | undefined {
  return intervalOf(unit, count === '' ? undefined : Number(count))
}

function withOwn(
  desk: Desk,
  market: Market,
  side: 'bid' | 'ask',
  levels: { price: number; volume: number }[],
): { price: number; volume: number }[] {
  const sums = new Map(levels.map(({ price, volume }) => [price, volume]))
  for (const order of restingOrders(desk.state, market.state.market, side)) {
    const limit: Amount = order.price ?? 0n
    const price = toNumber(limit)
    sums.set(price, Number(((sums.get(price) ?? 0) + toNumber(wanted(order, limit))).toFixed(8)))
  }
  return [...sums]
    .map(([price, volume]) => ({ price, volume }))
    .sort((a, b) => (side === 'bid' ? b.price - a.price : a.price - b.price))
}

/** The book of a market with the account's own orders in it. */
export function bookJson(
  desk: Desk,
  market: Market,
  now: number,
  count = 30,
): Record<string, unknown> {
  const book = market.book(now)
  const asks = withOwn(desk, market, 'ask', book.asks)
  const bids = withOwn(desk, market, 'bid', book.bids).filter(
    ({ price }) => price < (asks[0]?.price ?? Infinity),
  )
  const units = asks.slice(0, count).flatMap((ask, index) => {
    const bid = bids[index]
    return bid
      ? [{ ask_price: ask.price, bid_price: bid.price, ask_size: ask.volume, bid_size: bid.volume }]
      : []
  })
  const sum = (pick: (unit: (typeof units)[number]) => number): number =>
    Number(units.reduce((total, unit) => total + pick(unit), 0).toFixed(8))
  return {
    market: market.state.market,
    timestamp: now,
    total_ask_size: sum(({ ask_size }) => ask_size),
    total_bid_size: sum(({ bid_size }) => bid_size),
    orderbook_units: units,
    level: 0,
  }
}

/** Tick and levels of a market at its price of now. */
export function instrumentJson(market: Market, now: number): Record<string, unknown> {
  const tick = exactPrice(stepAt(market.last(now).price))
  const levels = [10n, 100n, 1000n, 10_000n, 100_000n].map((factor) => formatAmount(tick * factor))
  return {
    market: market.state.market,
    quote_currency: 'KRW',
    tick_size: formatAmount(tick),
    supported_levels: ['0', ...levels],
  }
}

/** The newest trades before a time, newest first. */
export function tradesJson(
  market: Market,
  { to, count, cursor }: { to: number; count: number; cursor: number },
): Record<string, unknown>[] {
  const hour = 3_600_000
  const found: Record<string, unknown>[] = []
  for (let end = to; found.length < count && end > market.opened; end -= hour) {
    const trades = market.trades(end - hour, end)
    const before = closedYesterday(market, end - 1)
    const numbered = trades.map((trade, index) => {
      const same = trades.slice(0, index).filter(({ at }) => at === trade.at).length
      return {
        market: market.state.market,
        trade_date_utc: plainTime(trade.at).slice(0, 10),
        trade_time_utc: plainTime(trade.at).slice(11),
        timestamp: trade.at,
        trade_price: trade.price,
        trade_volume: trade.volume,
        prev_closing_price: before,
        change_price: change(trade.price, before).price,
        ask_bid: trade.side === 'bid' ? 'BID' : 'ASK',
        sequential_id: trade.at * 10_000 + 2 * same,
      }
    })
    found.push(...numbered.filter(({ sequential_id }) => sequential_id < cursor).reverse())
  }
  return found.slice(0, count)
}
