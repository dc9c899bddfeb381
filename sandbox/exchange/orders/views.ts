import { formatAmount, type Amount } from '../amounts.ts'
import {
  currenciesOf,
  type ExchangeState,
  type Holding,
  type MarketState,
  type Order,
} from '../state.ts'

const kstMs = 9 * 3_600_000

/** A time as the service writes it, in Korean time and whole seconds. */
export function kstTime(at: number): string {
  return `${new Date(at + kstMs).toISOString().slice(0, 19)}+09:00`
}

const text = (value: Amount | null): string | undefined =>
  value === null ? undefined : formatAmount(value)

/** An order as answers show it; what its type does not have is left out. */
export function orderJson(order: Order): Record<string, unknown> {
  const { uuid, side, ord_type, state, market, volume } = order
  const remaining = volume === null ? null : volume - order.executed_volume - order.prevented_volume
  return {
    uuid,
    side,
    ord_type,
    price: text(order.price),
    state,
    market,
    created_at: kstTime(order.created_at),
    volume: text(volume),
    remaining_volume: text(remaining),
    prevented_volume: volume === null ? undefined : formatAmount(order.prevented_volume),
    reserved_fee: formatAmount(order.reserved_fee),
    remaining_fee: formatAmount(side === 'ask' ? 0n : order.reserved_fee - order.paid_fee),
    paid_fee: formatAmount(order.paid_fee),
    locked: formatAmount(order.locked),
    prevented_locked: formatAmount(order.prevented_locked),
    executed_volume: formatAmount(order.executed_volume),
    trades_count: order.fills.length,
    identifier: order.identifier ?? undefined,
    time_in_force: order.time_in_force ?? undefined,
    smp_type: order.smp_type ?? undefined,
  }
}

/** An order in a list. */
export function listedOrderJson(order: Order): Record<string, unknown> {
  return { ...orderJson(order), executed_funds: formatAmount(order.executed_funds) }
}

/** An order with its trades, which show no fee of their own. */
export function orderWithTradesJson(order: Order): Record<string, unknown> {
  const trades = order.fills.map(({ uuid, price, volume, funds, trend, at }) => ({
    market: order.market,
    uuid,
    price: formatAmount(price),
    volume: formatAmount(volume),
    funds: formatAmount(funds),
    trend,
    created_at: kstTime(at),
    side: order.side,
  }))
  return { ...orderJson(order), trades }
}

const nothing: Holding = { balance: 0n, locked: 0n, avg_buy_price: 0n }

/** What the account holds of one currency. */
export function accountJson(state: ExchangeState, currency: string): Record<string, unknown> {
  const { balance, locked, avg_buy_price } = state.holdings.get(currency) ?? nothing
  return {
    currency,
    balance: formatAmount(balance),
    locked: formatAmount(locked),
    avg_buy_price: formatAmount(avg_buy_price),
    avg_buy_price_modified: currency === 'KRW',
    unit_currency: 'KRW',
  }
}

/** KRW and every coin that the account holds. */
export function accountsJson(state: ExchangeState): Record<string, unknown>[] {
  const held = [...state.holdings]
    .filter(([currency, { balance, locked }]) => currency === 'KRW' || balance + locked > 0n)
    .map(([currency]) => currency)
  return held.map((currency) => accountJson(state, currency))
}

/** What the account may do in a market. */
export function chanceJson(
  state: ExchangeState,
  market: Pick<MarketState, 'market' | 'state' | 'min_total'>,
): Record<string, unknown> {
  const { quote, base } = currenciesOf(market.market)
  const fee = '0.0005'
  const min_total = formatAmount(market.min_total)
  return {
    bid_fee: fee,
    ask_fee: fee,
    maker_bid_fee: fee,
    maker_ask_fee: fee,
    market: {
      id: market.market,
      name: `${base}/${quote}`,
      order_types: ['limit'],
      order_sides: ['ask', 'bid'],
      bid_types: ['best_fok', 'best_ioc', 'limit', 'limit_fok', 'limit_ioc', 'price'],
      ask_types: ['best_fok', 'best_ioc', 'limit', 'limit_fok', 'limit_ioc', 'market'],
      bid: { currency: quote, min_total },
      ask: { currency: base, min_total },
      max_total: '1000000000',
      state: market.state,
    },
    bid_account: accountJson(state, quote),
    ask_account: accountJson(state, base),
  }
}
