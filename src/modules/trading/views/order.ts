import type { Locale } from '#core/i18n/locale.ts'
import { toInstant } from '#core/contract.ts'
import { plainText, zero, type Decimal } from '#core/money.ts'
import type { OrderDetailJson, OrderJson, SignalJson } from '../contract/values.ts'
import { averagePrice } from '../rules/books.ts'
import { isRefusalCode, storedRefusal } from '../rules/refusals.ts'
import type { Sized } from '../rules/sizing.ts'
import type { StoredFill } from '../store/books.ts'
import type { OrderEventRow, StoredOrder } from '../store/orders.ts'
import type { StoredSignal } from '../store/strategies.ts'
import { coins, krw, priceText } from './numbers.ts'
import { refusalText } from './refusal.ts'
import { t } from './texts.ts'

const text = (value: Decimal | null) => (value === null ? null : plainText(value))

/** The coin of a market. */
export function baseOf(market: string): string {
  return market.slice(market.indexOf('-') + 1)
}

/** What is left of an order, in coins; null where it is by amount. */
function remaining(order: StoredOrder): Decimal | null {
  return order.volume === null ? null : order.volume.minus(order.filled_volume)
}

/** Why nothing came of an order: our reasons in the reader's words, the exchange's in its own. */
function reasonOf(order: StoredOrder, locale: Locale): string {
  return order.state === 'rejected_local'
    ? refusalText(storedRefusal(order), locale)
    : (order.error_text ?? order.error ?? '')
}

/** One sentence on where an order stands. */
export function orderMessage(order: StoredOrder, locale: Locale): string {
  const { market, side, filled_volume, filled_krw } = order
  const price = averagePrice(filled_krw, filled_volume)
  const size = order.volume
    ? coins(order.volume, baseOf(market), locale)
    : krw(order.krw ?? zero, locale)
  const isNamed = order.price !== null && order.state !== 'partial'
  const wanted = isNamed ? `${size} @ ${priceText(order.price ?? zero, locale)}` : size
  const isBare = order.state === 'cancelled' && filled_volume.isZero()
  return t(locale, isBare ? 'order.cancelled.none' : `order.${order.state}`, {
    side: t(locale, `side.${side}`),
    market: baseOf(market),
    wanted,
    volume: coins(filled_volume, baseOf(market), locale),
    krw: krw(filled_krw, locale),
    price: price ? priceText(price, locale) : '–',
    fee: krw(order.fee_krw, locale),
    reason: reasonOf(order, locale),
  })
}

/** What an order will come to; of a market order the price is only about that. */
type Quoted = Pick<StoredOrder, 'market' | 'side' | 'price' | 'mode'>

/** The sentence to agree to: what an order will come to, and what was changed about it. */
export function quoteText(
  { market, side, price, mode }: Quoted,
  { est, notes }: Pick<Sized, 'est' | 'notes'>,
  locale: Locale,
): string {
  const isExact = price !== null && !notes.includes('collared')
  const sentence = t(locale, isExact ? 'answer.quote.limit' : 'answer.quote', {
    side: t(locale, `side.${side}`),
    volume: coins(est.volume, baseOf(market), locale),
    krw: krw(est.krw, locale),
    fee: krw(est.fee, locale),
    price: priceText(est.price, locale),
    mode: t(locale, `mode.${mode}`),
  })
  return [sentence, ...notes.map((note) => t(locale, `note.${note}`))].join(' ')
}

/** An order as JSON. */
export function orderJson(order: StoredOrder, locale: Locale): OrderJson {
  return {
    id: order.id,
    client_id: order.client_id,
    exchange_uuid: order.exchange_uuid,
    market: order.market,
    side: order.side,
    type: order.type,
    time_in_force: order.time_in_force,
    requested: { krw: text(order.krw), volume: text(order.volume), price: text(order.price) },
    state: order.state,
    filled_volume: plainText(order.filled_volume),
    filled_krw: plainText(order.filled_krw),
    avg_price: text(averagePrice(order.filled_krw, order.filled_volume)),
    fee_krw: plainText(order.fee_krw),
    remaining_volume: text(remaining(order)),
    created_at: toInstant(order.created_at),
    updated_at: toInstant(order.updated_at),
    mode: order.mode,
    source: { kind: order.source_kind, user_id: order.user_id, strategy: order.strategy },
    expires_at: toInstant(order.expires_at),
    error: order.error,
    message: orderMessage(order, locale),
    version: order.version,
  }
}

/** An order with its steps and fills as JSON. */
export function orderDetailJson(
  order: StoredOrder,
  history: { events: readonly OrderEventRow[]; fills: readonly StoredFill[] },
  locale: Locale,
): OrderDetailJson {
  return {
    ...orderJson(order, locale),
    events: history.events.map(({ at, from_state, to_state, reason }) => ({
      at: toInstant(at),
      from: from_state,
      to: to_state,
      reason,
    })),
    fills: history.fills.map((fill) => ({
      trade_uuid: fill.trade_uuid,
      at: toInstant(fill.at),
      price: plainText(fill.price),
      volume: plainText(fill.volume),
      funds: plainText(fill.funds),
      fee: plainText(fill.fee),
      fee_estimated: fill.fee_estimated,
    })),
  }
}

/** A signal as JSON. */
export function signalJson(signal: StoredSignal, locale: Locale): SignalJson {
  const { skipped, skipped_params: params } = signal
  const isKnown = skipped !== null && isRefusalCode(skipped)
  return {
    id: signal.id,
    at: toInstant(signal.at),
    candle_at: toInstant(signal.candle_at),
    market: signal.market,
    interval: signal.interval,
    strategy: signal.strategy,
    side: signal.side,
    strength: signal.strength,
    price: plainText(signal.price),
    reason: signal.reason,
    acted: signal.acted,
    skipped,
    skipped_text: isKnown ? refusalText({ code: skipped, params }, locale) : skipped,
    order_id: signal.order_id,
  }
}
