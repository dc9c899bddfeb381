import { z } from 'zod'
import { amount, isMultipleOf, parseAmount, scaleOf, times, type Amount } from '../amounts.ts'
import { refusal, type ExchangeError } from '../errors.ts'
import { exactPrice } from '../price/grid.ts'
import type { Market } from '../price/market.ts'
import { tickAt } from '../ticks.ts'
import type { ExchangeState, Order, TimeInForce } from '../state.ts'
import { feeOn } from './ledger.ts'

const decimal = z.union([z.string(), z.number()]).transform(String)
const body = z.object({
  market: z.string(),
  side: z.enum(['bid', 'ask']),
  ord_type: z.enum(['limit', 'price', 'market', 'best']),
  price: decimal.nullish(),
  volume: decimal.nullish(),
  identifier: z.string().min(1).max(64).nullish(),
  time_in_force: z.string().nullish(),
  smp_type: z.enum(['cancel_maker', 'cancel_taker', 'reduce']).nullish(),
})
type Body = z.output<typeof body>

/** The largest value of an order in KRW. */
export const maxTotal = amount('1000000000')

/** Reads an order request. Throws `validation_error` when a part is missing or no such thing exists. */
export function readRequest(value: unknown): Body {
  const parsed = body.safeParse(value)
  if (!parsed.success) throw refusal(400, 'validation_error')
  return parsed.data
}

function positive(text: string | null | undefined): Amount | null {
  if (text === null || text === undefined) return null
  const parsed = parseAmount(text)
  if (parsed === undefined || parsed <= 0n) throw refusal(400, 'invalid_parameter')
  return parsed
}

/** What each kind of order states: how much to spend is a price without a volume. Other kinds do not exist. */
const forms: Record<string, { price: boolean; volume: boolean }> = {
  'bid limit': { price: true, volume: true },
  'ask limit': { price: true, volume: true },
  'bid price': { price: true, volume: false },
  'ask market': { price: false, volume: true },
  'bid best': { price: true, volume: false },
  'ask best': { price: false, volume: true },
}

function checkForm({ side, ord_type }: Body, price: Amount | null, volume: Amount | null): void {
  const form = forms[`${side} ${ord_type}`]
  const isComplete = form?.price === (price !== null) && form.volume === (volume !== null)
  const isFine = [price, volume].every((one) => one === null || scaleOf(one) <= 8)
  if (!isComplete || !isFine) throw refusal(400, 'invalid_parameter')
}

const timesInForce = z.enum(['ioc', 'fok', 'post_only'])

/** When the order ends by itself: `best` must say so, `limit` may, the others may not. */
function readTimeInForce({ ord_type, time_in_force, smp_type }: Body): TimeInForce | null {
  if (!time_in_force) {
    if (ord_type === 'best') throw refusal(400, 'invalid_time_in_force')
    return null
  }
  const parsed = timesInForce.safeParse(time_in_force)
  if (!parsed.success) throw refusal(400, 'invalid_time_in_force')
  if (parsed.data === 'post_only') {
    if (ord_type !== 'limit' || smp_type) throw refusal(400, 'invalid_post_only')
  } else if (ord_type !== 'limit' && ord_type !== 'best')
    throw refusal(400, 'invalid_time_in_force')
  return parsed.data
}

function totalOf(
  market: Market,
  order: Pick<Order, 'side' | 'price' | 'volume'>,
  now: number,
): Amount {
  const { price, volume } = order
  if (volume === null) return price ?? 0n
  const best = market.book(now).bids[0]?.price ?? market.listing.price
  return times(price ?? exactPrice(best), volume)
}

function checkAmounts(market: Market, order: Order, now: number): ExchangeError | undefined {
  const { side, ord_type, price } = order
  if (ord_type === 'limit' && price !== null && !isMultipleOf(price, tickAt(price)))
    return refusal(400, `invalid_price_${side}`)
  const total = totalOf(market, order, now)
  if (total < market.state.min_total) return refusal(400, `under_min_total_${side}`)
  if (total > maxTotal) return refusal(400, `over_krw_funds_${side}`)
  return undefined
}

/**
 * Makes an order of a request, without placing it. Throws the refusal that the service has for what is wrong with it;
 * whether the account can pay is not looked at.
 */
export function draftOrder(
  state: ExchangeState,
  market: Market,
  request: Body,
  made: { uuid: string; now: number },
): Order {
  const price = positive(request.price)
  const volume = positive(request.volume)
  checkForm(request, price, volume)
  const time_in_force = readTimeInForce(request)
  const { side, ord_type } = request
  const cost = side === 'ask' ? 0n : volume === null ? (price ?? 0n) : times(price ?? 0n, volume)
  const reserved_fee = feeOn(cost)
  const reserved = side === 'ask' ? (volume ?? 0n) : cost + reserved_fee
  const order: Order = {
    uuid: made.uuid,
    identifier: request.identifier ?? null,
    market: market.state.market,
    side,
    ord_type,
    time_in_force,
    smp_type: request.smp_type ?? null,
    price,
    volume,
    state: 'wait',
    created_at: made.now + state.skew_ms,
    closed_at: null,
    reserved,
    reserved_fee,
    locked: reserved,
    paid_fee: 0n,
    prevented_volume: 0n,
    prevented_locked: 0n,
    executed_volume: 0n,
    executed_funds: 0n,
    fills: [],
    arrives_at: null,
    cancels_at: null,
    queue: 0n,
    successor: null,
  }
  const wrong = checkAmounts(market, order, made.now)
  if (wrong) throw wrong
  return order
}
