import { z } from 'zod'
import { plainText } from '#core/money.ts'
import type { Interval } from '../../contract/values.ts'
import type { OrderWish } from '../../rules/order.ts'
import type {
  BookLevel,
  Chance,
  ExchangePort,
  Holding,
  ListedOrder,
  Market,
  Outcome,
  Priority,
  Quotations,
  RawCandle,
  Ticker,
} from '../exchange.ts'
import { createRequests, type UpbitCall } from './request.ts'
import * as shapes from './shapes.ts'
import type { Pairs } from './token.ts'

const minutes: Record<Exclude<Interval, '1d'>, number> = {
  '1m': 1,
  '3m': 3,
  '5m': 5,
  '10m': 10,
  '15m': 15,
  '30m': 30,
  '1h': 60,
  '4h': 240,
}

/** The path of candles of a length. */
function candlePath(interval: Interval): string {
  return interval === '1d' ? '/candles/days' : `/candles/minutes/${minutes[interval]}`
}

function map<A, B>(outcome: Outcome<A>, change: (value: A) => B): Outcome<B> {
  return outcome.kind === 'ok' ? { kind: 'ok', value: change(outcome.value) } : outcome
}

/** An instant as it goes over the wire: UTC, whole seconds. */
const wireTime = (at: number): string => `${new Date(at).toISOString().slice(0, 19)}Z`

type Item<Schema extends z.ZodType<unknown[]>> = z.infer<Schema>[number]

function marketOf(wire: Item<typeof shapes.marketList>): Market {
  const { market, korean_name, english_name, market_event, market_warning } = wire
  const warning = market_event?.warning ?? market_warning === 'CAUTION'
  return { market, korean_name, english_name, warning }
}

function tickerOf(wire: Item<typeof shapes.tickerList>): Ticker {
  return {
    market: wire.market,
    price: wire.trade_price,
    changeRate: wire.signed_change_rate,
    volume24hKrw: wire.acc_trade_price_24h,
    at: wire.timestamp,
  }
}

function candleOf(wire: Item<typeof shapes.candleList>): RawCandle {
  return {
    at: wire.candle_date_time_utc,
    open: wire.opening_price,
    high: wire.high_price,
    low: wire.low_price,
    close: wire.trade_price,
    volume: wire.candle_acc_trade_volume,
  }
}

function levelOf(wire: Item<typeof shapes.bookList>['orderbook_units'][number]): BookLevel {
  const { ask_price, ask_size, bid_price, bid_size } = wire
  return { askPrice: ask_price, askSize: ask_size, bidPrice: bid_price, bidSize: bid_size }
}

type Wire = z.infer<typeof shapes.orderAnswer>

function remote(wire: Wire): ListedOrder {
  const { uuid, state, executed_volume, paid_fee, locked, market } = wire
  return {
    uuid,
    market,
    state,
    executed_volume,
    paid_fee,
    locked,
    identifier: wire.identifier ?? null,
    remaining_volume: wire.remaining_volume ?? null,
    trades: wire.trades?.map(({ created_at, ...trade }) => ({ ...trade, at: created_at })) ?? null,
  }
}

function holding(wire: z.infer<typeof shapes.accountList>[number]): Holding {
  const { currency, balance, locked, avg_buy_price } = wire
  return { currency, balance, locked, avgBuyPrice: avg_buy_price }
}

function chance(wire: z.infer<typeof shapes.orderChance>): Chance {
  const { market } = wire
  return {
    bidFee: wire.bid_fee,
    askFee: wire.ask_fee,
    minTotal: market.bid.min_total,
    maxTotal: market.max_total,
    active: market.state === 'active',
    bid: holding(wire.bid_account),
    ask: holding(wire.ask_account),
  }
}

/** Types of orders on the wire: `price` buys for an amount, `market` sells a volume. */
function typeOf({ type, side }: OrderWish): string {
  if (type !== 'market') return type
  return side === 'buy' ? 'price' : 'market'
}

/** The body of a new order; the order of the pairs is that of the hash. */
function orderPairs(wish: OrderWish, identifier: string | null): Pairs {
  const { market, side, krw, volume, price, time_in_force } = wish
  const money = price ?? krw
  return [
    ['market', market],
    ['side', side === 'buy' ? 'bid' : 'ask'],
    ['ord_type', typeOf(wish)],
    ...(volume ? ([['volume', plainText(volume)]] as const) : []),
    ...(money ? ([['price', plainText(money)]] as const) : []),
    ...(time_in_force ? ([['time_in_force', time_in_force]] as const) : []),
    ...(identifier === null ? [] : ([['identifier', identifier]] as const)),
  ]
}

const which = (by: { identifier: string } | { uuid: string }): Pairs =>
  'uuid' in by ? [['uuid', by.uuid]] : [['identifier', by.identifier]]

/** Answers to lists are asked for in batches of this many. */
const batch = 100

type Requests = ReturnType<typeof createRequests>
type Get<T> = Pick<UpbitCall<T>, 'path' | 'group' | 'answer' | 'pairs'> & { priority?: Priority }

/** Prices, candles and books: what needs no key. */
function quotations({ send }: Requests): Quotations {
  const get = <T>(call: Get<T>) =>
    send({ method: 'GET', signed: false, priority: 'quotes', ...call })
  const named = (markets: readonly string[]): Pairs => [['markets', markets.join(',')]]

  return {
    async markets() {
      const pairs: Pairs = [['is_details', 'true']]
      const answer = await get({
        path: '/market/all',
        group: 'market',
        answer: shapes.marketList,
        pairs,
      })
      return map(answer, (list) =>
        list.filter(({ market }) => market.startsWith('KRW-')).map(marketOf),
      )
    },
    async tickers(markets, priority = 'quotes') {
      const call = { path: '/ticker', group: 'ticker', answer: shapes.tickerList } as const
      return map(await get({ ...call, pairs: named(markets), priority }), (list) =>
        list.map(tickerOf),
      )
    },
    async candles(market, interval, { count, to }) {
      const pairs: Pairs = [
        ['market', market],
        ...(to === undefined ? [] : ([['to', wireTime(to)]] as const)),
        ['count', String(Math.min(count, 200))],
      ]
      const call = {
        path: candlePath(interval),
        group: 'candle',
        answer: shapes.candleList,
      } as const
      const answer = await get({ ...call, pairs, priority: 'charts' })
      return map(answer, (list) => list.map(candleOf).toReversed())
    },
    async instruments(markets) {
      const call = { path: '/orderbook/instruments', group: 'orderbook' } as const
      const answer = await get({ ...call, answer: shapes.instrumentList, pairs: named(markets) })
      return map(answer, (list) =>
        list.map(({ market, tick_size }) => ({ market, tickSize: tick_size })),
      )
    },
    async book(market) {
      const call = { path: '/orderbook', group: 'orderbook', answer: shapes.bookList } as const
      const answer = await get({ ...call, pairs: named([market]), priority: 'order' })
      return map(answer, (list) => (list[0]?.orderbook_units ?? []).map(levelOf))
    },
  }
}

/** The account and its orders. */
function desk({ send }: Requests): Omit<ExchangePort, keyof Quotations | 'health'> {
  const own = <T>(call: Omit<Get<T>, 'group'> & { method?: UpbitCall<T>['method'] }) =>
    send({ method: 'GET', priority: 'reconcile', group: 'default', ...call, signed: true })
  const one = { path: '/order', answer: shapes.orderAnswer } as const
  const many = (answer: Outcome<Wire[]>) => map(answer, (list) => list.map(remote))

  return {
    accounts: async () =>
      map(await own({ path: '/accounts', answer: shapes.accountList }), (list) =>
        list.map(holding),
      ),
    async chance(market, priority = 'order') {
      const call = { path: '/orders/chance', answer: shapes.orderChance, priority } as const
      return map(await own({ ...call, pairs: [['market', market]] }), chance)
    },
    async place(wish, identifier, isWanted) {
      const call = { method: 'POST', path: '/orders', group: 'order', priority: 'order' } as const
      const pairs = orderPairs(wish, identifier)
      const answer = shapes.orderAnswer
      return map(await send({ ...call, pairs, signed: true, answer, isWanted }), remote)
    },
    async tryOut(wish) {
      const call = { path: '/orders/test', answer: z.unknown(), priority: 'order' } as const
      return map(await own({ ...call, method: 'POST', pairs: orderPairs(wish, null) }), () => null)
    },
    get: async (by) => map(await own({ ...one, pairs: which(by) }), remote),
    cancel: async (by) =>
      map(await own({ ...one, method: 'DELETE', pairs: which(by), priority: 'order' }), remote),
    async open() {
      const found: ListedOrder[] = []
      for (let page = 1; ; page += 1) {
        const pairs: Pairs = [
          ['page', String(page)],
          ['limit', String(batch)],
        ]
        const answer = many(await own({ path: '/orders/open', answer: shapes.orderList, pairs }))
        if (answer.kind !== 'ok') return answer
        found.push(...answer.value)
        if (answer.value.length < batch) return { kind: 'ok', value: found }
      }
    },
    async closed(since, market) {
      const pairs: Pairs = [
        ['market', market],
        ['start_time', wireTime(since)],
        ['limit', '1000'],
      ]
      return many(await own({ path: '/orders/closed', answer: shapes.orderList, pairs }))
    },
    async byIdentifiers(identifiers) {
      const found: ListedOrder[] = []
      for (let at = 0; at < identifiers.length; at += batch) {
        const pairs: Pairs = identifiers
          .slice(at, at + batch)
          .map((name) => ['identifiers[]', name])
        const answer = many(await own({ path: '/orders/uuids', answer: shapes.orderList, pairs }))
        if (answer.kind !== 'ok') return answer
        found.push(...answer.value)
      }
      return { kind: 'ok', value: found }
    },
  }
}

/** Upbit's REST interface, exactly typed. */
export function createUpbit(needs: Parameters<typeof createRequests>[0]): ExchangePort {
  const requests = createRequests(needs)
  return { ...quotations(requests), ...desk(requests), health: requests.health }
}
