import type { Amount } from './amounts.ts'
import { amount } from './amounts.ts'
import { listings } from './markets.ts'
import type { ReplayFile } from './price/replay.ts'

/** What a key may do; the names are those of the key page of the service. */
export const permissions = ['asset_view', 'order_view', 'order'] as const
/** One of them. */
export type Permission = (typeof permissions)[number]

/** A key of the account. `expires_at` is epoch milliseconds; no `ips` means from everywhere. */
export type ApiKey = {
  access_key: string
  secret_key: string
  permissions: readonly Permission[]
  ips: readonly string[]
  expires_at: number
}

/** What the account holds of a currency; `locked` is held by open orders and not part of `balance`. */
export type Holding = {
  balance: Amount
  locked: Amount
  /** Average price paid, without fees. */
  avg_buy_price: Amount
}

/** `bid` buys. */
export type Side = 'bid' | 'ask'

/** How the path of a market's price changes from `at` on (epoch milliseconds): it stands still, or is scaled. */
export type Move = { at: number } & (
  | { hold: number }
  /** `factor` is reached from `from_factor` within `over_ms`. */
  | { factor: number; from_factor: number; over_ms: number }
)

/** A trade that the account took part in as taker, or that control asked for. Newest last. */
export type PrintedTrade = { at: number; price: Amount; volume: Amount; side: Side }

/** What is known of a market beside its price path. */
export type MarketState = {
  market: string
  state: 'active' | 'halted' | 'delisted'
  warning: boolean
  /** The smallest value of an order in KRW. */
  min_total: Amount
  moves: Move[]
  printed: PrintedTrade[]
  /** When nobody could trade; `to` is null while it lasts. */
  halts: { from: number; to: number | null }[]
  /** Trades of others were matched against resting orders up to this time. */
  matched_until: number
  /** The candles that are its only trades; null while it moves by itself. */
  replay: ReplayFile | null
  /** What was taken out of the book of one moment: `bid:103460000` to volume. */
  taken: { moment: number; volumes: Map<string, Amount> }
}

/** A trade of one of the account's orders. */
export type Fill = {
  uuid: string
  price: Amount
  volume: Amount
  funds: Amount
  fee: Amount
  is_maker: boolean
  trend: 'up' | 'down'
  at: number
}

/** How an order ends when it cannot be matched at once. */
export type TimeInForce = 'ioc' | 'fok' | 'post_only'

/** An order of the account. Amounts that its type does not have are null. */
export type Order = {
  uuid: string
  identifier: string | null
  market: string
  side: Side
  ord_type: 'limit' | 'price' | 'market' | 'best'
  time_in_force: TimeInForce | null
  smp_type: 'cancel_maker' | 'cancel_taker' | 'reduce' | null
  price: Amount | null
  volume: Amount | null
  state: 'wait' | 'done' | 'cancel'
  created_at: number
  closed_at: number | null
  /** What was locked when the order was placed: KRW with the fee for bids, coins for asks. */
  reserved: Amount
  reserved_fee: Amount
  /** What of it is not used up. Keeps its last value when the order ends. */
  locked: Amount
  paid_fee: Amount
  prevented_volume: Amount
  prevented_locked: Amount
  executed_volume: Amount
  executed_funds: Amount
  fills: Fill[]
  /** When it reaches the book; null once it has. */
  arrives_at: number | null
  /** When an asked-for cancellation takes effect. */
  cancels_at: number | null
  /** Volume that stands before it at its price. */
  queue: Amount
  /** Makes this order when it is cancelled. */
  successor: Order | null
}

/** How fast the exchange works, in milliseconds; from and to. */
export type Pace = { fill_ms: readonly [number, number]; cancel_ms: readonly [number, number] }

/** Everything that the emulated exchange knows. */
export type ExchangeState = {
  seed: number
  /** Midnight UTC of the day on which trading began. */
  opened_at: number
  keys: ApiKey[]
  holdings: Map<string, Holding>
  orders: Map<string, Order>
  /** Those of them that are not over, by uuid; the oldest first. */
  open: Map<string, true>
  /** Identifiers that were used, also by orders that failed; null when there is no order. */
  identifiers: Map<string, string | null>
  /** Nonces and when they were used. */
  nonces: Map<string, number>
  markets: Map<string, MarketState>
  pace: Pace
  /** How much the exchange's own clock is ahead. */
  skew_ms: number
  /** How many identifiers were made. */
  made: number
  /** KRW and coins that came in, minus what went out; for the check that nothing is lost. */
  deposited: Map<string, Amount>
}

/** How many days of prices there are before a world begins. */
export const historyDays = 400
const dayMs = 86_400_000

/** The keys of the sandbox; worthless outside of it. */
export const sandboxKey = {
  access_key: 'SANDBOXsandboxSANDBOXsandboxSANDBOXaccess',
  secret_key: 'SANDBOXsandboxSANDBOXsandboxSANDBOXsecret',
}

/** The fee for both sides, also of makers. */
export const feeRate = amount('0.0005')

/** What every account begins with. */
export const startKrw = amount('10000000')

/** The exchange on its first day: one account, one key that may do everything but withdraw. */
export function freshExchange(now: number, seed = 1): ExchangeState {
  const today = Math.floor(now / dayMs) * dayMs
  return {
    seed,
    opened_at: today - historyDays * dayMs,
    keys: [{ ...sandboxKey, permissions, ips: [], expires_at: now + 365 * dayMs }],
    holdings: new Map([['KRW', { balance: startKrw, locked: 0n, avg_buy_price: 0n }]]),
    orders: new Map(),
    open: new Map(),
    identifiers: new Map(),
    nonces: new Map(),
    markets: new Map(listings.map(({ market }) => [market, freshMarket(market)])),
    pace: { fill_ms: [20, 300], cancel_ms: [20, 150] },
    skew_ms: 0,
    made: 0,
    deposited: new Map([['KRW', startKrw]]),
  }
}

function freshMarket(market: string): MarketState {
  return {
    market,
    state: 'active',
    warning: market === 'KRW-WAVES',
    min_total: amount('5000'),
    moves: [],
    printed: [],
    halts: [],
    matched_until: 0,
    replay: null,
    taken: { moment: 0, volumes: new Map() },
  }
}

/** What the account holds of a currency; nothing unless it ever had some. */
export function holdingOf(state: ExchangeState, currency: string): Holding {
  const known = state.holdings.get(currency)
  if (known) return known
  const fresh = { balance: 0n, locked: 0n, avg_buy_price: 0n }
  state.holdings.set(currency, fresh)
  return fresh
}

/** The orders that are not over, the oldest first. */
export function openOrders(state: ExchangeState): Order[] {
  return [...state.open.keys()].flatMap((uuid) => state.orders.get(uuid) ?? [])
}

/** The two currencies of a market: `KRW-BTC` is quoted in KRW and trades BTC. */
export function currenciesOf(market: string): { quote: string; base: string } {
  const [quote = '', base = ''] = market.split('-')
  return { quote, base }
}
