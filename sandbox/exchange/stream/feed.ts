import type { Desk } from '../desk.ts'
import type { OrderEvent } from '../orders/matching.ts'
import { momentOf } from '../price/book.ts'
import type { Market } from '../price/market.ts'
import {
  assetMessage,
  bookMessage,
  candleMessage,
  orderMessage,
  tickerMessage,
  tradeMessage,
  type Message,
} from './messages.ts'
import type { Subscription } from './request.ts'

/** What one client follows. */
export type Feed = {
  /** Replaces what is followed, and sends snapshots of it. */
  subscribe(subscriptions: readonly Subscription[]): void
  list(): { type: string; codes: readonly string[] }[]
  /** Sends what happened in the markets since the last time. */
  push(now: number): void
  /** Tells of an order of the account. */
  tell(event: OrderEvent): void
}

/** After a pause only trades of the last seconds are told. */
const memoryMs = 30_000

type Followed = Subscription & { sentUntil: number; moment: number }

/** What happened in a market that a subscription has not heard of. */
function newsOf(desk: Desk, market: Market, followed: Followed, now: number): Message[] {
  const { type } = followed
  if (type === 'orderbook') {
    const isNew = momentOf(now) !== followed.moment
    return isNew ? [bookMessage(desk, market, now)] : []
  }
  if (market.last(now).at <= followed.sentUntil) return []
  if (type === 'ticker') return [tickerMessage(market, now)]
  if (type !== 'trade') return candleMessage(market, type, now)
  const trades = market.trades(Math.max(followed.sentUntil, now - memoryMs) + 1, now + 1)
  return trades.map((trade, index) => tradeMessage(market, trade, index))
}

function snapshotOf(desk: Desk, market: Market, type: string, now: number): Message[] {
  if (type === 'ticker') return [tickerMessage(market, now)]
  if (type === 'orderbook') return [bookMessage(desk, market, now)]
  if (type === 'trade') return [tradeMessage(market, market.last(now), 0)]
  return candleMessage(market, type, now)
}

/** A feed of nothing yet; private ones only tell of the account. */
export function createFeed(desk: Desk, isPrivate: boolean, send: (message: Message) => void): Feed {
  let followed: Followed[] = []
  const sendAll = (
    { codes }: Subscription,
    stream_type: string,
    messages: (market: Market) => Message[],
  ): void => {
    for (const market of codes.flatMap((code) => desk.market(code) ?? []))
      for (const message of messages(market)) send({ ...message, stream_type })
  }
  return {
    subscribe(subscriptions) {
      const now = desk.clock.now()
      followed = subscriptions.map((one) => ({ ...one, sentUntil: now, moment: momentOf(now) }))
      for (const one of isPrivate ? [] : subscriptions)
        if (one.snapshot)
          sendAll(one, 'SNAPSHOT', (market) => snapshotOf(desk, market, one.type, now))
    },
    list: () => followed.map(({ type, codes }) => ({ type, codes })),
    push(now) {
      for (const one of isPrivate ? [] : followed) {
        if (one.realtime) sendAll(one, 'REALTIME', (market) => newsOf(desk, market, one, now))
        one.sentUntil = Math.max(one.sentUntil, now)
        one.moment = momentOf(now)
      }
    },
    tell(event) {
      const { order, at } = event
      const hears = (type: string): boolean =>
        followed.some(
          (one) =>
            one.type === type && (one.codes.length === 0 || one.codes.includes(order.market)),
        )
      if (hears('myOrder')) send(orderMessage(event))
      if (hears('myAsset')) send(assetMessage(desk.state, order.market, desk.uuid(), at))
    },
  }
}
