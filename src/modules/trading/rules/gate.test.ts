import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { decimal, zero } from '#core/money.ts'
import { confirmAbove, freshMs, gate, type GateInput } from './gate.ts'
import type { RefusalCode } from './refusals.ts'

/** Nothing stands in the way of buying for 10,000 KRW. */
const clear: GateInput = {
  now: 1_000_000,
  typed: { side: 'buy', amount: '10000' },
  by: 'person',
  halt: null,
  modeProblem: null,
  degraded: false,
  mayTrade: true,
  market: {
    market: 'KRW-BTC',
    base: 'BTC',
    active: true,
    warning: false,
    min_total: decimal('5000'),
    max_total: decimal('1000000000'),
    bid_fee: decimal('0.0005'),
    ask_fee: decimal('0.0005'),
    tick: null,
  },
  allowWarning: false,
  price: { value: decimal('100000000'), at: 1_000_000 },
  bookPrice: null,
  free: { krw: decimal('1000000'), coin: decimal('0.5'), lockedCoin: zero },
  equity: decimal('51000000'),
  limits: {
    confirm_above_krw: '500000',
    confirm_above_pct: '20',
    approve_above_krw: null,
    max_order_krw: null,
    daily_order_krw: null,
    person_max_order_krw: null,
    person_daily_order_krw: null,
    max_position_krw: null,
    max_exposure_krw: null,
    max_open_orders: null,
    orders_per_minute: null,
    daily_loss_krw: null,
  },
  used: {
    today: zero,
    todayByPerson: zero,
    position: zero,
    exposure: zero,
    openOrders: 0,
    lastMinute: 0,
    result: zero,
  },
  duplicate: false,
  confirmed: false,
}

type Change = (input: GateInput) => GateInput
const typed =
  (changes: Partial<GateInput['typed']>): Change =>
  (input) => ({ ...input, typed: { ...input.typed, ...changes } })
const market =
  (changes: Partial<NonNullable<GateInput['market']>>): Change =>
  (input) => ({ ...input, market: input.market && { ...input.market, ...changes } })
const capped =
  (limits: Partial<GateInput['limits']>, used: Partial<GateInput['used']> = {}): Change =>
  (input) => ({
    ...input,
    limits: { ...input.limits, ...limits },
    used: { ...input.used, ...used },
  })

/**
 * What can be wrong, in the order in which the contract wants it told. Each is wrong by the smallest
 * step, and `edge` is the last that is still right.
 */
const wrongs: readonly { code: RefusalCode; wrong: Change; edge?: Change }[] = [
  {
    code: 'halted',
    wrong: (input) => ({ ...input, halt: { scope: 'buys', reason: 'x' } }),
  },
  { code: 'live_not_armed', wrong: (input) => ({ ...input, modeProblem: 'live_not_armed' }) },
  { code: 'not_allowed', wrong: (input) => ({ ...input, mayTrade: false }) },
  { code: 'market_suspended', wrong: market({ active: false }) },
  {
    code: 'market_warning',
    wrong: market({ warning: true }),
    edge: (input) => ({ ...market({ warning: true })(input), allowWarning: true }),
  },
  {
    code: 'stale_price',
    wrong: (input) => ({
      ...input,
      price: input.price && { ...input.price, at: input.now - freshMs - 1 },
    }),
    edge: (input) => ({
      ...input,
      price: input.price && { ...input.price, at: input.now - freshMs },
    }),
  },
  { code: 'invalid_amount', wrong: typed({ amount: '1e4' }), edge: typed({ amount: '10,000' }) },
  { code: 'invalid_price', wrong: typed({ price: '1e8' }), edge: typed({ price: '100000999' }) },
  { code: 'invalid_tif', wrong: typed({ tif: 'gtc' }), edge: typed({ tif: 'IOC' }) },
  {
    code: 'below_minimum',
    wrong: typed({ amount: '4999.99999999' }),
    edge: typed({ amount: '5000' }),
  },
  {
    code: 'above_maximum',
    wrong: market({ max_total: decimal('9999.99999999') }),
    edge: market({ max_total: decimal('10000') }),
  },
  {
    // The fee comes on top: 10,005 are needed.
    code: 'insufficient_krw',
    wrong: (input) => ({ ...input, free: { ...input.free, krw: decimal('10004.99999999') } }),
    edge: (input) => ({ ...input, free: { ...input.free, krw: decimal('10005') } }),
  },
  {
    code: 'max_order',
    wrong: capped({ max_order_krw: '9999' }),
    edge: capped({ max_order_krw: '10000' }),
  },
  {
    code: 'max_order',
    wrong: capped({ person_max_order_krw: '9999' }),
    edge: capped({ person_max_order_krw: '10000' }),
  },
  {
    code: 'daily_order',
    wrong: capped({ daily_order_krw: '30000' }, { today: decimal('20000.00000001') }),
    edge: capped({ daily_order_krw: '30000' }, { today: decimal('20000') }),
  },
  {
    code: 'person_daily_order',
    wrong: capped(
      { person_daily_order_krw: '30000' },
      { todayByPerson: decimal('20000.00000001') },
    ),
    edge: capped({ person_daily_order_krw: '30000' }, { todayByPerson: decimal('20000') }),
  },
  {
    code: 'max_position',
    wrong: capped({ max_position_krw: '30000' }, { position: decimal('20000.00000001') }),
    edge: capped({ max_position_krw: '30000' }, { position: decimal('20000') }),
  },
  {
    code: 'max_exposure',
    wrong: capped({ max_exposure_krw: '30000' }, { exposure: decimal('20000.00000001') }),
    edge: capped({ max_exposure_krw: '30000' }, { exposure: decimal('20000') }),
  },
  {
    code: 'max_open_orders',
    wrong: capped({ max_open_orders: 3 }, { openOrders: 3 }),
    edge: capped({ max_open_orders: 3 }, { openOrders: 2 }),
  },
  {
    code: 'orders_per_minute',
    wrong: capped({ orders_per_minute: 3 }, { lastMinute: 3 }),
    edge: capped({ orders_per_minute: 3 }, { lastMinute: 2 }),
  },
  {
    code: 'daily_loss',
    wrong: capped({ daily_loss_krw: '50000' }, { result: decimal('-50000') }),
    edge: capped({ daily_loss_krw: '50000' }, { result: decimal('-49999.99999999') }),
  },
  {
    code: 'duplicate',
    wrong: (input) => ({ ...input, duplicate: true }),
    edge: (input) => ({ ...input, duplicate: true, confirmed: true }),
  },
]

const codeOf = (input: GateInput): RefusalCode | null => {
  const answer = gate(input)
  return answer.ok ? null : answer.refusal.code
}

/** A small sale of what is held. */
const sale: GateInput = { ...clear, typed: { side: 'sell', amount: '0.0002' } }

describe('the gate of orders', () => {
  it('lets an order pass that nothing stands against', () => {
    const answer = gate(clear)
    assert.ok(answer.ok)
    const { wish, est, needsConfirm } = answer
    assert.deepEqual([wish.type, wish.krw?.toFixed(), wish.volume], ['market', '10000', null])
    assert.deepEqual([est.volume.toFixed(), est.fee.toFixed()], ['0.0001', '5'])
    assert.equal(needsConfirm, false)
  })

  for (const { code, wrong, edge } of wrongs) {
    it(`refuses with ${code} by the smallest step, and not before`, () => {
      assert.equal(codeOf(wrong(clear)), code)
      if (edge) assert.equal(codeOf(edge(clear)), null)
    })
  }

  it('tells the first of everything that is wrong, in the order of the contract', () => {
    fc.assert(
      fc.property(fc.subarray([...wrongs], { minLength: 1 }), (chosen) => {
        const input = chosen.reduceRight((before, { wrong }) => wrong(before), clear)
        assert.equal(codeOf(input), chosen[0]?.code)
      }),
    )
  })

  it('knows no market, no price and no coins', () => {
    assert.equal(codeOf({ ...clear, market: null }), 'unknown_market')
    assert.equal(codeOf({ ...clear, price: null }), 'no_price')
    const none = { ...sale.free, coin: zero }
    const all = { side: 'sell' as const }
    assert.equal(codeOf({ ...sale, typed: all, free: none }), 'nothing_to_sell')
    assert.equal(codeOf({ ...sale, typed: { ...all, amount: '0.6' } }), 'insufficient_coin')
    assert.equal(codeOf({ ...sale, typed: { ...all, amount: '0.00004999' } }), 'dust')
    assert.equal(codeOf({ ...sale, typed: { ...all, amount: '0.00005' } }), null)
    assert.equal(codeOf({ ...clear, typed: { side: 'buy', volume: '0.1' } }), 'price_needed')
  })

  it('takes an amount or a volume, and never guesses which of the two is meant', () => {
    for (const input of [clear, sale]) {
      const { side } = input.typed
      const wish = (size: Partial<GateInput['typed']>) =>
        codeOf({ ...input, typed: { side, price: '100000000', ...size } })
      const [amount, volume] = [side === 'buy' ? '10000' : '0.0001', '0.0001']
      assert.deepEqual([wish({ amount }), wish({ volume })], [null, null])
      assert.equal(wish({ amount, volume }), 'amount_and_volume')
    }
  })

  it('holds buying and never what reduces risk, but for the switch that holds all', () => {
    const buyersOnly = [
      'halted',
      'market_warning',
      'daily_order',
      'person_daily_order',
      'max_position',
      'max_exposure',
      'daily_loss',
    ]
    for (const { code, wrong } of wrongs.filter((one) => buyersOnly.includes(one.code))) {
      assert.equal(codeOf({ ...wrong(sale), typed: sale.typed }), null, code)
    }
    const haltedAll = { ...sale, halt: { scope: 'all' as const, reason: 'x' } }
    const byWhom = (input: GateInput) =>
      (['person', 'strategy', 'stop'] as const).map((by) => codeOf({ ...input, by }))
    assert.deepEqual(byWhom(haltedAll), [null, 'halted', 'halted'])
    const lossHalt = { ...sale, halt: { scope: 'buys' as const, reason: 'daily_loss' } }
    assert.deepEqual(byWhom(lossHalt), [null, 'halted', null])
    assert.deepEqual(byWhom({ ...clear, degraded: true }), [null, 'degraded', 'degraded'])
    const single = capped({ max_order_krw: '1', max_open_orders: 0, orders_per_minute: 0 })(sale)
    assert.deepEqual(byWhom(single), ['max_order', null, null])
    const own = capped({ person_max_order_krw: '1', person_daily_order_krw: '1' })(clear)
    assert.deepEqual(byWhom(own), ['max_order', null, null])
  })

  it('asks for a confirmation above the lesser of an amount and a share of the equity', () => {
    const rich = { ...clear, free: { ...clear.free, krw: decimal('10000000') } }
    const asks = (amount: string, changes: Partial<GateInput> = {}) => {
      const answer = gate({ ...rich, typed: { side: 'buy', amount }, ...changes })
      return answer.ok && answer.needsConfirm
    }
    assert.deepEqual([asks('500000'), asks('500000.00000001')], [false, true])
    const poor = { equity: decimal('100000') }
    assert.equal(confirmAbove(clear.limits, poor.equity).toFixed(), '20000')
    assert.deepEqual([asks('20000', poor), asks('20000.1', poor)], [false, true])
    assert.deepEqual(
      [asks('600000', { by: 'strategy' }), asks('600000', { confirmed: true })],
      [false, false],
    )
  })

  it('keeps a market order within 2 % of the last price when the book is thin', () => {
    const bought = gate({ ...clear, bookPrice: decimal('101000001') })
    assert.ok(bought.ok)
    assert.deepEqual(
      [bought.wish.type, bought.wish.time_in_force, bought.wish.price?.toFixed(), bought.notes],
      ['limit', 'ioc', '102000000', ['collared']],
    )
    const near = gate({ ...clear, bookPrice: decimal('101000000') })
    assert.ok(near.ok && near.wish.type === 'market')
    const sold = gate({ ...sale, bookPrice: decimal('98000000') })
    assert.ok(sold.ok && sold.wish.price?.toFixed() === '98000000')
  })
})
