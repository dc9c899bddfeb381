import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createVirtualClock, type VirtualClock } from '../../clock.ts'
import { formatAmount } from '../amounts.ts'
import type { Desk } from '../desk.ts'
import { ExchangeError } from '../errors.ts'
import { createExchange } from '../exchange.ts'
import { listings } from '../markets.ts'
import { gridFloor } from '../price/grid.ts'
import { currenciesOf, openOrders, type ExchangeState } from '../state.ts'
import { draftOrder } from './request.ts'

const start = Date.parse('2026-11-28T03:00:00.000Z')
const market = fc.constantFrom('KRW-BTC', 'KRW-XRP', 'KRW-SHIB')

const deeds = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('place' as const),
      market,
      side: fc.constantFrom('bid', 'ask'),
      ord_type: fc.constantFrom('limit', 'limit', 'price', 'market', 'best'),
      time_in_force: fc.constantFrom(null, null, 'ioc', 'fok', 'post_only'),
      smp_type: fc.constantFrom(null, null, 'cancel_maker', 'cancel_taker', 'reduce'),
      krw: fc.integer({ min: 5000, max: 3_000_000 }),
      /** How far from the price, in percent. */
      away: fc.integer({ min: -3, max: 3 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('cancel' as const), which: fc.nat(50) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('wait' as const),
      ms: fc.integer({ min: 1, max: 600_000 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('trade' as const),
      market,
      away: fc.integer({ min: -2, max: 2 }),
      krw: fc.integer({ min: 1000, max: 5_000_000 }),
    }),
  },
)

/** Nothing is lost or made, to the last digit, and nothing is ever negative. */
function checkMoney(state: ExchangeState): void {
  const expected = new Map(state.deposited)
  const locked = new Map<string, bigint>()
  const add = (sums: Map<string, bigint>, currency: string, amount: bigint): void => {
    sums.set(currency, (sums.get(currency) ?? 0n) + amount)
  }
  for (const order of state.orders.values()) {
    const { quote, base } = currenciesOf(order.market)
    const sign = order.side === 'bid' ? 1n : -1n
    add(expected, base, sign * order.executed_volume)
    add(expected, quote, -sign * order.executed_funds - order.paid_fee)
    if (order.state === 'wait') add(locked, order.side === 'bid' ? quote : base, order.locked)
    const fills = order.fills.reduce((sum, { fee }) => sum + fee, 0n)
    assert.equal(fills, order.paid_fee)
    assert.ok(order.locked >= 0n, `${order.uuid} locks less than nothing`)
    assert.ok(order.volume === null || order.executed_volume <= order.volume)
  }
  for (const [currency, holding] of state.holdings) {
    assert.ok(holding.balance >= 0n && holding.locked >= 0n, `${currency} is negative`)
    assert.equal(formatAmount(holding.locked), formatAmount(locked.get(currency) ?? 0n))
    assert.equal(
      formatAmount(holding.balance + holding.locked),
      formatAmount(expected.get(currency) ?? 0n),
      currency,
    )
  }
}

type Deed = typeof deeds extends fc.Arbitrary<infer T> ? T : never
type Placing = Extract<Deed, { do: 'place' }>

/** Places the order unless a rule forbids it; says whether it did. */
function place(desk: Desk, deed: Placing, price: number, volume: number): boolean {
  const where = desk.market(deed.market)
  assert.ok(where)
  const isBuy = deed.side === 'bid'
  const isLimit = deed.ord_type === 'limit'
  const spends = isBuy && !isLimit
  const market_type = isBuy ? 'price' : 'market'
  const ord_type = isLimit || deed.ord_type === 'best' ? deed.ord_type : market_type
  const request = {
    ...deed,
    ord_type,
    price: spends ? String(deed.krw) : isLimit ? price.toFixed(8) : null,
    volume: spends ? null : volume.toFixed(8),
  } as const
  try {
    const made = { uuid: desk.uuid(), now: desk.clock.now() }
    return desk.engine.place(draftOrder(desk.state, where, request, made))
  } catch (error) {
    assert.ok(error instanceof ExchangeError)
    return false
  }
}

async function perform(desk: Desk, clock: VirtualClock, deed: Deed): Promise<boolean> {
  if (deed.do === 'wait') await clock.advance(deed.ms)
  if (deed.do === 'cancel') {
    const open = openOrders(desk.state)
    const order = open[deed.which % Math.max(open.length, 1)]
    if (order) desk.engine.cancel(order)
  }
  if (deed.do === 'wait' || deed.do === 'cancel') return false
  const where = desk.market(deed.market)
  assert.ok(where)
  const price = gridFloor(where.last(clock.now()).price * (1 + deed.away / 100))
  const volume = Math.max(Math.floor((deed.krw / price) * 1e8), 1) / 1e8
  if (deed.do === 'place') return place(desk, deed, price, volume)
  const side = deed.away > 0 ? 'bid' : 'ask'
  desk.engine.print(where, { at: clock.now(), price, volume, side })
  return false
}

test('whatever is ordered, cancelled and traded, money is conserved to the last digit', async () => {
  let placed = 0
  let filled = 0
  const run = async (all: readonly Deed[]): Promise<void> => {
    const clock = createVirtualClock(() => start)
    const exchange = createExchange(clock)
    const { desk } = exchange
    for (const { market: name } of listings) {
      const { base } = currenciesOf(name)
      desk.state.holdings.set(base, { balance: 10n ** 28n, locked: 0n, avg_buy_price: 0n })
      desk.state.deposited.set(base, 10n ** 28n)
    }
    for (const deed of all) {
      if (await perform(desk, clock, deed)) placed += 1
      checkMoney(desk.state)
    }
    await clock.advance(3_600_000)
    checkMoney(desk.state)
    filled += [...desk.state.orders.values()].reduce((sum, { fills }) => sum + fills.length, 0)
    exchange.close()
    clock.close()
  }
  const many = fc.array(deeds, { minLength: 10, maxLength: 40 })
  await fc.assert(fc.asyncProperty(many, run), { numRuns: 40, seed: 7 })
  // The property says nothing when nothing happens.
  assert.ok(placed > 200 && filled > 200, `${placed} orders, ${filled} fills`)
})
