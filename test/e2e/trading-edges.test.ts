import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { z } from 'zod'
import { decimal, plainText, sum } from '#core/money.ts'
import { statusData, strategiesData } from '#modules/trading/contract/data.ts'
import { failureAnswer } from '#modules/trading/contract/envelope.ts'
import { notificationsAnswer } from '#modules/trading/contract/rest.ts'
import { orderDetail } from '#modules/trading/contract/values.ts'
import { eventually } from '../support/eventually.ts'
import { tradingIn } from '../support/trading.ts'
import { openWorld, serviceHeaders, type World } from '../support/world.ts'

const trader = '111111111111111111'
const admin = '444444444444444444'
const minuteMs = 60_000

const quote = z.object({ best_bid: z.number() })
const placed = z.looseObject({ id: z.string(), state: z.string() })
const signal = z.looseObject({
  candle_at: z.string(),
  price: z.string(),
  acted: z.boolean(),
})

describe('what exchanges do to those who trade there', () => {
  let world: World
  const { send, say, exchange } = tradingIn(() => world, trader)
  before(async () => {
    world = await openWorld({
      channel: 'trading',
      env: {
        TRADE_USERS: trader,
        ADMIN_USERS: admin,
        TRADING_RATE_LIMITS: '{"view": 0, "trade": 0, "backtest": 0}',
        TRADING_CONFIRM_KRW: 'off',
        TRADING_CONFIRM_PCT: '0',
      },
    })
  })
  after(() => world.close())

  const orderOf = async (id: string) =>
    orderDetail.parse((await world.api('GET', `/api/trading/orders/${id}`)).json)

  it('an order that is visible late is looked for again and never sent again', async () => {
    const { orders } = world.sandbox.exchange.desk.state
    const there = orders.size
    await world.control.fault({
      service: 'upbit',
      when: { method: 'POST', route: '/v1/orders' },
      do: { drop: 'after' },
      times: 1,
    })
    await world.control.fault({
      service: 'upbit',
      when: { method: 'GET', route: '/v1/order' },
      do: { status: 404, body: { error: { name: 'order_not_found', message: 'late' } } },
      times: 3,
    })
    const { order } = (await say('buy', { ticker: 'XRP', amount: '20000' })).response.data
    const { id } = placed.parse(order)
    await eventually(async () => {
      await world.control.advance('2s')
      const now = await orderOf(id)
      assert.equal(now.state, 'filled', JSON.stringify(now.events))
    })
    const { events } = await orderOf(id)
    assert.equal(events.filter(({ to }) => to === 'sending').length, 1)
    assert.equal(orders.size, there + 1)
  })

  it('fills that are faster than a cancellation stay, with their exact fee', async () => {
    await exchange('pace', { fill_ms: [0, 1], cancel_ms: [20_000, 20_000] })
    const held = await exchange('price', { market: 'KRW-BTC', hold: true })
    const price = quote.parse(held).best_bid - 500_000
    const wish = { ticker: 'BTC', amount: '1000000', price: String(price) }
    const { order } = (await say('buy', wish)).response.data
    const { id } = placed.parse(order)
    await eventually(async () => assert.equal((await orderOf(id)).state, 'open'))
    await say('cancel', { id })
    assert.equal((await orderOf(id)).state, 'cancel_requested')
    for (const volume of ['0.0021', '0.00134567'])
      await exchange('trade', {
        market: 'KRW-BTC',
        price: price - 1_000,
        volume,
        side: 'ask',
      })
    await world.control.advance('25s')
    await world.settle()
    await eventually(async () => assert.equal((await orderOf(id)).state, 'cancelled'))
    const done = await orderOf(id)
    assert.deepEqual(
      [done.filled_volume, done.fills.map(({ volume }) => volume)],
      ['0.00344567', ['0.0021', '0.00134567']],
    )
    const funds = sum(done.fills.map((fill) => decimal(fill.funds)))
    assert.equal(done.fee_krw, plainText(funds.times(decimal('0.0005'))))
    // Both are told: that it was cancelled, and what was bought before.
    assert.match(done.message, /0\.003445/)
    await exchange('pace', { fill_ms: [0, 1], cancel_ms: [0, 1] })
    await exchange('price', { market: 'KRW-BTC', release: true })
  })

  it('candles that are missing, corrected or of another clock make no signal twice, and none up', async () => {
    await world.control.post('clock', { speed: 0 })
    const now = world.sandbox.clock.now()
    const from = now - (now % minuteMs) + minuteMs
    // Nobody trades from the third to the ninth minute.
    const file = (shift: number) =>
      [0, 1, 9, 10, 11, 12, 13, 14, 15, 16, 17].map((nth) => ({
        candle_date_time_utc: new Date(from + nth * minuteMs).toISOString().slice(0, 19),
        opening_price: 20_000 + shift,
        high_price: 20_000 + shift,
        low_price: 20_000 + shift,
        trade_price: 20_000 + shift,
        candle_acc_trade_volume: 500,
      }))
    const replay = (shift: number) =>
      exchange('replay', { market: 'KRW-SOL', minutes: 1, candles: file(shift) })
    await replay(0)
    const start = { action: 'start', strategy: 'dca', ticker: 'SOL', interval: '1m' }
    await say('strategy', { ...start, amount: '6000', params: { every: '1' } }, admin)
    await world.control.advance(`${from - now}ms`)
    const minutes = async (count: number) => {
      for (let nth = 0; nth < count; nth += 1) await world.control.advance('60s')
      // Within five seconds every strategy has looked.
      await world.control.advance('5s')
    }
    const signals = async () => {
      const { response } = await say('signals', { ticker: 'SOL', limit: 50 })
      return z
        .array(signal)
        .parse(response.data['signals'])
        .map((one) => ({ ...one, nth: (Date.parse(one.candle_at) - from) / minuteMs }))
        .toSorted((a, b) => a.nth - b.nth)
    }
    await minutes(10)
    assert.deepEqual(
      (await signals()).map(({ nth, acted }) => [nth, acted]),
      [
        [0, true],
        [1, true],
        [9, true],
      ],
    )
    // Afterwards the exchange tells all of it differently.
    await replay(70)
    await minutes(1)
    const corrected = await signals()
    assert.deepEqual(
      corrected.map(({ nth, price }) => [nth, price]),
      [
        [0, '20000'],
        [1, '20000'],
        [9, '20000'],
        [10, '20070'],
      ],
    )
    // A minute off, its candles are not acted on.
    await exchange('pace', { skew_ms: 60_000 })
    await say('balance', {})
    await minutes(1)
    const last = (await signals()).at(-1)
    assert.deepEqual([last?.nth, last?.acted], [11, false])
    await exchange('pace', { skew_ms: 0 })
    const stop = () => say('strategy', { ...start, action: 'stop' }, admin)
    await stop()
    // What happened while it was stopped does not concern it.
    const there = (await signals()).length
    await minutes(3)
    await say('strategy', start, admin)
    await minutes(1)
    assert.equal((await signals()).length, there + 1)
    await stop()
    await world.control.post('clock', { speed: 1 })
  })

  it('a strategy of days sees the days whole, however short its candles are', async () => {
    await world.control.post('clock', { speed: 0 })
    const [minutes5, dayMs] = [5 * minuteMs, 86_400_000]
    const now = world.sandbox.clock.now()
    const first = now - (now % dayMs)
    // A day of 1,000 KRW in its first hour, then a day that first rises too little, and then enough.
    const priceAt = (at: number) => {
      if (at < first + 12 * minutes5) return 19_500
      if (at < first + dayMs) return 20_000 + ((at / minutes5) % 2) * 50
      const hour = Math.floor((at - first - dayMs) / (60 * minuteMs))
      return hour < 10 ? 20_000 : hour < 12 ? 20_300 : 20_700
    }
    const candles = Array.from({ length: (3 * dayMs) / minutes5 }, (_, nth) => {
      const at = first + nth * minutes5
      return {
        candle_date_time_utc: new Date(at).toISOString().slice(0, 19),
        opening_price: priceAt(at),
        high_price: nth === 0 ? 20_500 : priceAt(at),
        low_price: priceAt(at),
        trade_price: priceAt(at),
        candle_acc_trade_volume: 500,
      }
    })
    await exchange('replay', { market: 'KRW-SOL', minutes: 5, candles })
    const at = async (ms: number) => {
      await world.sandbox.clock.advanceTo(first + ms)
      await world.settle()
    }
    const hour = 60 * minuteMs
    await at(dayMs + 10 * hour + minuteMs)
    const start = { action: 'start', strategy: 'volatility_breakout', ticker: 'SOL' }
    await say('strategy', { ...start, interval: '5m', amount: '10000' }, admin)
    for (const hours of [11, 12]) await at(dayMs + hours * hour + 10 * minuteMs)
    await at(2 * dayMs - hour)
    await at(2 * dayMs + 10 * minuteMs)
    const { response } = await say('signals', { strategy: 'volatility_breakout', limit: 50 })
    const seen = z.array(z.looseObject({ side: z.string(), candle_at: z.string() }))
    const told = seen
      .parse(response.data['signals'])
      .map((one) => [one.side, (Date.parse(one.candle_at) - first) / hour])
    assert.deepEqual(told.toReversed(), [
      ['buy', 36],
      ['sell', 48],
    ])
    // One of other candles is one of its own, and stops by itself.
    await say('strategy', { ...start, interval: '1h', amount: '10000' }, admin)
    await say('strategy', { ...start, interval: '1h', action: 'stop' }, admin)
    const { json } = await world.api('GET', '/api/trading/strategies')
    const running = strategiesData
      .parse(json)
      .strategies.filter(({ strategy }) => strategy === 'volatility_breakout')
      .map(({ interval, enabled }) => `${interval} ${enabled}`)
    assert.deepEqual(running.toSorted(), ['1h false', '5m true'])
    await say('strategy', { ...start, interval: '5m', action: 'stop' }, admin)
    await world.control.post('clock', { speed: 1 })
  })

  it('a market that is delisted is not traded, and an order that rests there stays ours', async () => {
    const wish = { ticker: 'DOT', amount: '10000', price: '100' }
    const { order } = (await say('buy', wish)).response.data
    const { id } = placed.parse(order)
    await exchange('market', { market: 'KRW-DOT', state: 'delisted' })
    const refused = await say('buy', { ticker: 'DOT', amount: '10000' })
    assert.equal(refused.code, 'market_suspended')
    await say('cancel', { id })
    await eventually(async () => assert.equal((await orderOf(id)).state, 'cancelled'))
  })

  it('a minimum that rises counts from the next order on, and an order that rests stays', async () => {
    const wish = { ticker: 'ETH', amount: '6000', price: '1000000' }
    const { order } = (await say('buy', wish)).response.data
    const { id } = placed.parse(order)
    await exchange('market', { market: 'KRW-ETH', min_total: '10000' })
    const little = await say('buy', { ticker: 'ETH', amount: '6000' })
    assert.equal(little.code, 'below_minimum')
    assert.match(JSON.stringify(little.response), /10,000/)
    assert.equal((await orderOf(id)).state, 'open')
    const enough = placed.parse(
      (await say('buy', { ticker: 'ETH', amount: '10000' })).response.data['order'],
    )
    await eventually(async () => assert.equal((await orderOf(enough.id)).state, 'filled'))
    await say('cancel', { id })
    await eventually(async () => assert.equal((await orderOf(id)).state, 'cancelled'))
  })

  it('an order that came to nothing says why in whole sentences, to each reader in the own language', async () => {
    const inWords = {
      en: /not placed\. The exchange cannot be reached now \(throttled\); nothing was ordered\.$/,
      ja: /取引所に接続できないため（throttled）/,
      fr: /La bourse est injoignable \(throttled\)/,
      ko: /거래소에 연결할 수 없어\(throttled\) 주문하지 않았습니다/,
    }
    await world.control.fault({
      service: 'upbit',
      when: { method: 'POST', route: '/v1/orders' },
      do: { status: 429, headers: { 'retry-after': '0' }, body: {} },
      times: 3,
    })
    const answer = failureAnswer.parse((await send('buy', { ticker: 'ETH', amount: '20000' })).json)
    assert.match(answer.message, /^The exchange cannot be reached now \(throttled\)/)
    const { id } = placed.parse(answer.response.data['order'])
    for (const [language, expected] of Object.entries(inWords)) {
      const headers = { ...serviceHeaders, 'accept-language': language }
      const { json } = await world.api('GET', `/api/trading/orders/${id}`, undefined, headers)
      assert.match(orderDetail.parse(json).message, expected)
    }
  })

  it('a ban stops buying and strategies, says why and until when, and is over by itself', async () => {
    const status = async () => {
      const { json } = await world.api('GET', '/api/trading/status')
      return statusData.parse(json)
    }
    await world.control.fault({
      service: 'upbit',
      do: {
        status: 418,
        headers: { 'retry-after': '6' },
        body: { error: { name: 'blocked', message: 'Blocked for 6 seconds.' } },
      },
      times: 1,
    })
    assert.equal((await send('balance', {})).status, 503)
    await eventually(async () => {
      const { halted, halt_scope, halt_reason } = await status()
      assert.deepEqual([halted, halt_scope], [true, 'buys'])
      assert.match(halt_reason ?? '', /banned this address until .* UTC \(HTTP 418\)/)
    })
    const recent = async () => {
      const { json } = await world.api('GET', '/api/trading/notifications')
      return notificationsAnswer.parse(json).recent.map(({ message }) => message)
    }
    await eventually(async () => assert.ok((await recent()).some((one) => /HTTP 418/.test(one))))
    await eventually(async () => {
      const now = await status()
      assert.deepEqual([now.halted, now.exchange.state], [false, 'ok'])
      const told = await recent()
      assert.ok(told.some((one) => one.includes('answers again')))
      assert.equal(told.filter((one) => /HTTP 418|banned/.test(one)).length, 1, told.join('\n'))
    })
    assert.equal((await say('buy', { ticker: 'ETH', amount: '20000' })).response.type, 'success')
  })

  it('a key that expires at night is told once, by its name', async () => {
    const [key] = world.sandbox.exchange.desk.state.keys
    assert.ok(key)
    key.expires_at = world.sandbox.clock.now()
    for (let nth = 0; nth < 3; nth += 1) assert.equal((await send('balance', {})).status, 503)
    const told = async () => {
      const { json } = await world.api('GET', '/api/trading/notifications')
      return notificationsAnswer
        .parse(json)
        .recent.filter(({ message }) => message.includes('expired_access_key'))
    }
    await eventually(async () => assert.equal((await told()).length, 1))
    await world.settle()
    assert.equal((await told()).length, 1)
  })
})
