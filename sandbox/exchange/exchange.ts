import type { FastifyInstance } from 'fastify'
import type { Clock } from '../clock.ts'
import type { Desk } from './desk.ts'
import { listings } from './markets.ts'
import { createEngine } from './orders/engine.ts'
import { createMarket, type Market } from './price/market.ts'
import { uuidOf } from './random.ts'
import { addAccounts } from './rest/accounts.ts'
import { addManners, createRoute } from './rest/call.ts'
import { createExchangeLimits } from './rest/limits.ts'
import { addOrders } from './rest/orders.ts'
import { addQuotation } from './rest/quotation.ts'
import { createStreamFaults } from './stream/faults.ts'
import { freshExchange, type ExchangeState } from './state.ts'

/** The emulated exchange. */
export type Exchange = {
  readonly desk: Desk
  /** Replaces everything: a fresh world, or one that was saved. */
  load(state?: ExchangeState): void
  close(): void
}

function openMarkets(state: ExchangeState): Map<string, Market> {
  const open = listings.flatMap((listing, index): [string, Market][] => {
    const known = state.markets.get(listing.market)
    return known
      ? [[listing.market, createMarket(listing, known, state, state.seed * 1000 + index)]]
      : []
  })
  return new Map(open)
}

/** Opens the exchange: one account, markets that move by themselves. */
export function createExchange(clock: Clock): Exchange {
  let state = freshExchange(clock.now())
  let markets = openMarkets(state)
  const find = (name: string): Market => {
    const market = markets.get(name)
    if (!market) throw new Error(`There is no market ${name}`)
    return market
  }
  const engine = createEngine({ clock, state: () => state, market: find })
  const limits = createExchangeLimits(clock)
  const desk: Desk = {
    clock,
    get state() {
      return state
    },
    engine,
    limits,
    streamFaults: createStreamFaults(),
    markets: () => [...markets.values()].filter(({ state: { state: one } }) => one !== 'delisted'),
    market: (name) => markets.get(name),
    reopen(name) {
      const fresh = openMarkets(state).get(name)
      if (fresh) markets.set(name, fresh)
      engine.plan()
    },
    uuid() {
      state.made += 1
      return uuidOf(state.seed, state.made)
    },
  }
  return {
    desk,
    load(next = freshExchange(clock.now())) {
      state = next
      markets = openMarkets(next)
      limits.clear()
      desk.streamFaults.clear()
      engine.plan()
    },
    close: () => engine.close(),
  }
}

/** Adds the exchange's calls beneath `/upbit`. */
export function registerExchange(root: FastifyInstance, { desk }: Exchange): void {
  void root.register(async (app) => {
    addManners(app, desk)
    const route = createRoute(app, desk)
    addQuotation(route, desk)
    addAccounts(route, desk)
    addOrders(route, desk)
  })
}
