import { toNumber, type Amount } from '../amounts.ts'
import type { Desk } from '../desk.ts'
import type { OrderEvent } from '../orders/matching.ts'
import type { Trade } from '../price/book.ts'
import type { Market } from '../price/market.ts'
import { bookJson, candleJson, candlesBefore, tickerJson } from '../rest/quotes.ts'
import { streamInterval } from '../rest/intervals.ts'
import { currenciesOf, holdingOf, type ExchangeState } from '../state.ts'

/** A message of a stream before it is written in a format. */
export type Message = Record<string, unknown>

const left = new Set(['market', 'trade_date_kst', 'trade_time_kst'])

function without(json: Message, names: ReadonlySet<string>): Message {
  return Object.fromEntries(Object.entries(json).filter(([key]) => !names.has(key)))
}

function askBid(side: 'bid' | 'ask'): string {
  return side === 'bid' ? 'BID' : 'ASK'
}

/** The ticker of a market. */
export function tickerMessage(market: Market, now: number): Message {
  const { state, warning } = market.state
  const day = now - (now % 86_400_000)
  // Who began the trades of the day is not counted apart: half of them, as the crowd does (assumed).
  const { volume = 0 } = market.candle(day, now + 1, now) ?? {}
  return {
    type: 'ticker',
    code: market.state.market,
    ...without(tickerJson(market, now), left),
    ask_bid: askBid(market.last(now).side),
    acc_ask_volume: volume / 2,
    acc_bid_volume: volume / 2,
    market_state: state === 'active' ? 'ACTIVE' : state === 'delisted' ? 'DELISTED' : 'PREVIEW',
    is_trading_suspended: state === 'halted',
    delisting_date: null,
    market_warning: warning ? 'CAUTION' : 'NONE',
  }
}

/** One trade, with the best prices after it. `n` tells trades of one millisecond apart. */
export function tradeMessage(market: Market, trade: Trade, n: number): Message {
  const book = market.book(trade.at)
  const ticker = tickerJson(market, trade.at)
  const time = new Date(trade.at).toISOString()
  return {
    type: 'trade',
    code: market.state.market,
    trade_price: trade.price,
    trade_volume: trade.volume,
    ask_bid: askBid(trade.side),
    prev_closing_price: ticker['prev_closing_price'],
    change: ticker['change'],
    change_price: ticker['change_price'],
    trade_date: time.slice(0, 10),
    trade_time: time.slice(11, 19),
    trade_timestamp: trade.at,
    timestamp: trade.at,
    sequential_id: trade.at * 10_000 + 2 * n,
    best_ask_price: book.asks[0]?.price,
    best_ask_size: book.asks[0]?.volume,
    best_bid_price: book.bids[0]?.price,
    best_bid_size: book.bids[0]?.volume,
  }
}

/** The book of a market. */
export function bookMessage(desk: Desk, market: Market, now: number): Message {
  return {
    type: 'orderbook',
    code: market.state.market,
    ...without(bookJson(desk, market, now), left),
  }
}

/** The newest candle of a stream such as `candle.1m`; none before the first trade. */
export function candleMessage(market: Market, type: string, now: number): Message[] {
  const interval = streamInterval(type)
  if (!interval) return []
  const range = { to: now + 1, count: 1, now }
  return candlesBefore(market, interval, range).map((candle) => ({
    type,
    code: market.state.market,
    ...without(candleJson(market, interval, candle), new Set(['market', 'unit'])),
  }))
}

const number = (value: Amount | null): number | null => (value === null ? null : toNumber(value))

/** What a message tells of the trade it is about; nothing when it is about something else. */
function fillPart(fill: OrderEvent['fill']): Message {
  if (!fill) return { trade_uuid: null, trade_fee: null, is_maker: null, trade_timestamp: null }
  const { uuid, fee, is_maker, at } = fill
  return { trade_uuid: uuid, trade_fee: toNumber(fee), is_maker, trade_timestamp: at }
}

/** What happened to one of the account's orders. */
export function orderMessage({ order, kind, fill, at }: OrderEvent): Message {
  const { executed_volume, executed_funds, volume } = order
  const average = executed_volume === 0n ? 0 : toNumber(executed_funds) / toNumber(executed_volume)
  const rest = volume === null ? 0n : volume - executed_volume - order.prevented_volume
  return {
    type: 'myOrder',
    code: order.market,
    uuid: order.uuid,
    ask_bid: askBid(order.side),
    order_type: order.ord_type,
    state: kind,
    price: number(fill?.price ?? order.price),
    avg_price: average,
    volume: number(fill?.volume ?? order.volume),
    remaining_volume: number(rest),
    executed_volume: number(executed_volume),
    trades_count: order.fills.length,
    reserved_fee: number(order.reserved_fee),
    remaining_fee: number(order.side === 'ask' ? 0n : order.reserved_fee - order.paid_fee),
    paid_fee: number(order.paid_fee),
    locked: number(order.locked),
    executed_funds: number(executed_funds),
    time_in_force: order.time_in_force,
    ...fillPart(fill),
    identifier: order.identifier,
    smp_type: order.smp_type,
    prevented_volume: number(order.prevented_volume),
    prevented_locked: number(order.prevented_locked),
    order_timestamp: order.created_at,
    timestamp: at,
    stream_type: 'REALTIME',
  }
}

/** What the account has of the currencies of a market. */
export function assetMessage(
  state: ExchangeState,
  market: string,
  uuid: string,
  at: number,
): Message {
  const { quote, base } = currenciesOf(market)
  const assets = [quote, base].map((currency) => {
    const { balance, locked } = holdingOf(state, currency)
    return { currency, balance: toNumber(balance), locked: toNumber(locked) }
  })
  return {
    type: 'myAsset',
    asset_uuid: uuid,
    assets,
    asset_timestamp: at,
    timestamp: at,
    stream_type: 'REALTIME',
  }
}
