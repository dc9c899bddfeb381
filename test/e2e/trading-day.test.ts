import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { z } from 'zod'
import {
  marketsData,
  performanceData,
  permissionsAnswer,
  positionsData,
  statusData,
} from '#modules/trading/contract/data.ts'
import { failureAnswer } from '#modules/trading/contract/envelope.ts'
import {
  candlesAnswer,
  notificationsAnswer,
  overview,
  quoteAnswer,
} from '#modules/trading/contract/rest.ts'
import { orderDetail } from '#modules/trading/contract/values.ts'
import { snapshotEquity } from '#modules/trading/service/equity.ts'
import { recover } from '#modules/trading/service/recover.ts'
import { eventually } from '../support/eventually.ts'
import { tradingIn } from '../support/trading.ts'
import { openWorld, serviceHeaders, type World } from '../support/world.ts'

const [trader, other] = ['111111111111111111', '222222222222222222']
const admin = '444444444444444444'
const dayMs = 86_400_000

describe('a day of trading', () => {
  let world: World
  const { send, say, exchange, hold } = tradingIn(() => world, trader)
  before(async () => {
    world = await openWorld({
      channel: 'trading',
      env: {
        TRADE_USERS: `${trader}, ${other}`,
        ADMIN_USERS: admin,
        TRADING_RATE_LIMITS: '{"view": 0, "trade": 0, "backtest": 0}',
        TRADING_CONFIRM_KRW: 'off',
        TRADING_CONFIRM_PCT: '0',
        TRADING_DAILY_LOSS_KRW: '100000',
      },
    })
    await exchange('pace', { fill_ms: [0, 5], cancel_ms: [0, 5] })
    for (const ticker of ['SOL', 'ETH']) await hold(ticker)
  })
  after(() => world.close())

  const status = async () => statusData.parse((await world.api('GET', '/api/trading/status')).json)
  const earned = async () => {
    const { json } = await world.api('GET', '/api/trading/performance?period=all')
    return Number(performanceData.parse(json).total_return_pct)
  }
  /** Long enough for the regular look at books and worth. */
  const tidy = async () => {
    await world.control.advance('301s')
    await world.settle()
  }

  async function told(type: string): Promise<string[]> {
    const { json } = await world.api('GET', '/api/trading/notifications')
    const { recent } = notificationsAnswer.parse(json)
    return recent
      .filter((one) => one.type === type)
      .map(({ title, message }) => `${title}: ${message}`)
  }

  it('compares the first day with the benchmark from the same moment on', async () => {
    const read = async () => {
      const { json } = await world.api('GET', '/api/trading/performance?period=all')
      return performanceData.parse(json)
    }
    const begun = Number((await read()).daily[0]?.benchmark)
    const market = 'KRW-BTC'
    await exchange('price', { market, change_pct: 10 })
    await exchange('price', { market, hold: true })
    await world.control.advance('6s')
    const { daily, benchmark, start_equity } = await read()
    const day = daily.at(-1)
    const rise = Number(day?.benchmark) / begun - 1
    assert.ok(rise > 0.05, String(rise))
    assert.ok(
      Math.abs(Number(benchmark.return_pct) / 100 - rise) < 0.01,
      benchmark.return_pct ?? '',
    )
    assert.ok(Math.abs(Number(day?.hold) / Number(start_equity) - 1 - rise) < 0.01, day?.hold ?? '')
    await exchange('price', { market, release: true })
  })

  it('stops at its loss, takes no payment for a profit, and begins anew at 09:00 in Seoul', async () => {
    // It takes half an hour, all of it within one day.
    const begun = world.sandbox.clock.now()
    const left = dayMs - (begun % dayMs)
    if (left < 3_600_000) await world.sandbox.clock.advanceTo(begun + left)
    await world.settle()
    await say('buy', { ticker: 'SOL', amount: '1000000' })
    await tidy()
    assert.equal((await status()).halted, false)
    await exchange('price', { market: 'KRW-SOL', release: true })
    await exchange('price', { market: 'KRW-SOL', change_pct: -15 })
    await exchange('price', { market: 'KRW-SOL', hold: true })
    await tidy()
    const stopped = await status()
    assert.deepEqual([stopped.halted, stopped.halt_scope], [true, 'buys'])
    assert.match(stopped.halt_reason ?? '', /loss of the day: ₩1\d\d,\d{3}$/)
    // A reader of another language is told in that one.
    const korean = await world.api('GET', '/api/trading/status', undefined, {
      ...serviceHeaders,
      'accept-language': 'ko',
    })
    assert.match(statusData.parse(korean.json).halt_reason ?? '', /일일 손실 한도 도달: ₩1/)
    assert.equal((await send('buy', { ticker: 'ETH', amount: '10000' })).status, 503)
    assert.equal((await say('sell', { ticker: 'SOL', amount: '10%' })).response.type, 'success')
    // The sale itself moves the last price a little; the held one returns, to a tick or two.
    await tidy()
    const lost = await earned()
    assert.ok(lost < -1 && lost > -2, String(lost))
    const isSame = async () => Math.abs((await earned()) - lost) < 0.05

    // Half a million comes in: it is seen, counts for nothing, and once accepted is a payment.
    await exchange('pay', { amount: '500000' })
    await tidy()
    assert.ok((await status()).degraded)
    assert.ok(await isSame())
    const { response } = await say('resume', {}, admin)
    assert.equal(response.type, 'warning')
    assert.match(response.message, /will stop again at once/)
    assert.deepEqual([(await status()).halted, (await status()).degraded], [false, null])
    assert.ok(await isSame())
    await tidy()
    // The loss is no smaller for it, and that it has stopped again is told again.
    assert.equal((await status()).halted, true)
    const stops = (await told('error')).filter((one) => one.startsWith('Trading halted'))
    assert.equal(stops.length, 2, stops.join('\n'))

    const now = world.sandbox.clock.now()
    const midnight = now - (now % dayMs) + dayMs
    await world.sandbox.clock.advanceTo(midnight - 2_000)
    await world.settle()
    assert.equal((await status()).halted, true)
    await world.sandbox.clock.advanceTo(midnight)
    await world.settle()
    assert.equal((await status()).halted, false)
    await tidy()
    assert.equal((await status()).halted, false)
    assert.equal((await say('buy', { ticker: 'ETH', amount: '10000' })).response.type, 'success')
  })

  it('books coins that come and go at what they are worth then', async () => {
    const held = async () =>
      z
        .array(positionsData.shape.positions.element)
        .parse((await say('positions', { ticker: 'ETH' })).response.data['positions'])[0]
    const start = await earned()
    const own = Number((await held())?.volume ?? 0)
    for (const amount of ['0.5', '-0.2']) {
      await exchange('pay', { currency: 'ETH', amount })
      await tidy()
      assert.ok((await status()).degraded?.includes('ETH'))
      // Nobody is told that all goes on while the books could not be looked at.
      await world.control.fault({
        service: 'upbit',
        when: { method: 'GET', route: '/v1/accounts' },
        do: { status: 500, body: { error: { name: 'server_error', message: 'busy' } } },
      })
      const { response } = await say('resume', {}, admin)
      assert.deepEqual([response.type, /still wait/.test(response.message)], ['warning', true])
      const unseen = failureAnswer.parse((await send('balance')).json)
      assert.match(unseen.message, /^The exchange cannot be reached now\. \(http_500\)$/)
      assert.ok((await status()).degraded)
      await world.control.liftFaults()
      await say('resume', {}, admin)
      await tidy()
      assert.equal((await status()).degraded, null)
      // The last price moves by a step; counted as a profit it would be some twenty percent.
      assert.ok(Math.abs((await earned()) - start) < 0.2, `${await earned()} ${start}`)
    }
    const position = await held()
    assert.ok(position && Math.abs(Number(position.volume) - own - 0.3) < 1e-9)
    // At the price of when it came: nothing is won or lost by it.
    assert.ok(Math.abs(Number(position.unrealized_pct)) < 0.1, JSON.stringify(position))
  })

  it('holds each person to a limit of its own', async () => {
    const set = (value: string) => say('limits', { name: 'person_daily_order_krw', value }, admin)
    await say('buy', { ticker: 'ETH', amount: '40000' }, other)
    await set('50000')
    const refused = await say('buy', { ticker: 'ETH', amount: '10001' }, other)
    assert.equal(refused.code, 'person_daily_order')
    assert.equal(
      (await say('buy', { ticker: 'ETH', amount: '10000' }, other)).response.type,
      'success',
    )
    assert.equal((await say('buy', { ticker: 'ETH', amount: '30000' })).response.type, 'success')
    const { json } = await world.api('GET', `/api/discord/users/${other}/permissions`)
    const { limits } = permissionsAnswer.parse(json)
    assert.equal(limits.daily_order_krw, '50000')
    // What was really bought counts, which is a little less than what was ordered.
    assert.ok(Number(limits.used_today_krw) > 49_000 && Number(limits.used_today_krw) <= 50_000)
    await set('off')
  })

  it('takes the steps of prices from the exchange', async () => {
    await exchange('price', { market: 'KRW-LINK', hold: 13_000 })
    await world.control.fault({
      service: 'upbit',
      when: { method: 'GET', route: '/v1/orderbook/instruments' },
      do: { status: 200, body: [{ market: 'KRW-LINK', tick_size: '50' }] },
      times: 1,
    })
    const quote = async (price: string) => {
      const body = { side: 'buy', ticker: 'LINK', amount: '20000', price }
      const { json } = await world.api('POST', '/api/trading/quotes', body)
      return quoteAnswer.parse(json).price
    }
    assert.equal(await quote('20190'), '20150')
    const found = (await say('markets', { query: 'LINK' })).response.data
    assert.equal(marketsData.parse(found).markets[0]?.tick_size, '50')
    // The word of the exchange is of the band of its price; the table knows the others.
    assert.equal(await quote('9998'), '9995')
  })

  it('tells of an order in doubt and of its end, finds it in a batch, and warns of a wrong clock', async () => {
    const onOrder = (method: string, does: object, times?: number) =>
      world.control.fault({
        service: 'upbit',
        when: { method, route: method === 'POST' ? '/v1/orders' : '/v1/order' },
        do: does,
        ...(times !== undefined && { times }),
      })
    await onOrder('POST', { drop: 'after' }, 1)
    await onOrder('GET', { status: 500 })
    const warned = (await told('warning')).length
    const found = (await told('success')).length
    const wish = { ticker: 'ETH', amount: '20000', price: '1000000' }
    const { order } = (await say('buy', wish)).response.data
    const { id } = orderDetail.partial().required({ id: true }).parse(order)
    const now = async () =>
      orderDetail.parse((await world.api('GET', `/api/trading/orders/${id}`)).json)
    assert.equal((await now()).state, 'unknown')
    for (let nth = 0; nth < 3; nth += 1) await world.control.advance('6s')
    await eventually(async () => assert.equal((await told('warning')).length, warned + 1))
    // A list of all names at once finds what cannot be asked for alone.
    assert.equal(await recover(world.app.services), true)
    assert.equal((await now()).state, 'open')
    await world.settle()
    await eventually(async () => assert.equal((await told('success')).length, found + 1))
    await world.control.liftFaults()
    await say('cancel', { id })
    await exchange('pace', { skew_ms: 3_000 })
    await say('balance')
    await say('balance')
    const warnings = () => world.logged.filter((line) => line.includes('the clock of the exchange'))
    assert.equal(warnings().length, 1)
    await exchange('pace', { skew_ms: 0 })
  })

  it('tells once that the exchange is gone, and once that it is back', async () => {
    const errors = (await told('error')).length
    const successes = (await told('success')).length
    const candles = async () => {
      const address = '/api/trading/candles?market=KRW-ETH&interval=1m&count=200'
      return candlesAnswer.parse((await world.api('GET', address)).json).candles
    }
    const last = (await candles()).findLast(({ closed, filled }) => closed && !filled)
    assert.ok(last)
    await world.control.advance('61s')
    await world.control.fault({ service: 'upbit', do: { status: 503 } })
    for (let nth = 0; nth < 3; nth += 1)
      assert.equal((await send('buy', { ticker: 'ETH', amount: '10000' })).status, 503)
    assert.equal((await status()).exchange.state, 'down')
    await eventually(async () => assert.equal((await told('error')).length, errors + 1))
    // What nobody knows is no number: neither a day without result nor a candle without trades.
    const { limits } = overview.parse((await world.api('GET', '/api/trading/overview')).json)
    assert.equal(limits.used.result_today_krw, null)
    assert.equal((await candles()).at(-1)?.at, last?.at)
    await world.control.liftFaults()
    await eventually(async () => {
      assert.equal((await status()).exchange.state, 'ok')
      assert.equal((await told('success')).length, successes + 1)
    })
    assert.equal((await told('error')).length, errors + 1)
  })

  it('leaves a stop by hand alone that comes while a loss is looked at', async () => {
    await say('buy', { ticker: 'ETH', amount: '500000' })
    await say('sell', { ticker: 'ETH' })
    await world.settle()
    await world.control.post('clock', { speed: 0 })
    await say('limits', { name: 'daily_loss_krw', value: '1' }, admin)
    const { services } = world.app
    let halting: Promise<unknown> | null = null
    const members = Object.assign(Object.create(services.members), {
      // The reason is put into words just before the stop is stored.
      guildLocale(guild: string) {
        halting ??= say('halt', { reason: 'storm' })
        return services.members.guildLocale(guild)
      },
    })
    const database = Object.assign(Object.create(services.database), {
      async write(work: Parameters<typeof services.database.write>[0]) {
        await halting
        return services.database.write(work)
      },
    })
    await snapshotEquity({ ...services, members, database })
    assert.ok(halting)
    const { halt_scope, halt_reason } = await status()
    assert.deepEqual([halt_scope, halt_reason], ['all', 'storm'])
    await say('limits', { name: 'daily_loss_krw', value: '100000' }, admin)
    await say('resume', {}, admin)
    await world.control.post('clock', { speed: 1 })
  })
})
