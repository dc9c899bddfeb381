import type { z } from 'zod'
import { plainText } from '#core/money.ts'
import type { Interval } from '../../contract/values.ts'
import type { OrderWish } from '../../rules/order.ts'
import type {
  Chance,
  ExchangePort,
  Holding,
  ListedOrder,
  Outcome,
  Priority,
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
export function orderPairs(wish: OrderWish, identifier: string): Pairs {
  const { market, side, krw, volume, price, time_in_force } = wish
  const money = price ?? krw
  return [
    ['market', market],
    ['side', side === 'buy' ? 'bid' : 'ask'],
    ['ord_type', typeOf(wish)],
    ...(volume ? ([['volume', plainText(volume)]] as const) : []),
    ...(money ? ([['price', plainText(money)]] as const) : []),
    ...(time_in_force ? ([['time_in_force', time_in_force]] as const) : []),
    ['identifier', identifier],
  ]
}

const which = (by: { identifier: string } | { uuid: string }): Pairs =>
  'uuid' in by ? [['uuid', by.uuid]] : [['identifier', by.identifier]]

/** Answers to lists are asked for in batches of this many. */
const batch = 100

/** Upbit's REST interface, exactly typed. */
export function createUpbit(needs: Parameters<typeof createRequests>[0]): ExchangePort {
  const { send, health } = createRequests(needs)
  const get = <T>(path: string, group: UpbitCall<T>['group'], answer: z.ZodType<T>, pairs: Pairs, priority: Priority = 'quotes') =>
    send({ method: 'GET', path, group, answer, pairs, priority, signed: false })
  const own = <T>(method: UpbitCall<T>['method'], path: string, answer: z.ZodType<T>, pairs: Pairs, priority: Priority = 'reconcile') =>
    send({ method, path, answer, pairs, priority, signed: true, group: 'default' })

  return {
    health,
    markets: async () =>
      map(await get('/market/all', 'market', shapes.marketList, [['is_details', 'true']]), (list) =>
        list
          .filter(({ market }) => market.startsWith('KRW-'))
          .map(({ market, korean_name, english_name, market_event, market_warning }) => ({
            market,
            korean_name,
            english_name,
            warning: market_event?.warning ?? market_warning === 'CAUTION',
          })),
      ),
    tickers: async (markets, priority = 'quotes') =>
      map(
        await get('/ticker', 'ticker', shapes.tickerList, [['markets', markets.join(',')]], priority),
        (list) =>
          list.map((one) => ({
            market: one.market,
            price: one.trade_price,
            changeRate: one.signed_change_rate,
            volume24hKrw: one.acc_trade_price_24h,
            at: one.timestamp,
          })),
      ),
    async candles(market, interval, { count, to }) {
      const pairs: Pairs = [
        ['market', market],
        ...(to === undefined ? [] : ([['to', new Date(to).toISOString().slice(0, 19) + 'Z']] as const)),
        ['count', String(Math.min(count, 200))],
      ]
      const answer = await get(candlePath(interval), 'candle', shapes.candleList, pairs, 'charts')
      return map(answer, (list) =>
        list
          .map((one) => ({
            at: one.candle_date_time_utc,
            open: one.opening_price,
            high: one.high_price,
            low: one.low_price,
            close: one.trade_price,
            volume: one.candle_acc_trade_volume,
          }))
          .toReversed(),
      )
    },
    instruments: async (markets) =>
      map(
        await get('/orderbook/instruments', 'orderbook', shapes.instrumentList, [['markets', markets.join(',')]]),
        (list) => list.map(({ market, tick_size }) => ({ market, tickSize: tick_size })),
      ),
    book: async (market) =>
      map(await get('/orderbook', 'orderbook', shapes.bookList, [['markets', market]], 'order'), (list) =>
        (list[0]?.orderbook_units ?? []).map((unit) => ({
          askPrice: unit.ask_price,
          askSize: unit.ask_size,
          bidPrice: unit.bid_price,
          bidSize: unit.bid_size,
        })),
      ),
    accounts: async () => map(await own('GET', '/accounts', shapes.accountList, []), (list) => list.map(holding)),
    chance: async (market) =>
      map(await own('GET', '/orders/chance', shapes.orderChance, [['market', market]], 'order'), chance),
    place: async (wish, identifier) =>
      map(
        await send({
          method: 'POST',
          path: '/orders',
          pairs: orderPairs(wish, identifier),
          group: 'order',
          priority: 'order',
          signed: true,
          answer: shapes.orderAnswer,
        }),
        remote,
      ),
    get: async (by) => map(await own('GET', '/order', shapes.orderAnswer, which(by)), remote),
    cancel: async (by) => map(await own('DELETE', '/order', shapes.orderAnswer, which(by), 'order'), remote),
    open: async () => map(await own('GET', '/orders/open', shapes.orderList, [['limit', String(batch)]]), (list) => list.map(remote)),
    async closed(since, market) {
      const pairs: Pairs = [
        ['market', market],
        ['start_time', new Date(since).toISOString().slice(0, 19) + 'Z'],
        ['limit', '1000'],
      ]
      return map(await own('GET', '/orders/closed', shapes.orderList, pairs), (list) => list.map(remote))
    },
    async byIdentifiers(identifiers) {
      const found: ListedOrder[] = []
      for (let at = 0; at < identifiers.length; at += batch) {
        const pairs: Pairs = identifiers.slice(at, at + batch).map((one) => ['identifiers[]', one])
        const answer = await own('GET', '/orders/uuids', shapes.orderList, pairs)
        if (answer.kind !== 'ok') return answer
        found.push(...answer.value.map(remote))
      }
      return { kind: 'ok', value: found }
    },
  }
}
