import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { ordersData } from '#modules/trading/contract/data.ts'
import { isFinal } from '#modules/trading/rules/order.ts'
import { eventually } from '../support/eventually.ts'
import { tradingIn } from '../support/trading.ts'
import { openWorld, type World } from '../support/world.ts'

const trader = '111111111111111111'

describe('orders that wait for their turn at the exchange', () => {
  let world: World
  const { say, send, exchange } = tradingIn(() => world, trader)
  before(async () => {
    world = await openWorld({
      channel: 'trading',
      env: {
        TRADE_USERS: trader,
        TRADING_RATE_LIMITS: '{"view": 0, "trade": 0, "backtest": 0}',
        TRADING_CONFIRM_KRW: 'off',
        TRADING_CONFIRM_PCT: '0',
        TRADING_ORDERS_PER_MINUTE: '0',
        TRADING_DUPLICATE_WINDOW_MS: '0',
        UPBIT_RATE_LIMITS: '{"order": 1}',
      },
    })
    await exchange('pace', { fill_ms: [0, 5], cancel_ms: [0, 5] })
  })
  after(() => world.close())

  it('do not leave after trading was stopped, though they were on their way', async () => {
    const { orders } = world.sandbox.exchange.desk.state
    const buying = Promise.all(
      [1, 2, 3, 4, 5].map((nth) => send('buy', { ticker: 'XRP', amount: `${nth}0000` })),
    )
    await eventually(async () => assert.ok(orders.size > 0))
    await say('halt')
    const inTime = orders.size
    await buying
    const there = orders.size
    // One may have been asked for the last time just before.
    assert.ok(there <= inTime + 1, `${there} after ${inTime}`)
    // Whoever was looked for while it waited is proven not to have been placed; the others were never sent.
    await eventually(async () => {
      await world.control.advance('31s')
      await world.settle()
      const { json } = await world.api('GET', '/api/trading/orders')
      const states = ordersData.parse(json).orders.map(({ state }) => state)
      const never = states.filter((state) => state === 'rejected_local' || state === 'not_placed')
      assert.ok(states.every(isFinal), states.join())
      assert.equal(states.length - never.length, there, states.join())
    })
    assert.equal(orders.size, there)
  })
})
