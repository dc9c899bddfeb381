import type { Decimal } from '#core/money.ts'
import type { Interval } from '../contract/values.ts'
import type { OrderWish, RemoteOrder } from '../rules/order.ts'

/**
 * What became of a request. Only `unknown` leaves open whether it took effect; `unavailable` says
 * that it certainly did not reach the exchange's books (refused connection, limits, own circuit).
 */
export type Outcome<T> =
  | { kind: 'ok'; value: T }
  /** The exchange understood it and said no, by this name. */
  | { kind: 'rejected'; code: string; message: string }
  | { kind: 'not_found' }
  | { kind: 'throttled'; retryAfterMs: number }
  /** Banned for a while (418), or locked out by key or address. */
  | { kind: 'blocked'; retryAfterMs: number; code: string }
  | { kind: 'unavailable'; reason: string }
  | { kind: 'unknown'; reason: string }

/** A market with its names. */
export type Market = {
  market: string
  korean_name: string
  english_name: string
  warning: boolean
}

/** Last price and what is around it. */
export type Ticker = {
  market: string
  price: Decimal
  /** Since 09:00 in Seoul, as a share of one. */
  changeRate: Decimal
  volume24hKrw: Decimal
  /** When it was true, by the exchange's clock. */
  at: number
}

/** A candle; the newest one may still be forming. */
export type RawCandle = {
  at: number
  open: Decimal
  high: Decimal
  low: Decimal
  close: Decimal
  volume: Decimal
}

/** Steps of prices at the current price. */
export type Instrument = { market: string; tickSize: Decimal }

/** A level of the book on both sides. */
export type BookLevel = { askPrice: Decimal; askSize: Decimal; bidPrice: Decimal; bidSize: Decimal }

/** What the account holds of a currency. */
export type Holding = {
  currency: string
  balance: Decimal
  locked: Decimal
  avgBuyPrice: Decimal
}

/** The rules for orders of this account in a market, and its two balances. */
export type Chance = {
  bidFee: Decimal
  askFee: Decimal
  minTotal: Decimal
  maxTotal: Decimal
  active: boolean
  bid: Holding
  ask: Holding
}

/** An order in a list, by both of its names. */
export type ListedOrder = RemoteOrder & { identifier: string | null; market: string }

/** How the connection is doing. */
export type ExchangeHealth = {
  state: 'ok' | 'degraded' | 'down'
  /** What has locked us out (`banned`, `expired_access_key`, …), until a request succeeds again. */
  lockedBy: string | null
  /** For how much longer, in milliseconds, by its own word; null when nothing has. */
  lockedMs: number | null
  /** Why the last request failed; null when it did not. */
  failure: string | null
  latencyMs: number | null
  /** How long ago the last request ended; null before the first. */
  ageMs: number | null
  /** Their clock minus ours. */
  skewMs: number | null
  remaining: { order: number | null; default: number | null }
}

/** What goes first when requests must wait for each other. */
export type Priority = 'order' | 'reconcile' | 'quotes' | 'charts'

/** What anybody may ask of an exchange. */
export type Quotations = {
  markets(): Promise<Outcome<Market[]>>
  tickers(markets: readonly string[], priority?: Priority): Promise<Outcome<Ticker[]>>
  /** Newest last, at most 200 before an instant. Intervals without a trade are not there. */
  candles(
    market: string,
    interval: Interval,
    range: { count: number; to?: number | undefined },
  ): Promise<Outcome<RawCandle[]>>
  instruments(markets: readonly string[]): Promise<Outcome<Instrument[]>>
  book(market: string): Promise<Outcome<BookLevel[]>>
}

/** Whether a request that waited for its turn is still to be sent. */
export type IsWanted = () => Promise<boolean>

/** An exchange as this module uses it, with an account; Upbit is the one that is built in. */
export type ExchangePort = Quotations & {
  accounts(): Promise<Outcome<Holding[]>>
  chance(market: string, priority?: Priority): Promise<Outcome<Chance>>
  /** Places an order, unless it is not wanted any more when its turn comes. */
  place(wish: OrderWish, identifier: string, isWanted: IsWanted): Promise<Outcome<RemoteOrder>>
  /** Has an order checked without placing it. */
  tryOut(wish: OrderWish): Promise<Outcome<null>>
  get(by: { identifier: string } | { uuid: string }): Promise<Outcome<ListedOrder>>
  cancel(by: { identifier: string } | { uuid: string }): Promise<Outcome<RemoteOrder>>
  open(): Promise<Outcome<ListedOrder[]>>
  /** Orders that ended since an instant, newest first. */
  closed(since: number, market: string): Promise<Outcome<ListedOrder[]>>
  byIdentifiers(identifiers: readonly string[]): Promise<Outcome<ListedOrder[]>>
  health(): ExchangeHealth
}
