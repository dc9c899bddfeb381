import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { z } from 'zod'
import { decimal, plainText, roundTo } from '#core/money.ts'
import {
  balanceData,
  marketsData,
  positionsData,
  statusData,
} from '#modules/trading/contract/data.ts'
import { commandAnswer } from '#modules/trading/contract/envelope.ts'
import { eventually } from '../support/eventually.ts'
import { ask, openWorld, serviceHeaders, type World } from '../support/world.ts'

const [trader, other] = ['111111111111111111', '222222222222222222']
const admin = '444444444444444444'
const dayMs = 86_400_000
const holding = z.looseObject({ currency: z.string(), balance: z.string() })

describe('what protects the account', () => {
  let world: World
  before(async () => {
    world = await openWorld({
      channel: 'trading',
      env: {
        TRADE_USERS: `${trader}, ${other}`,
        ADMIN_USERS: admin,
        TRADING_RATE_LIMITS: '{"view": 0, "trade": 0, "backtest": 0}',
        TRADING_CONFIRM_KRW: 'off',
        TRADING_CONFIRM_PCT: '0',
        TRADING_ORDERS_PER_MINUTE: '0',
      },
    })
    await control('exchange/pace', { fill_ms: [0, 5], cancel_ms: [0, 5] })
  })
  after(() => world.close())

  async function control(path: string, body: object): Promise<void> {
    const answer = await ask(`${world.sandbox.origin}/_control/${path}`, { method: 'POST', body })
    assert.ok(answer.status < 300, JSON.stringify(answer.json))
  }

  const send = (command: string, parameters: object, as = trader) =>
    world.api(
      'POST',
      '/api/discord/webhook',
      { user_id: as, channel_id: world.channelId, command, parameters },
      serviceHeaders,
    )

  async function say(command: string, parameters: object = {}, as = trader) {
    const { status, json } = await send(command, parameters, as)
    assert.equal(status, 200, JSON.stringify(json))
    return commandAnswer.parse(json)
  }

  const positionOf = async (ticker: string) => {
    const { response } = await say('positions', { ticker })
    return positionsData.parse(response.data).positions[0]
  }
  /** Orders of a market at the exchange. */
  const ordersAt = (market: string) =>
    [...world.sandbox.exchange.desk.state.orders.values()].filter((one) => one.market === market)
  const hold = (ticker: string) =>
    control('exchange/price', { market: `KRW-${ticker}`, hold: true })

  /** Has a strategy buy once, with a stop 3 % below. */
  async function buyWithStop(ticker: string) {
    const start = { action: 'start', strategy: 'dca', ticker, interval: '1m', amount: '20000' }
    await hold(ticker)
    await say('strategy', { ...start, params: 'every=1 stop_pct=3' }, admin)
    await world.control.advance('61s')
    await world.settle()
    await eventually(async () => assert.ok((await positionOf(ticker))?.stop_price))
    await say('strategy', { action: 'stop', strategy: 'dca', ticker }, admin)
  }
  async function fall(ticker: string, pct: number) {
    const market = `KRW-${ticker}`
    await control('exchange/price', { market, release: true })
    await control('exchange/price', { market, change_pct: -pct })
    await hold(ticker)
  }

  it('a stop that the exchange refuses is tried again until the position is sold', async () => {
    await buyWithStop('SOL')
    await world.control.fault({
      service: 'upbit',
      when: { method: 'POST', route: '/v1/orders' },
      do: { status: 400, body: { error: { name: 'market_offline', message: 'maintenance' } } },
      times: 1,
    })
    await fall('SOL', 6)
    await eventually(async () => {
      await world.control.advance('3s')
      assert.equal((await positionOf('SOL'))?.volume, '0')
    })
    assert.equal(ordersAt('KRW-SOL').filter(({ side }) => side === 'ask').length, 1)
  })

  it('a stop sells more than a single order may come to', async () => {
    await buyWithStop('ADA')
    await say('limits', { name: 'max_order_krw', value: '10000' }, admin)
    await fall('ADA', 6)
    await eventually(async () => {
      await world.control.advance('3s')
      assert.equal((await positionOf('ADA'))?.volume, '0')
    })
    await say('limits', { name: 'max_order_krw', value: 'off' }, admin)
  })

  it('a stop sells what no other order holds', async () => {
    await buyWithStop('DOT')
    const { volume = '0', price } = (await positionOf('DOT')) ?? {}
    const half = plainText(roundTo(decimal(volume).div(decimal('2')), 8, 'down'))
    const far = String(Math.round(Number(price) * 1.5))
    const resting = await say('sell', { ticker: 'DOT', amount: half, price: far })
    assert.equal(resting.response.type, 'success')
    await fall('DOT', 6)
    await eventually(async () => {
      await world.control.advance('3s')
      assert.equal((await positionOf('DOT'))?.volume, half)
    })
  })

  it('a share of the balance that is asked for twice is bought once', async () => {
    const wish = { ticker: 'XRP', amount: '1%' }
    assert.equal((await say('buy', wish)).response.type, 'success')
    const twin = await say('buy', wish)
    assert.deepEqual([twin.code, twin.response.type], ['duplicate', 'warning'])
    assert.equal(ordersAt('KRW-XRP').length, 1)
  })

  it('orders of the minute before 09:00 in Seoul count after it', async () => {
    await say('limits', { name: 'orders_per_minute', value: '2' }, admin)
    const now = world.sandbox.clock.now()
    const midnight = now - (now % dayMs) + dayMs
    await world.sandbox.clock.advanceTo(midnight - 5_000)
    for (const amount of ['6000', '6100'])
      assert.equal((await say('buy', { ticker: 'ETH', amount })).response.type, 'success')
    await world.sandbox.clock.advanceTo(midnight + 5_000)
    assert.equal((await say('buy', { ticker: 'ETH', amount: '6200' })).code, 'orders_per_minute')
    await say('limits', { name: 'orders_per_minute', value: 'off' }, admin)
  })

  it('balances that the exchange cuts to eight digits are no difference', async () => {
    await say('buy', { ticker: 'XRP', amount: '12345' })
    const address = `${world.sandbox.origin}/_control/exchange`
    const { json: desk } = await ask(address, { method: 'GET' })
    const { accounts } = z.object({ accounts: z.array(holding) }).parse(desk)
    const exact = accounts.find(({ currency }) => currency === 'KRW')?.balance ?? ''
    const shown = exact.replace(/(\.\d{8})\d+$/, '$1')
    assert.notEqual(shown, exact)
    const body = accounts.map((one) => (one.currency === 'KRW' ? { ...one, balance: shown } : one))
    await world.control.fault({
      service: 'upbit',
      when: { method: 'GET', route: '/v1/accounts' },
      do: { status: 200, body },
      times: 100,
    })
    await world.control.advance('301s')
    await world.settle()
    await world.control.liftFaults()
    const { json } = await world.api('GET', '/api/trading/status')
    assert.equal(statusData.parse(json).degraded, null)
  })

  it('a price of a clock that was wrong is forgotten once the clock is right', async () => {
    const market = 'KRW-LINK'
    const { json } = await ask(`${world.sandbox.origin}/upbit/v1/ticker?markets=${market}`, {
      method: 'GET',
    })
    const [ticker] = z.array(z.looseObject({ timestamp: z.number() })).parse(json)
    assert.ok(ticker)
    const ahead = { ...ticker, trade_price: 1, timestamp: ticker.timestamp + 60_000 }
    await world.control.fault({
      service: 'upbit',
      when: { method: 'GET', route: '/v1/ticker' },
      do: { status: 200, body: [ahead] },
      times: 1,
    })
    const priceOf = async () =>
      marketsData.parse((await say('markets', { query: 'LINK' })).response.data).markets[0]?.price
    assert.equal(await priceOf(), '1')
    await world.control.advance('6s')
    const wish = { ticker: 'LINK', amount: '10000' }
    assert.equal((await say('buy', wish)).response.type, 'success')
    assert.notEqual(await priceOf(), '1')
  })

  it('a coin that is delisted while it is held keeps nothing from being seen and traded', async () => {
    await say('buy', { ticker: 'DOGE', amount: '20000' })
    await control('exchange/market', { market: 'KRW-DOGE', state: 'delisted' })
    await world.control.advance('6s')
    const balance = balanceData.parse((await say('balance')).response.data)
    const coin = balance.holdings.find(({ currency }) => currency === 'DOGE')
    assert.ok(coin)
    assert.equal((await say('buy', { ticker: 'ETH', amount: '10000' })).response.type, 'success')
    await world.control.advance('20s')
    const { positions } = positionsData.parse((await say('positions')).response.data)
    const age = positions.find(({ market }) => market === 'KRW-ETH')?.price_age_ms
    assert.ok(z.number().max(10_000).safeParse(age).success, String(age))
  })
})
