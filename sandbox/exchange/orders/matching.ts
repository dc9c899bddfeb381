import { amount, smaller, toNumber, type Amount } from '../amounts.ts'
import { exactPrice } from '../price/grid.ts'
import type { Trade } from '../price/book.ts'
import { takenKey, type Market } from '../price/market.ts'
import { uuidOf } from '../random.ts'
import { openOrders, type ExchangeState, type Fill, type Order } from '../state.ts'
import { prevent, release, settle, wanted } from './ledger.ts'

/** Something that happened to an order. */
export type OrderEvent = {
  order: Order
  kind: 'wait' | 'trade' | 'done' | 'cancel' | 'prevented'
  fill?: Fill
  at: number
}

/** What matching works on. */
export type Floor = { state: ExchangeState; market: Market; tell: (event: OrderEvent) => void }

/** An offer that a taker may take: of the others, or of one of the account's own orders. */
type Offer = { price: Amount; volume: Amount; own?: Order }

/** The account's orders that stand in the book of a market, the best and oldest first. */
export function restingOrders(state: ExchangeState, market: string, side: 'bid' | 'ask'): Order[] {
  return openOrders(state)
    .filter((one) => one.market === market && one.side === side && one.arrives_at === null)
    .sort((a, b) => {
      const [x, y] = [a.price ?? 0n, b.price ?? 0n]
      if (x === y) return a.created_at - b.created_at
      return (side === 'bid') === x > y ? -1 : 1
    })
}

/** Ends an order and frees what it still locks. */
export function finish(floor: Floor, order: Order, kind: 'done' | 'cancel', at: number): void {
  order.state = kind
  order.closed_at = at
  order.arrives_at = null
  order.cancels_at = null
  floor.state.open.delete(order.uuid)
  release(floor.state, order)
  floor.tell({ order, kind, at })
}

function fill(
  floor: Floor,
  order: Order,
  trade: { price: Amount; volume: Amount; at: number; is_maker: boolean },
): void {
  const { state } = floor
  state.made += 1
  const before = exactPrice(floor.market.last(trade.at - 1).price)
  const trend = trade.price >= before ? 'up' : 'down'
  const booked = settle(state, order, { uuid: uuidOf(state.seed, state.made), ...trade, trend })
  floor.tell({ order, kind: 'trade', fill: booked, at: trade.at })
}

function offersFor(floor: Floor, taker: Order, at: number): Offer[] {
  const { state, market } = floor
  const side = taker.side === 'bid' ? 'ask' : 'bid'
  const book = market.book(at)
  const crowd = (side === 'ask' ? book.asks : book.bids).map(({ price, volume }): Offer => ({
    price: exactPrice(price),
    volume: amount(volume.toFixed(8)),
  }))
  const own = restingOrders(state, taker.market, side).map((order): Offer => ({
    price: order.price ?? 0n,
    volume: wanted(order, order.price ?? 0n),
    own: order,
  }))
  const isBetter = (a: Offer, b: Offer): boolean =>
    side === 'ask' ? a.price < b.price : a.price > b.price
  // The sort is stable: at the same price the others stood there first.
  return [...crowd, ...own].sort((a, b) => (isBetter(a, b) ? -1 : isBetter(b, a) ? 1 : 0))
}

function within(taker: Order, offers: readonly Offer[]): Offer[] {
  const [best] = offers
  if (taker.ord_type === 'best') return offers.filter(({ price }) => price === best?.price)
  const limit = taker.price
  if (taker.ord_type !== 'limit' || limit === null) return [...offers]
  return offers.filter(({ price }) => (taker.side === 'bid' ? price <= limit : price >= limit))
}

function canFillAll(taker: Order, offers: readonly Offer[]): boolean {
  const [first] = offers
  if (!first) return false
  const available = offers.reduce((sum, { volume }) => sum + volume, 0n)
  return available >= wanted(taker, first.price)
}

function takeFromCrowd(
  market: Market,
  at: number,
  taker: Order,
  trade: { price: Amount; volume: Amount },
): void {
  const moment = market.stretch(at)
  const { taken } = market.state
  if (taken.moment !== moment) {
    taken.moment = moment
    taken.volumes.clear()
  }
  const key = takenKey(taker.side === 'bid' ? 'ask' : 'bid', toNumber(trade.price))
  taken.volumes.set(key, (taken.volumes.get(key) ?? 0n) + trade.volume)
}

/** Self-match prevention; says whether the taker goes on. */
function preventMatch(
  floor: Floor,
  taker: Order,
  { maker, volume }: { maker: Order; volume: Amount },
  at: number,
): boolean {
  if (taker.smp_type === 'cancel_maker') {
    finish(floor, maker, 'cancel', at)
    return true
  }
  if (taker.smp_type === 'cancel_taker') return false
  for (const order of [maker, taker]) {
    prevent(floor.state, order, volume)
    floor.tell({ order, kind: 'prevented', at })
  }
  if (wanted(maker, maker.price ?? 0n) === 0n) finish(floor, maker, 'cancel', at)
  return true
}

function take(floor: Floor, taker: Order, offer: Offer, at: number): boolean {
  const volume = smaller(offer.volume, wanted(taker, offer.price))
  if (volume === 0n) return false
  const { own, price } = offer
  if (own && taker.smp_type !== null) return preventMatch(floor, taker, { maker: own, volume }, at)
  fill(floor, taker, { price, volume, at, is_maker: false })
  if (own) {
    fill(floor, own, { price, volume, at, is_maker: true })
    if (wanted(own, price) === 0n) finish(floor, own, 'done', at)
  } else takeFromCrowd(floor.market, at, taker, { price, volume })
  floor.market.state.printed.push({ at, price, volume, side: taker.side })
  return true
}

function isComplete(order: Order): boolean {
  if (order.volume !== null) return order.executed_volume === order.volume
  return order.executed_funds === order.price
}

function queueAt(floor: Floor, order: Order, at: number): Amount {
  const { bids, asks } = floor.market.book(at)
  const levels = order.side === 'bid' ? bids : asks
  const same = levels.find(({ price }) => exactPrice(price) === order.price)
  return same ? amount(same.volume.toFixed(8)) : 0n
}

/** Whether what is left of an order stays in the book after it took what it could. */
function canRest(order: Order, offers: readonly Offer[]): boolean {
  const { ord_type, time_in_force, smp_type } = order
  if (ord_type !== 'limit' || time_in_force === 'ioc' || time_in_force === 'fok') return false
  const isStopped = smp_type === 'cancel_taker' && offers.some(({ own }) => own?.state === 'wait')
  return !isStopped && wanted(order, order.price ?? 0n) > 0n
}

/** An order reaches the book: it takes what it can get, and rests or ends as its type says. */
export function arrive(floor: Floor, order: Order, at: number): void {
  order.arrives_at = null
  const offers = within(order, offersFor(floor, order, at))
  const isRefused =
    (order.time_in_force === 'post_only' && offers.length > 0) ||
    (order.time_in_force === 'fok' && !canFillAll(order, offers))
  if (isRefused) return finish(floor, order, 'cancel', at)
  // While trading is halted an order only waits.
  if (floor.market.state.state === 'active')
    for (const offer of offers) if (!take(floor, order, offer, at)) break
  if (isComplete(order)) return finish(floor, order, 'done', at)
  if (!canRest(order, offers)) return finish(floor, order, 'cancel', at)
  order.queue = queueAt(floor, order, at)
}

/** Somebody else's trade meets the account's resting orders: those it goes through, and those at its price whose turn it is. */
export function meet(floor: Floor, trade: Trade): void {
  const price = exactPrice(trade.price)
  let left = amount(trade.volume.toFixed(8))
  for (const side of ['bid', 'ask'] as const)
    for (const order of restingOrders(floor.state, floor.market.state.market, side)) {
      const limit = order.price ?? 0n
      if (side === 'bid' ? price > limit : price < limit) break
      if (price === limit) {
        const ahead = smaller(order.queue, left)
        order.queue -= ahead
        left -= ahead
      } else order.queue = 0n
      const volume = smaller(left, wanted(order, limit))
      if (volume === 0n) continue
      left -= volume
      fill(floor, order, { price: limit, volume, at: trade.at, is_maker: true })
      if (isComplete(order)) finish(floor, order, 'done', trade.at)
      else if (wanted(order, limit) === 0n) finish(floor, order, 'cancel', trade.at)
    }
}
