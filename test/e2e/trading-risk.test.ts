import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { z } from 'zod'
import { decimal, plainText, roundTo } from '#core/money.ts'
import {
  balanceData,
  marketsData,
  positionsData,
  signalsData,
  statusData,
  strategiesData,
} from '#modules/trading/contract/data.ts'
import { notificationsAnswer } from '#modules/trading/contract/rest.ts'
import { insertSignal, loadStrategies } from '#modules/trading/store/strategies.ts'
import { eventually } from '../support/eventually.ts'
import { tradingIn } from '../support/trading.ts'
import { ask, openWorld, serviceHeaders, type World } from '../support/world.ts'

const [trader, other] = ['111111111111111111', '222222222222222222']
const admin = '444444444444444444'
const dayMs = 86_400_000
const holding = z.looseObject({ currency: z.string(), balance: z.string() })

describe('what protects the account', () => {
  let world: World
  const { say, exchange, hold } = tradingIn(() => world, trader)
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
    await exchange('pace', { fill_ms: [0, 5], cancel_ms: [0, 5] })
  })
  after(() => world.close())

  const positionOf = async (ticker: string) => {
    const { response } = await say('positions', { ticker })
    return positionsData.parse(response.data).positions[0]
  }
  /** Orders of a market at the exchange. */
  const ordersAt = (market: string) =>
    [...world.sandbox.exchange.desk.state.orders.values()].filter((one) => one.market === market)

  /** Has a strategy buy once, with a stop 3 % below. */
  async function buyWithStop(ticker: string) {
    const start = { action: 'start', strategy: 'dca', ticker, interval: '1m', amount: '20000' }
    await hold(ticker)
    await say('strategy', { ...start, params: 'every=1 stop_pct=3' }, admin)
    // It looks at minutes that end from now on, and a quiet one has no candle.
    await hold(ticker)
    await world.control.advance('61s')
    await world.settle()
    await eventually(async () => assert.ok((await positionOf(ticker))?.stop_price))
    await say('strategy', { action: 'stop', strategy: 'dca', ticker }, admin)
  }
  async function fall(ticker: string, pct: number) {
    const market = `KRW-${ticker}`
    await exchange('price', { market, release: true })
    await exchange('price', { market, change_pct: -pct })
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
    // What was sold altogether is not held any more, though its result is still there.
    const { message, response } = await say('positions')
    assert.equal(message, 'Nothing is held.')
    assert.notEqual(positionsData.parse(response.data).positions[0]?.realized_krw, '0')
  })

  it('no strategy runs after a start before it is known what became of the orders of before', async () => {
    await hold('ETH')
    await say('buy', { ticker: 'ETH', amount: '10000', price: '1000000' })
    const wish = { strategy: 'dca', ticker: 'BCH', interval: '1m' }
    await hold('BCH')
    await say('strategy', { ...wish, action: 'start', amount: '20000', params: 'every=1' }, admin)
    await world.restart(async () => {
      await world.control.fault({
        service: 'upbit',
        when: { method: 'GET', route: '/v1/orders/uuids' },
        do: { status: 500, body: { error: { name: 'server_error', message: 'busy' } } },
      })
    })
    // Nothing settles while it is looked for again and again.
    await world.sandbox.clock.advance(61_000)
    await eventually(async () => {
      const { json } = await world.api('GET', '/api/trading/strategies')
      const [one] = strategiesData
        .parse(json)
        .strategies.filter(({ market }) => market === 'KRW-BCH')
      assert.equal(one?.last_error, 'not_recovered')
    })
    assert.equal(ordersAt('KRW-BCH').length, 0)
    await world.control.liftFaults()
    await eventually(async () => {
      await hold('BCH')
      await world.sandbox.clock.advance(20_000)
      assert.ok(ordersAt('KRW-BCH').length > 0)
    })
    await say('strategy', { ...wish, action: 'stop' }, admin)
    await say('sell', { ticker: 'BCH' })
    const { response } = await say('orders')
    for (const { id, state } of z
      .array(z.looseObject({ id: z.string(), state: z.string() }))
      .parse(response.data['orders']))
      if (state === 'open') await say('cancel', { id })
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

  it('a strategy that is refused says why, with the numbers, in the language of the reader', async () => {
    const start = { action: 'start', strategy: 'dca', ticker: 'SOL', interval: '1m' }
    await say('limits', { name: 'max_order_krw', value: '10000' }, admin)
    await say('strategy', { ...start, amount: '20000', params: 'every=1 stop_pct=off' }, admin)
    const seen = async (language: string) => {
      const headers = { ...serviceHeaders, 'accept-language': language }
      const path = '/api/trading/signals?ticker=SOL&limit=1'
      const { json } = await world.api('GET', path, undefined, headers)
      const [newest] = signalsData.parse(json).signals
      return [newest?.skipped, newest?.skipped_text]
    }
    await eventually(async () => {
      await hold('SOL')
      await world.control.advance('20s')
      assert.deepEqual(await seen('en'), [
        'max_order',
        '₩20,000 is above the limit of ₩10,000 for one order.',
      ])
    })
    assert.match((await seen('ko'))[1] ?? '', /₩20,000.*₩10,000/)
    await say('strategy', { ...start, action: 'stop' }, admin)
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

  it('a strategy sells what no other order holds', async () => {
    await hold('BCH')
    await say('buy', { ticker: 'BCH', amount: '60000' })
    const { volume = '0', price } = (await positionOf('BCH')) ?? {}
    const half = plainText(roundTo(decimal(volume).div(2), 8, 'down'))
    const far = plainText(decimal(price ?? '0').times(2))
    const resting = await say('sell', { ticker: 'BCH', amount: half, price: far })
    const start = { action: 'start', strategy: 'dca', ticker: 'BCH', interval: '1m' }
    const { services } = world.app
    const now = services.clock.now()
    // It buys nothing by itself meanwhile.
    const every = [1_000, 997, 991, 983].find((one) => Math.floor(now / 60_000) % one < one - 10)
    await say('strategy', { ...start, amount: '6000', params: `every=${every}` }, admin)
    const dca = (await loadStrategies(services.database)).find(({ market }) => market === 'KRW-BCH')
    assert.ok(dca)
    await services.database.write((tx) =>
      insertSignal(tx, {
        id: 'sell-now',
        strategy_id: dca.id,
        strategy: dca.strategy,
        market: dca.market,
        interval: dca.interval,
        candle_at: now - (now % 60_000),
        side: 'sell',
        at: now,
        strength: 1,
        price: decimal('1'),
        reason: 'test',
      }),
    )
    await world.control.advance('61s')
    await world.settle()
    await eventually(async () => assert.equal((await positionOf('BCH'))?.volume, half))
    await say('strategy', { ...start, action: 'stop' }, admin)
    const { id } = z.looseObject({ id: z.string() }).parse(resting.response.data['order'])
    await say('cancel', { id })
  })

  it('a stop of what is too little to be sold says so once, and sells it once the exchange takes it', async () => {
    await buyWithStop('XLM')
    const { volume = '0' } = (await positionOf('XLM')) ?? {}
    const most = plainText(roundTo(decimal(volume).times(decimal('0.8')), 8, 'down'))
    await eventually(async () => {
      await say('sell', { ticker: 'XLM', amount: most })
      assert.notEqual((await positionOf('XLM'))?.volume, volume)
    })
    await fall('XLM', 6)
    const told = async () => {
      const { json } = await world.api('GET', '/api/trading/notifications')
      return notificationsAnswer
        .parse(json)
        .recent.filter(({ message }) => /KRW-XLM .*(below|미만)/.test(message))
    }
    await eventually(async () => assert.equal((await told()).length, 1))
    for (let nth = 0; nth < 5; nth += 1) await world.control.advance('6s')
    await world.settle()
    assert.equal((await told()).length, 1)
    await exchange('market', { market: 'KRW-XLM', min_total: '1000' })
    await eventually(async () => {
      await world.control.advance('20s')
      assert.equal((await positionOf('XLM'))?.volume, '0')
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
    await exchange('market', { market: 'KRW-DOGE', state: 'delisted' })
    // A price that was on its way may come after the clock was moved, and holds for some seconds.
    await eventually(async () => {
      await world.control.advance('6s')
      const balance = balanceData.parse((await say('balance')).response.data)
      const coin = balance.holdings.find(({ currency }) => currency === 'DOGE')
      assert.ok(coin)
      assert.match(balance.display['DOGE'] ?? '', /\(₩0, no KRW market\)$/)
    })
    assert.equal((await say('buy', { ticker: 'ETH', amount: '10000' })).response.type, 'success')
    await world.control.advance('20s')
    const { positions } = positionsData.parse((await say('positions')).response.data)
    const age = positions.find(({ market }) => market === 'KRW-ETH')?.price_age_ms
    assert.ok(z.number().max(10_000).safeParse(age).success, String(age))
  })
})
