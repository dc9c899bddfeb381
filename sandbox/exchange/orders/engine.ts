import type { Clock, Timer } from '../../clock.ts'
import { exactPrice } from '../price/grid.ts'
import { momentMs, momentOf, type Trade } from '../price/book.ts'
import type { Market } from '../price/market.ts'
import { fraction } from '../random.ts'
import { openOrders, type ExchangeState, type Order } from '../state.ts'
import { canReserve, reserve } from './ledger.ts'
import { arrive, finish, meet, restingOrders, type Floor, type OrderEvent } from './matching.ts'

/** The part of the exchange that lets time act on orders. */
export type Engine = {
  /** Does everything that was due up to now. */
  run(): void
  /** Locks what an order needs and sends it on its way to the book; false when the account does not have it. */
  place(order: Order): boolean
  /** Asks for an order's end, which comes later, or never when it is filled before. */
  cancel(order: Order): void
  /** A trade of others that was not planned: it is seen by all and meets resting orders. */
  print(market: Market, trade: Trade): void
  /** Forgets what was planned, after prices or the whole state changed, and plans anew. */
  plan(): void
  onEvent(listener: (event: OrderEvent) => void): () => void
  close(): void
}

/** Who the engine works for: `state` is read anew every time, as a world can be replaced. */
export type EngineParts = {
  clock: Clock
  state: () => ExchangeState
  market: (name: string) => Market
}

/** How far it looks ahead for the trade that meets a resting order. */
const horizonMs = 6 * 3_600_000

type Due = { at: number; order: Order; deed: 'arrive' | 'cancel' }

function dueOf(order: Order): Due[] {
  const { arrives_at, cancels_at } = order
  return [
    ...(arrives_at === null ? [] : [{ at: arrives_at, order, deed: 'arrive' as const }]),
    ...(cancels_at === null ? [] : [{ at: cancels_at, order, deed: 'cancel' as const }]),
  ]
}

/** The best prices of resting orders: trades beyond them concern nobody. */
function bounds(state: ExchangeState, name: string): { bid: number; ask: number } {
  const [bid] = restingOrders(state, name, 'bid')
  const [ask] = restingOrders(state, name, 'ask')
  return { bid: Number(bid?.price ?? -1n), ask: ask?.price ? Number(ask.price) : Infinity }
}

/** When the next trade comes that may meet a resting order, or when to look again. */
function createForesight(parts: EngineParts): {
  at(name: string): number | undefined
  forget(): void
} {
  const known = new Map<string, { bid: number; ask: number; at: number }>()
  const search = (market: Market, { bid, ask }: { bid: number; ask: number }): number => {
    const from = market.state.matched_until
    for (let moment = momentOf(from); moment * momentMs < from + horizonMs; moment += 1) {
      const trade = market.trade(moment)
      if (!trade || trade.at <= from) continue
      const price = Number(exactPrice(trade.price))
      if (price <= bid || price >= ask) return trade.at
    }
    return from + horizonMs
  }
  return {
    forget: () => known.clear(),
    at(name) {
      const market = parts.market(name)
      const { bid, ask } = bounds(parts.state(), name)
      if (bid < 0 && ask === Infinity) return undefined
      const before = known.get(name)
      if (
        before &&
        before.bid === bid &&
        before.ask === ask &&
        before.at > market.state.matched_until
      )
        return before.at
      const at = search(market, { bid, ask })
      known.set(name, { bid, ask, at })
      return at
    },
  }
}

/** What the engine does, without when: `tell` hears of every change of an order. */
type Deeds = {
  /** Lets the trades of others up to a time meet the resting orders of a market. */
  match(name: string, until: number): void
  send(order: Order): boolean
  perform(due: Due): void
  delay(range: readonly [number, number]): number
  floorOf(name: string): Floor
  marketsAtRest(): Set<string>
}

function createDeeds(
  { clock, state, market }: EngineParts,
  foresight: ReturnType<typeof createForesight>,
  tell: Floor['tell'],
): Deeds {
  const floorOf = (name: string): Floor => ({ state: state(), market: market(name), tell })
  const marketsAtRest = (): Set<string> => {
    const resting = openOrders(state()).filter(({ arrives_at }) => arrives_at === null)
    return new Set(resting.map((order) => order.market))
  }
  const match = (name: string, until: number): void => {
    const floor = floorOf(name)
    const { state: known } = floor.market
    while (marketsAtRest().has(name)) {
      const next = foresight.at(name)
      if (next === undefined || next > until) break
      const trade = floor.market.trade(momentOf(next))
      known.matched_until = next
      if (trade?.at === next) meet(floor, trade)
    }
    known.matched_until = Math.max(known.matched_until, until)
  }
  const delay = ([from, to]: readonly [number, number]): number => {
    const current = state()
    current.made += 1
    return Math.round(from + (to - from) * fraction(current.seed, current.made, 0, 12))
  }
  const send = (order: Order): boolean => {
    const current = state()
    if (!canReserve(current, order)) return false
    reserve(current, order)
    order.arrives_at = clock.now() + delay(current.pace.fill_ms)
    current.orders.set(order.uuid, order)
    current.open.set(order.uuid, true)
    tell({ order, kind: 'wait', at: order.created_at })
    return true
  }
  const perform = ({ at, order, deed }: Due): void => {
    if (order.state !== 'wait') return
    match(order.market, at)
    // It may have been filled just before.
    if (openOrders(state()).includes(order)) {
      if (deed === 'arrive') return arrive(floorOf(order.market), order, at)
      finish(floorOf(order.market), order, 'cancel', at)
      if (order.successor) send(order.successor)
    }
  }
  return { match, send, perform, delay, floorOf, marketsAtRest }
}

/** Makes the engine; it sleeps until the next thing happens to an order. */
export function createEngine(parts: EngineParts): Engine {
  const { clock, state } = parts
  const listeners = new Set<(event: OrderEvent) => void>()
  const foresight = createForesight(parts)
  let timer: Timer | undefined
  const deeds = createDeeds(parts, foresight, (event) => {
    for (const listener of listeners) listener(event)
  })

  const schedule = (): void => {
    timer?.cancel()
    timer = undefined
    const times = [
      ...openOrders(state())
        .flatMap(dueOf)
        .map(({ at }) => at),
      ...[...deeds.marketsAtRest()].flatMap((name) => foresight.at(name) ?? []),
    ]
    if (times.length > 0) timer = clock.after(Math.min(...times) - clock.now(), run)
  }
  const run = (): void => {
    const now = clock.now()
    for (;;) {
      const [first] = openOrders(state())
        .flatMap(dueOf)
        .filter(({ at }) => at <= now)
        .sort((a, b) => a.at - b.at)
      if (!first) break
      deeds.perform(first)
    }
    for (const name of deeds.marketsAtRest()) deeds.match(name, now)
    schedule()
  }

  return {
    run,
    place(order) {
      const isSent = deeds.send(order)
      if (isSent) schedule()
      return isSent
    },
    cancel(order) {
      order.cancels_at ??= clock.now() + deeds.delay(state().pace.cancel_ms)
      schedule()
    },
    print({ state: market }, trade) {
      const [price, volume] = [exactPrice(trade.price), exactPrice(trade.volume)]
      market.printed.push({ ...trade, price, volume })
      meet(deeds.floorOf(market.market), trade)
      schedule()
    },
    plan() {
      foresight.forget()
      run()
    },
    onEvent(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    close: () => timer?.cancel(),
  }
}
