import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import { z } from 'zod'
import { commandAnswer, failureAnswer } from '#modules/trading/contract/envelope.ts'
import { commandsAnswer, permissionsAnswer } from '#modules/trading/contract/data.ts'
import { candlesAnswer, overview } from '#modules/trading/contract/rest.ts'
import { orderDetail, type OrderDetailJson } from '#modules/trading/contract/values.ts'
import { eventually } from '../support/eventually.ts'
import { createSeedBot } from '../support/seed-bot.ts'
import { tradingIn } from '../support/trading.ts'
import { openWorld, serviceHeaders, type ApiAnswer, type World } from '../support/world.ts'

const trader = '111111111111111111'
const other = '222222222222222222'
const viewer = '333333333333333333'
const admin = '444444444444444444'

const env = {
  ALLOWED_USERS: viewer,
  TRADE_USERS: `${trader}, <@${other}>`,
  ADMIN_USERS: admin,
  TRADING_RATE_LIMITS: '{"view": 0, "trade": 0, "backtest": 0}',
}

type Said = z.infer<typeof commandAnswer>

describe('trading over the emulated exchange', () => {
  let world: World
  const { send, say, exchange, hold } = tradingIn(() => world, trader)
  before(async () => {
    world = await openWorld({ channel: 'trading', env })
    await exchange('pace', { fill_ms: [5, 15], cancel_ms: [5, 15] })
  })
  after(() => world.close())

  async function fails(status: number, code: string, answer: Promise<ApiAnswer>): Promise<void> {
    const { status: got, json } = await answer
    const body = failureAnswer.parse(json)
    assert.deepEqual([got, body.code], [status, code], JSON.stringify(json))
    // Older readers look at one of the two places only.
    assert.deepEqual([body.response.message, body.detail], [body.message, body.message])
    assert.ok(body.message.length > 3)
  }

  const orderOf = ({ response }: Said): OrderDetailJson => orderDetail.parse(response.data['order'])

  it('serves the sample bot of the first version unchanged', async () => {
    const bot = createSeedBot(world.app.url, { author: trader, channel: world.channelId })
    const balance = await bot.balance()
    assert.ok('embed' in balance, JSON.stringify(balance))
    assert.deepEqual(balance.embed.fields[0], ['총 자산', '10000000'])
    const bought = await bot.buy('btc', '100000')
    assert.ok('text' in bought && bought.text.startsWith('✅'), JSON.stringify(bought))
    const twin = await bot.buy('btc', '100000')
    assert.ok('text' in twin && twin.text.startsWith('❌'), JSON.stringify(twin))
    assert.ok('embed' in (await bot.balance()))
    const sold = await bot.sell('BTC')
    assert.ok('text' in sold && sold.text.startsWith('✅'), JSON.stringify(sold))
    const tooLittle = await bot.buy('BTC', '100')
    assert.ok('text' in tooLittle && tooLittle.text.startsWith('❌'))
    const status = await bot.status()
    assert.ok('embed' in status && status.embed.fields.length === 5, JSON.stringify(status))
    const stranger = createSeedBot(world.app.url, { author: '9', channel: world.channelId })
    const refused = await stranger.buy('BTC', '100000')
    assert.ok('text' in refused && refused.text.startsWith('❌ 서버 오류'), JSON.stringify(refused))
  })

  it('refuses in one shape whatever is wrong', async () => {
    await fails(404, 'unknown_command', send('frobnicate', {}))
    await fails(403, 'forbidden', send('buy', { ticker: 'BTC', amount: '10000' }, viewer))
    await fails(400, 'bad_request', send('buy', { ticker: 'BTC', amount: '1e6' }))
    await fails(400, 'bad_request', send('buy', { ticker: 'BTC' }))
    const bare = failureAnswer.parse((await send('buy', { ticker: 'BTC' })).json)
    assert.match(bare.message, /^Invalid input\. amount: This field is required\./)
    await fails(
      400,
      'bad_request',
      world.api('POST', '/api/discord/webhook', { command: 'balance' }),
    )
    await fails(400, 'bad_request', world.api('POST', '/api/discord/webhook', '{"user_id":'))
    await fails(405, 'method_not_allowed', world.api('DELETE', '/api/discord/webhook'))
    await fails(404, 'not_found', world.api('GET', '/api/discord/nothing/here'))
    await fails(
      413,
      'payload_too_large',
      world.api('POST', '/api/discord/webhook', { pad: 'x'.repeat(20_000) }),
    )
    await fails(
      415,
      'unsupported_media_type',
      world.api('POST', '/api/discord/webhook', 'a=b', {
        ...serviceHeaders,
        'content-type': 'text/plain',
      }),
    )
    await fails(
      401,
      'unauthorized',
      world.api('POST', '/api/discord/webhook', {}, { authorization: 'Bearer mk_wrong' }),
    )
    const proxied = { 'x-forwarded-for': '203.0.113.9' }
    await fails(
      401,
      'unauthorized',
      world.api('POST', '/api/discord/webhook', { user_id: trader, command: 'balance' }, proxied),
    )
    const old = {
      user_id: trader,
      command: 'balance',
      timestamp: Math.floor(world.sandbox.clock.now() / 1_000) - 301,
    }
    await fails(400, 'stale_timestamp', world.api('POST', '/api/discord/webhook', old))
    const unclear = { user_id: trader, command: 'balance', timestamp: '2026-11-28T10:00:00' }
    await fails(400, 'bad_request', world.api('POST', '/api/discord/webhook', unclear))
  })

  it('answers refusals of orders as answers, in the language of the reader', async () => {
    const little = await say('buy', { ticker: 'BTC', amount: '4999' })
    assert.deepEqual([little.response.type, little.code], ['error', 'below_minimum'])
    const nothing = await say('sell', { ticker: 'XRP' })
    assert.deepEqual([nothing.response.type, nothing.code], ['warning', 'nothing_to_sell'])
    const korean = await send('buy', { ticker: 'BTC', amount: '4999' }, trader, {
      'accept-language': 'ko',
    })
    assert.match(commandAnswer.parse(korean.json).message, /최소 주문 금액/)
    assert.equal((await say('buy', { ticker: 'NOPE', amount: '10000' })).code, 'unknown_market')
  })

  it('asks back above the threshold, and one press of the right person executes once', async () => {
    const asked = await say('buy', { ticker: 'BTC', amount: '700,000' })
    assert.equal(asked.response.type, 'confirm')
    const { id } = orderOf(asked)
    assert.equal(orderOf(asked).state, 'pending_confirm')
    await fails(403, 'forbidden', send('confirm', { id }, other))
    const presses = await Promise.all([1, 2, 3].map(() => send('confirm', { id })))
    const said = presses.map(({ json }) => commandAnswer.parse(json))
    assert.equal(
      said.filter(({ response }) => response.type === 'success').length,
      1,
      JSON.stringify(said),
    )
    await world.settle()
    const done = orderDetail.parse((await world.api('GET', `/api/trading/orders/${id}`)).json)
    assert.equal(done.state, 'filled')
    assert.equal(done.events.filter(({ to }) => to === 'sending').length, 1)
    const later = await say('buy', { ticker: 'BTC', amount: '600000' })
    await world.control.advance('61s')
    assert.equal((await say('confirm', { id: orderOf(later).id })).code, 'confirmation_expired')
    const halted = await say('buy', { ticker: 'BTC', amount: '600000' })
    await say('halt', { reason: 'test' })
    await fails(503, 'halted', send('confirm', { id: orderOf(halted).id }))
    await fails(503, 'halted', send('buy', { ticker: 'BTC', amount: '10000' }))
    await fails(403, 'forbidden', send('resume', {}))
    assert.equal((await say('sell', { ticker: 'BTC', amount: '10%' })).response.type, 'success')
    await say('resume', {}, admin)
    // Everybody reads why: it is in the language of the server, whoever stops it.
    await say('halt', {}, trader, { 'accept-language': 'ko' })
    const refused = send('buy', { ticker: 'BTC', amount: '10000' })
    assert.match(failureAnswer.parse((await refused).json).message, /: by hand$/)
    await say('resume', {}, admin)
  })

  it('calls an order that is over and got nothing no success', async () => {
    const wish = { ticker: 'ETH', amount: '10000', price: '1000000', tif: 'ioc' }
    const { response } = await say('buy', wish)
    assert.equal(orderDetail.parse(response.data['order']).state, 'cancelled')
    assert.equal(response.type, 'warning')
  })

  it('wants a second person above the higher limit', async () => {
    const asked = await say('buy', { ticker: 'BTC', amount: '5,500,000' })
    const { id } = orderOf(asked)
    const first = await say('confirm', { id })
    assert.equal(orderOf(first).state, 'pending_approval')
    await fails(403, 'forbidden', send('confirm', { id }))
    const second = await say('confirm', { id }, other)
    assert.equal(second.response.type, 'success', JSON.stringify(second))
    await eventually(async () => {
      const now = orderDetail.parse((await world.api('GET', `/api/trading/orders/${id}`)).json)
      assert.equal(now.state, 'filled')
    })
    await say('sell', { ticker: 'BTC', amount: '50%' })
  })

  it('takes a repeated request once, and the same key for another request never', async () => {
    const key = { 'idempotency-key': 'one-and-only' }
    const twins = await Promise.all(
      [1, 2, 3].map(() => send('buy', { ticker: 'ETH', amount: '20000' }, trader, key)),
    )
    // The same parameters, written in another order.
    twins.push(await send('buy', { amount: '20000', ticker: 'ETH' }, trader, key))
    const ids = new Set(twins.map(({ json }) => orderOf(commandAnswer.parse(json)).id))
    assert.equal(ids.size, 1)
    assert.equal(
      twins.filter(({ headers }) => headers.get('idempotent-replay') === 'true').length,
      3,
    )
    await fails(
      409,
      'idempotency_conflict',
      send('buy', { ticker: 'ETH', amount: '30000' }, trader, key),
    )
    // Who is told to try again in a moment may do so under the same key.
    await world.control.fault({
      service: 'upbit',
      when: { method: 'GET', route: '/v1/orders/chance' },
      do: { status: 500, body: { error: { name: 'server_error', message: 'busy' } } },
      times: 1,
    })
    const wish = { ticker: 'ETH', amount: '21000' }
    const patient = { 'idempotency-key': 'once-it-is-back' }
    await fails(503, 'exchange_unavailable', send('buy', wish, trader, patient))
    const done = await say('buy', wish, trader, patient)
    assert.equal(done.response.type, 'success')
    assert.equal(orderOf(await say('buy', wish, trader, patient)).id, orderOf(done).id)
  })

  it('checks signatures over the raw bytes, once', async () => {
    const body = JSON.stringify({ user_id: trader, command: 'balance', parameters: {} })
    const key = serviceHeaders.authorization.slice(7)
    const timestamp = String(Math.floor(world.sandbox.clock.now() / 1_000))
    const sign = (nonce: string, text: string) => ({
      ...serviceHeaders,
      'x-muster-timestamp': timestamp,
      'x-muster-nonce': nonce,
      'x-muster-signature': createHmac('sha256', key)
        .update(`${timestamp}.${nonce}.POST./api/discord/webhook.${text}`)
        .digest('hex'),
    })
    const headers = sign('nonce-0001', body)
    assert.equal((await world.api('POST', '/api/discord/webhook', body, headers)).status, 200)
    await fails(409, 'replayed', world.api('POST', '/api/discord/webhook', body, headers))
    const reordered = JSON.stringify({ command: 'balance', user_id: trader, parameters: {} })
    await fails(
      401,
      'bad_signature',
      world.api('POST', '/api/discord/webhook', reordered, sign('nonce-0002', body)),
    )
  })

  it('finds an order that was accepted although its answer was lost, and sends no second one', async () => {
    for (const fault of [
      { drop: 'after' },
      { status: 500, served: true },
      { status: 200, body: '{"uuid": "ab', served: true },
    ]) {
      await world.control.fault({
        service: 'upbit',
        when: { method: 'POST', route: '/v1/orders' },
        do: fault,
        times: 1,
      })
      const { id } = orderOf(await say('buy', { ticker: 'XRP', amount: '10000' }))
      await eventually(async () => {
        const now = orderDetail.parse((await world.api('GET', `/api/trading/orders/${id}`)).json)
        assert.equal(now.state, 'filled', JSON.stringify(now.events))
        assert.equal(now.events.filter(({ to }) => to === 'sending').length, 1)
        assert.ok(now.events.some(({ to }) => to === 'unknown'))
      })
      await world.control.advance('5s')
    }
  })

  it('does not trade what never arrived twice', async () => {
    await world.control.fault({
      service: 'upbit',
      when: { method: 'POST', route: '/v1/orders' },
      do: { drop: 'before' },
      times: 1,
    })
    const lost = await say('buy', { ticker: 'XRP', amount: '11000' })
    assert.equal(orderOf(lost).state, 'unknown')
    const { id } = orderOf(lost)
    await eventually(async () => {
      await world.control.advance('11s')
      await world.settle()
      const now = orderDetail.parse((await world.api('GET', `/api/trading/orders/${id}`)).json)
      assert.equal(now.state, 'not_placed', JSON.stringify(now.events))
    })
  })

  it('cancels, and keeps what was faster than the cancellation', async () => {
    const placed = orderOf(await say('buy', { ticker: 'ETH', amount: '60000', price: '1000000' }))
    assert.equal(placed.state, 'open')
    const cancelled = await say('cancel', { id: placed.id })
    assert.equal(orderOf(cancelled).state, 'cancelled')
    assert.equal((await say('cancel', { id: placed.id })).code, 'cannot_cancel')
  })

  it('keeps books that are the exchange to the last digit', async () => {
    await world.settle()
    const shown = overview.parse((await world.api('GET', '/api/trading/overview')).json)
    assert.equal(shown.status.degraded, null)
    const held = shown.balance?.holdings ?? []
    assert.ok(held.length > 0)
    for (const { currency, balance, locked } of held) {
      const position = shown.positions.positions.find(({ market }) => market === `KRW-${currency}`)
      assert.equal(locked, '0')
      assert.equal(position?.volume, balance, currency)
    }
  })

  it('shows charts with Korean titles, lists of commands, rights and candles', async () => {
    const days = { interval: '1d', count: 20, indicators: 'SMA, macd' }
    const chart = await say('chart', { ticker: '비트코인', ...days })
    const url = z.string().parse(chart.response.data['image_url'])
    const picture = await fetch(url)
    assert.equal(picture.headers.get('content-type'), 'image/png')
    const png = Buffer.from(await picture.arrayBuffer())
    assert.equal(png.readUInt32BE(0), 0x89504e47)
    // Whoever fetches it, a picture is in the language of the one who asked for it.
    const korean = await send('chart', { ticker: 'BTC', ...days }, trader, {
      'accept-language': 'ko',
    })
    const { image_url } = commandAnswer.parse(korean.json).response.data
    const inKorean = await fetch(z.string().parse(image_url))
    assert.ok(!Buffer.from(await inKorean.arrayBuffer()).equals(png))
    assert.equal(
      (await world.api('GET', `${new URL(url).pathname}?token=forged`, undefined, {})).status,
      404,
    )
    const all = commandsAnswer.parse((await world.api('GET', '/api/discord/commands')).json)
    const few = commandsAnswer.parse(
      (await world.api('GET', `/api/discord/commands?user_id=${viewer}`)).json,
    )
    assert.ok(all.commands.length === 22 && few.commands.length < all.commands.length)
    assert.ok(all.commands.some(({ aliases }) => aliases.includes('매수')))
    const nobody = permissionsAnswer.parse(
      (await world.api('GET', '/api/discord/users/12345/permissions')).json,
    )
    assert.deepEqual(nobody.permissions, { view: false, trade: false, admin: false })
    await fails(400, 'bad_request', world.api('GET', '/api/discord/users/bob/permissions'))
    const candles = candlesAnswer.parse(
      (await world.api('GET', '/api/trading/candles?market=ETH&interval=1m&count=30')).json,
    )
    assert.equal(candles.candles.length, 30)
    assert.equal((await world.api('GET', '/health', undefined, {})).status, 200)
    const open = await world.api('GET', '/api/discord/health', undefined, {})
    assert.deepEqual(Object.keys(z.record(z.string(), z.unknown()).parse(open.json)), [
      'status',
      'timestamp',
    ])
  })

  it('streams orders and prices to live pages, and gives tables away', async () => {
    const page = await world.follow('/api/trading/stream?snapshot=1')
    try {
      const told = (...words: string[]) =>
        page.until(({ frames }) =>
          frames.some((frame) => words.every((word) => JSON.stringify(frame).includes(word))),
        )
      await told('"type":"snapshot"')
      const { id } = orderOf(await say('buy', { ticker: 'BTC', amount: '12345' }))
      await told('"type":"order"', id)
      await told('"type":"ticks"', 'KRW-')
    } finally {
      page.close()
    }
    const answer = await fetch(`${world.app.url}/api/trading/export/ledger`, {
      headers: serviceHeaders,
    })
    assert.match(answer.headers.get('content-type') ?? '', /^text\/csv/)
    // What was paid is a number that a spreadsheet adds up.
    assert.match(await answer.text(), /cash_krw[\s\S]*,trade,KRW-BTC,-\d+\.\d+,/)
  })

  it('runs a strategy at the close of a candle, acts on its signal once, and stops losses', async () => {
    const started = await say(
      'strategy',
      {
        action: 'start',
        strategy: 'dca',
        ticker: 'SOL',
        interval: '1m',
        amount: '20000',
        params: 'every=1 stop_pct=3',
      },
      admin,
    )
    assert.equal(started.response.type, 'success')
    await hold('SOL')
    await world.control.advance('61s')
    await world.settle()
    await eventually(async () => {
      const { response } = await say('signals', { ticker: 'SOL' })
      const list = z
        .array(z.looseObject({ acted: z.boolean(), candle_at: z.string() }))
        .parse(response.data['signals'])
      assert.ok(
        list.some(({ acted }) => acted),
        JSON.stringify(list),
      )
      assert.equal(new Set(list.map(({ candle_at }) => candle_at)).size, list.length)
    })
    await say('strategy', { action: 'stop', strategy: 'dca', ticker: 'SOL' }, admin)
    await eventually(async () => {
      const { response } = await say('positions', { ticker: 'SOL' })
      const [position] = z
        .array(z.looseObject({ stop_price: z.string().nullable() }))
        .parse(response.data['positions'])
      assert.ok(position?.stop_price)
    })
    await exchange('price', { market: 'KRW-SOL', release: true })
    await exchange('price', { market: 'KRW-SOL', change_pct: -6 })
    await eventually(async () => {
      await world.control.advance('3s')
      const { response } = await say('positions', { ticker: 'SOL' })
      const [position] = z
        .array(z.looseObject({ volume: z.string() }))
        .parse(response.data['positions'])
      assert.equal(position?.volume, '0')
    })
  })
})
