import type { Desk } from '../desk.ts'
import { ExchangeError } from '../errors.ts'
import type { Market } from '../price/market.ts'
import type { Call, Route } from './call.ts'
import { groups } from './limits.ts'
import {
  askedInterval,
  bookJson,
  candleJson,
  candlesBefore,
  instrumentJson,
  tickerJson,
  tradesJson,
} from './quotes.ts'

const dayMs = 86_400_000

function missing(): ExchangeError {
  return new ExchangeError(
    400,
    400,
    'Missing request parameter error. Check the required parameters!',
  )
}

function mismatch(): ExchangeError {
  return new ExchangeError(400, 400, 'Type mismatch error. Check the parameters type!')
}

function findMarket(desk: Desk, name: string): Market {
  const market = desk.market(name)
  if (!market || market.state.state === 'delisted')
    throw new ExchangeError(404, 404, 'Code not found')
  return market
}

function askedMarket(desk: Desk, call: Call): Market {
  const name = call.one('market')
  if (name === undefined) throw missing()
  return findMarket(desk, name)
}

function askedMarkets(desk: Desk, call: Call): Market[] {
  const names = call.one('markets')
  if (names === undefined || names === '') throw missing()
  return names.split(',').map((name) => findMarket(desk, name.trim()))
}

function askedCount(call: Call, largest: number): number {
  const text = call.one('count') ?? '1'
  const count = Number(text)
  if (!Number.isInteger(count) || count < 1) throw mismatch()
  return Math.min(count, largest)
}

/** An end in ISO 8601, with a space or a T; in UTC unless it says otherwise. */
function askedEnd(call: Call): number {
  const text = call.one('to')
  if (text === undefined || text === '') return Infinity
  const iso = text.replace(' ', 'T')
  const end = Date.parse(/(Z|[+-]\d\d:?\d\d)$/.test(iso) ? iso : `${iso}Z`)
  if (Number.isNaN(end)) throw mismatch()
  return end
}

function marketJson({ listing, state }: Market, withDetails: boolean): Record<string, unknown> {
  const { market, korean_name, english_name } = listing
  const caution = {
    PRICE_FLUCTUATIONS: false,
    TRADING_VOLUME_SOARING: false,
    DEPOSIT_AMOUNT_SOARING: false,
    GLOBAL_PRICE_DIFFERENCES: false,
    CONCENTRATION_OF_SMALL_ACCOUNTS: false,
  }
  const market_event = { warning: state.warning, caution }
  return { market, korean_name, english_name, ...(withDetails && { market_event }) }
}

function candles(desk: Desk, call: Call, unit: string, size: string): unknown {
  const market = askedMarket(desk, call)
  const interval = askedInterval(unit, size)
  if (!interval) throw mismatch()
  const range = {
    to: askedEnd(call),
    count: askedCount(call, 200),
    now: call.now,
  }
  return candlesBefore(market, interval, range).map((candle) =>
    candleJson(market, interval, candle),
  )
}

function tradesEnd(call: Call): number {
  const ago = Number(call.one('days_ago') ?? '0')
  if (!Number.isInteger(ago) || ago < 0 || ago > 7) throw mismatch()
  const end = call.one('to')
  const day = call.now - (call.now % dayMs) - ago * dayMs
  if (end === undefined) return ago === 0 ? call.now + 1 : day + dayMs
  const [, hours, minutes, seconds] = /^(\d\d):?(\d\d):?(\d\d)$/.exec(end) ?? []
  if (seconds === undefined) throw mismatch()
  const time = ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000
  return Math.min(day + time, call.now + 1)
}

/** Adds what everybody may ask: markets, prices, candles, books, trades. */
export function addQuotation(route: Route, desk: Desk): void {
  route('GET', '/market/all', { group: groups.market }, (call) => {
    const withDetails = /^true$/i.test(call.one('is_details') ?? call.one('isDetails') ?? '')
    return desk.markets().map((market) => marketJson(market, withDetails))
  })
  route('GET', '/ticker', { group: groups.ticker }, (call) =>
    askedMarkets(desk, call).map((market) => tickerJson(market, call.now)),
  )
  route('GET', '/ticker/all', { group: groups.ticker }, (call) => {
    const quotes = (call.one('quote_currencies') ?? '')
      .split(',')
      .map((one) => one.trim().toUpperCase())
    const all = quotes.includes('KRW') ? desk.markets() : []
    return all.map((market) => tickerJson(market, call.now))
  })
  route('GET', '/candles/minutes/:size', { group: groups.candles }, (call) =>
    candles(desk, call, 'minutes', call.param('size')),
  )
  for (const unit of ['seconds', 'minutes', 'days', 'weeks', 'months', 'years'])
    route('GET', `/candles/${unit}`, { group: groups.candles }, (call) =>
      candles(desk, call, unit, ''),
    )
  route('GET', '/trades/ticks', { group: groups.trades }, (call) =>
    tradesJson(askedMarket(desk, call), {
      to: tradesEnd(call),
      count: askedCount(call, 500),
      cursor: Number(call.one('cursor') ?? Infinity),
    }),
  )
  route('GET', '/orderbook', { group: groups.orderbook }, (call) => {
    const count = Number(call.one('count') ?? '30')
    return askedMarkets(desk, call).map((market) => bookJson(desk, market, call.now, count))
  })
  route('GET', '/orderbook/instruments', { group: groups.orderbook }, (call) =>
    askedMarkets(desk, call).map((market) => instrumentJson(market, call.now)),
  )
}
