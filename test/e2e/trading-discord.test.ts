import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { z } from 'zod'
import { commandsAnswer } from '#modules/trading/contract/data.ts'
import { orderDetail } from '#modules/trading/contract/values.ts'
import type { ActResult, ShownMessage } from '../support/control.ts'
import { announceNow } from '#modules/trading/service/announcements.ts'
import { eventually } from '../support/eventually.ts'
import { tradingIn } from '../support/trading.ts'
import { openWorld, type World } from '../support/world.ts'

const shown = (value: unknown): string => JSON.stringify(value)

/** How it is said in the languages of those who act here. */
const noRight = /no right|권한이 없|droit|権限/

describe('trading in Discord', () => {
  let world: World
  const { exchange, hold } = tradingIn(
    () => world,
    () => world.idOf('jiwoo'),
  )
  before(async () => {
    world = await openWorld({
      channel: 'trading',
      env: { TRADING_RATE_LIMITS: '{"view": 0, "trade": 0, "backtest": 0}', TRADING_MODE: 'live' },
    })
    await exchange('price', { market: 'KRW-BTC', hold: 100_000_000 })
    await exchange('pace', { fill_ms: [1, 1], cancel_ms: [1, 1] })
  })
  after(() => world.close())

  /** Types a message; what the bot has said since, once it is what was expected. */
  async function says(as: string, content: string, expected: RegExp): Promise<string> {
    // Discord takes five messages in five seconds.
    await world.control.advance('3s')
    const typed = await world.act(as, { do: 'message', content, wait_ms: 0 })
    const { id } = z.object({ id: z.string() }).parse(typed['result'])
    return eventually(async () => {
      const since = (await publicly()).filter((one) => BigInt(one.id) > BigInt(id))
      assert.match(shown(since), expected, content)
      return shown(since)
    })
  }

  /** Uses `/trade …`; what that person sees of the answer in the end. */
  async function slash(as: string, name: string, options: object = {}): Promise<ShownMessage> {
    const used = await world.act(as, { do: 'command', name: `trade ${name}`, options, wait_ms: 50 })
    return answerTo(as, used)
  }
  async function answerTo(as: string, { responses }: ActResult): Promise<ShownMessage> {
    const id = responses[0]?.message_id
    return eventually(async () => {
      const message = (await world.control.messages('trading', as)).find((one) => one.id === id)
      assert.ok(message && message.embeds.length + message.content.length > 0, shown(responses))
      return message
    })
  }
  async function press(as: string, message: ShownMessage, verb: string): Promise<ShownMessage> {
    const buttons = message.components.flatMap((row) => row.components)
    const custom_id = buttons.find((one) => one.custom_id?.startsWith(`tr:1:${verb}:`))?.custom_id
    assert.ok(custom_id, shown(message))
    const used = await world.act(as, {
      do: 'click',
      message_id: message.id,
      custom_id,
      wait_ms: 50,
    })
    return answerTo(as, used)
  }
  const idIn = (message: ShownMessage): string => {
    const id = /[0-7][0-9A-HJKMNP-TV-Z]{25}/.exec(shown(message))?.[0]
    assert.ok(id, shown(message))
    return id
  }
  const orderOf = async (id: string) =>
    orderDetail.parse((await world.api('GET', `/api/trading/orders/${id}`)).json)
  const becomes = (id: string, state: string) =>
    eventually(async () => assert.equal((await orderOf(id)).state, state))
  const publicly = () => world.control.messages('trading')

  it('has one list of commands: slash, help, HTTP and messages, in Korean too', async () => {
    const listed = commandsAnswer.parse((await world.api('GET', '/api/discord/commands')).json)
    const names = listed.commands.map(({ name }) => name)
    const registered = [...world.sandbox.world.state.commands.values()].flat()
    const [trade] = z
      .array(
        z.looseObject({ name: z.string(), options: z.array(z.looseObject({ name: z.string() })) }),
      )
      .parse(JSON.parse(shown(registered)).filter((one: { name: string }) => one.name === 'trade'))
    assert.deepEqual(
      trade?.options.map(({ name }) => name),
      names,
    )
    const ignored = await world.act('lucas', { do: 'message', content: '!unrelated', wait_ms: 200 })
    assert.equal(ignored.responses.length, 0)
    const help = await says('minjun', '!help', /!help/)
    for (const name of names) assert.ok(help.includes(`!${name}`), name)
    const answers = {
      잔고: /총 자산.*10,000,000/,
      상태: /field|embeds/,
      포지션: /embeds/,
      마켓: /KRW-BTC/,
      신호: /embeds/,
      성과: /embeds/,
      '차트 비트코인': /krw-btc-1h\.png/,
      '매수 비트코인 100,000': /0\.000\d+ BTC/,
      '매도 BTC 50%': /BTC/,
    }
    for (const [typed, expected] of Object.entries(answers))
      await says('minjun', `!${typed}`, expected)
  })

  it('shows a stranger nothing, lets a viewer look, a trader trade and an admin decide', async () => {
    for (const typed of ['!balance', '!buy BTC 10000', '!halt']) {
      const refused = await says('lucas', typed, noRight)
      assert.doesNotMatch(refused, /\d,\d\d\d,\d\d\d/)
    }
    assert.match(shown(await slash('lucas', 'balance')), noRight)
    const looked = await world.act('sam', { do: 'command', name: 'trade balance' })
    assert.ok(looked.responses[0]?.ephemeral)
    assert.match(shown(looked), /₩\d/)
    for (const [name, options] of [
      ['buy', { ticker: 'BTC', amount: '10000' }],
      ['halt', {}],
      ['strategy', { action: 'start', strategy: 'dca', ticker: 'BTC' }],
      ['permissions', {}],
      ['limits', {}],
      ['mode', { mode: 'paper' }],
    ] as const)
      assert.match(shown(await slash('sam', name, options)), noRight, name)
    await says('jiwoo', '!strategy start dca BTC 1m 20000', noRight)
    await says('jiwoo', '!limits max_order_krw 1', noRight)
    await says('jiwoo', '!limits', noRight)
    // Mistakes are explained, not named by their code.
    await says('minjun', '!한도 max_order_krw much', /숫자 또는/)
    await says('minjun', '!백테스트 ma_cross BTC 1h soon', /날짜여야/)
  })

  it('asks before a large order; only the one who ordered presses, at the price that was shown', async () => {
    const asked = await slash('jiwoo', 'buy', { ticker: 'BTC', amount: '600000' })
    const id = idIn(asked)
    assert.match(shown(await slash('minjun', 'confirm', { id })), /주문한 사람만/)
    assert.equal((await orderOf(id)).state, 'pending_confirm')
    await exchange('price', { market: 'KRW-BTC', hold: 102_000_000 })
    await world.control.advance('5s')
    await world.settle()
    const anew = await press('jiwoo', asked, 'confirm')
    assert.match(shown(anew), /102,\d\d\d,\d\d\d/)
    assert.equal((await orderOf(id)).state, 'pending_confirm')
    await press('jiwoo', anew, 'confirm')
    await becomes(id, 'filled')
    assert.equal((await orderOf(id)).source.user_id, world.idOf('jiwoo'))
    const unwanted = await slash('jiwoo', 'sell', { ticker: 'BTC', amount: 'all' })
    await press('jiwoo', unwanted, 'reject')
    await becomes(idIn(unwanted), 'withdrawn')
  })

  it('leaves the buttons where they are while the order waits on', async () => {
    const isAsking = async (as: string, { id }: ShownMessage) => {
      const found = (await world.control.messages('trading', as)).find((one) => one.id === id)
      return (found?.components.length ?? 0) > 0
    }
    const asked = await slash('jiwoo', 'buy', { ticker: 'BTC', amount: '650000' })
    await world.control.fault({
      service: 'upbit',
      when: { method: 'GET', route: '/v1/orders/chance' },
      do: { status: 500, body: { error: { name: 'server_error', message: 'busy' } } },
    })
    const refused = await press('jiwoo', asked, 'confirm')
    assert.match(shown(refused), /거래소에 연결할 수 없어/)
    assert.notEqual(refused.id, asked.id)
    assert.ok(await isAsking('jiwoo', asked))
    await world.control.liftFaults()
    await press('jiwoo', asked, 'confirm')
    await becomes(idIn(asked), 'filled')
    assert.equal(await isAsking('jiwoo', asked), false)
  })

  it('has a second person approve by the button of the notification', async () => {
    const asked = await slash('jiwoo', 'buy', { ticker: 'BTC', amount: '6000000' })
    const id = idIn(asked)
    const waits = await press('jiwoo', asked, 'confirm')
    assert.equal((await orderOf(id)).state, 'pending_approval')
    const told = await eventually(async () => {
      const found = (await publicly()).find((one) => shown(one.components).includes(id))
      assert.ok(found)
      return found
    })
    assert.match(shown(told.embeds), /A second person is wanted.*6,000,000/)
    assert.equal(told.embeds[0]?.['color'], 0xff_a5_00)
    // Neither the one who ordered nor a viewer is the second person, and the button stays.
    assert.match(shown(await press('jiwoo', waits, 'confirm')), /다른 사람이 승인/)
    assert.match(shown(await press('sam', told, 'approve')), noRight)
    assert.match(shown(await press('jiwoo', told, 'approve')), /다른 사람이 승인/)
    assert.equal((await orderOf(id)).state, 'pending_approval')
    const decided = await press('minjun', told, 'approve')
    assert.deepEqual([decided.id, decided.components.length], [told.id, 0])
    // Everybody reads it: in the language of the server, whoever pressed.
    assert.match(shown(decided.embeds), /Buy BTC: 0\.05\d+ BTC/)
    await becomes(id, 'filled')
  })

  it('refuses a press after the right was withdrawn', async () => {
    const [guild] = world.sandbox.world.state.guilds.values()
    const raider = [...(guild?.roles.values() ?? [])].find(({ name }) => name === 'Raider')
    await says('minjun', `!permissions <@&${raider?.id}> trade`, /embeds/)
    const asked = await slash('kenta', 'buy', { ticker: 'BTC', amount: '600000' })
    await says('minjun', `!permissions <@&${raider?.id}> none`, /embeds/)
    assert.match(shown(await press('kenta', asked, 'confirm')), noRight)
    assert.equal((await orderOf(idIn(asked))).state, 'pending_confirm')
  })

  it('asks the second person again at another price, and not for who may not trade any more', async () => {
    const [guild] = world.sandbox.world.state.guilds.values()
    const raider = [...(guild?.roles.values() ?? [])].find(({ name }) => name === 'Raider')
    await says('minjun', `!permissions <@&${raider?.id}> trade`, /embeds/)
    await exchange('pay', { amount: '6000000' })
    const asked = await slash('kenta', 'buy', { ticker: 'BTC', amount: '6000000' })
    const id = idIn(asked)
    await press('kenta', asked, 'confirm')
    const questions = async () =>
      (await publicly()).filter((one) =>
        one.components.some((row) =>
          row.components.some((button) => button.custom_id === `tr:1:approve:${id}`),
        ),
      )
    const [first] = await eventually(async () => {
      const found = await questions()
      assert.equal(found.length, 1)
      return found
    })
    assert.ok(first)
    await exchange('price', { market: 'KRW-BTC', hold: 105_000_000 })
    await world.control.advance('6s')
    await press('minjun', first, 'approve')
    assert.equal((await orderOf(id)).state, 'pending_confirm')
    await slash('kenta', 'confirm', { id })
    assert.equal((await orderOf(id)).state, 'pending_approval')
    const [second] = await eventually(async () => {
      const found = await questions()
      assert.equal(found.length, 1)
      return found
    })
    assert.ok(second && second.id !== first.id)
    await says('minjun', `!permissions <@&${raider?.id}> none`, /embeds/)
    const decided = await press('minjun', second, 'approve')
    assert.match(shown(decided.embeds), /may not trade any more/)
    assert.equal((await orderOf(id)).state, 'rejected_local')
    await exchange('pay', { amount: '-6000000' })
  })

  it('tells of an order once, however late it comes to it', async () => {
    const { id } = z
      .object({ orders: z.array(z.object({ id: z.string() })) })
      .parse((await world.api('GET', '/api/trading/orders?state=filled&limit=1')).json)
      .orders[0] ?? { id: '' }
    const told = async () => {
      const { json } = await world.api('GET', '/api/trading/notifications')
      return z.object({ recent: z.array(z.unknown()) }).parse(json).recent.length
    }
    const known = await told()
    await announceNow(world.app.services, { type: 'order', id, state: 'unknown' })
    assert.equal(await told(), known)
  })

  it('starts and stops a strategy, shows its signals, and draws backtest and performance', async () => {
    await says('minjun', '!strategy start dca SOL 1m 20000 every=1', /▶ .*\(dca\) KRW-SOL/)
    // It looks at minutes that end from now on, and a quiet one has no candle.
    await hold('SOL')
    await world.control.advance('66s')
    await world.settle()
    await says('sam', '!signals SOL', /KRW-SOL · Regular buying/)
    await says('minjun', '!전략 stop dca SOL', /⏸ 정액 분할 매수 \(dca\) KRW-SOL/)
    await says('sam', '!backtest ma_cross BTC 1h', /backtest-ma_cross\.png/)
    await says('sam', '!performance', /performance.*\.png/)
    assert.match(shown(await slash('sam', 'performance', { period: '7d' })), /embeds/)
  })

  it('stops at one word of a trader and goes on at an admin’s', async () => {
    await says('jiwoo', '!정지 점검', /embeds/)
    await says('jiwoo', '!buy BTC 10000', /정지/)
    await says('jiwoo', '!resume', noRight)
    await says('jiwoo', '!sell BTC 10%', /BTC/)
    await says('minjun', '!resume', /embeds/)
    const bought = await slash('jiwoo', 'buy', { ticker: 'BTC', amount: '10000' })
    assert.match(shown(bought), /모의/)
    const pretended = idIn(bought)
    assert.equal((await orderOf(pretended)).mode, 'paper')
    await says('jiwoo', '!mode live I TRADE REAL MONEY', noRight)
    await says('minjun', '!mode live', /I TRADE REAL MONEY/)
    await says('minjun', '!mode live I TRADE REAL MONEY', /실거래/)
    // Pretended orders are nowhere to be seen among those of real money.
    await says('minjun', `!order ${pretended}`, /없/)
    const other = await world.api('GET', `/api/trading/orders/${pretended}`)
    assert.match(shown([other.status, other.json]), /^\[404,.*"unknown_order"/)
    await says('jiwoo', '!mode paper', noRight)
    await says('minjun', '!mode paper', /모의/)
  })

  /** Lets time pass until something is told under this title and in this colour. */
  const comes = (title: string, colour: number) =>
    eventually(async () => {
      await world.control.advance('11s')
      await world.settle()
      const told = (await publicly()).flatMap(({ embeds }) => embeds)
      const found = told.some(
        (one) => new RegExp(`^(${title})`).test(one.title ?? '') && one['color'] === colour,
      )
      assert.ok(found, `${title}: ${shown(told.map((one) => [one.title, one['color']]))}`)
    })

  it('has told each of these things once, in its colour, without pinging anybody', async () => {
    await exchange('price', { market: 'KRW-XRP', hold: 2_000 })
    const resting = await slash('jiwoo', 'buy', { ticker: 'XRP', amount: '10000', price: '1500' })
    await slash('jiwoo', 'cancel', { id: idIn(resting) })
    await world.control.fault({
      service: 'upbit',
      when: { method: 'POST', route: '/v1/orders' },
      do: { status: 400, body: { error: { name: 'insufficient_funds_bid', message: 'x' } } },
      times: 1,
    })
    await slash('jiwoo', 'buy', { ticker: 'XRP', amount: '10000' })
    await world.settle()
    await world.control.fault({
      service: 'upbit',
      when: { method: 'POST', route: '/v1/orders' },
      do: { drop: 'before' },
      times: 1,
    })
    await world.control.advance('5s')
    await slash('jiwoo', 'buy', { ticker: 'XRP', amount: '10000' })
    await comes('Order unclear|Buy KRW-XRP', 0xff_a5_00)
    await world.control.fault({ service: 'upbit', do: { status: 500 } })
    await comes('Exchange not reachable', 0xff_00_00)
    await world.control.liftFaults()
    await comes('Exchange answers again', 0x00_ff_00)
    // That a second person is wanted was told too, and became what this person decided.
    const wanted = [
      [/Order filled|^Buy KRW-BTC/, 0x00_ff_00],
      [/^Buy KRW-XRP/, 0x00_99_ff],
      [/^Buy KRW-XRP/, 0xff_00_00],
      [/^Signal/, 0x00_99_ff],
      [/^Trading halted/, 0xff_00_00],
      [/^Trading resumed/, 0x00_ff_00],
      [/^Mode changed/, 0xff_a5_00],
    ] as const
    await eventually(async () => {
      const told = (await publicly()).flatMap(({ embeds }) => embeds)
      for (const [title, colour] of wanted)
        assert.ok(
          told.some((embed) => title.test(embed.title ?? '') && embed['color'] === colour),
          `${title} ${colour}: ${shown(told.map((one) => [one.title, one['color']]))}`,
        )
    })
    const notices = z
      .object({ recent: z.array(z.object({ title: z.string().nullable(), message: z.string() })) })
      .parse((await world.api('GET', '/api/trading/notifications')).json).recent
    // An outage may come and go more than once meanwhile, a strategy may buy the same at the next candle, and
    // a second person was asked twice; everything else happened once.
    const repeated = /^(Exchange|Signal|Buy KRW-SOL|A second person)/
    const once = notices.filter(({ title }) => !repeated.test(title ?? '')).map(shown)
    const twice = once.filter((one, at) => once.indexOf(one) < at)
    assert.deepEqual(twice, [])
    const sent = (await world.control.calls()).filter(
      ({ method, route }) => method === 'POST' && route.endsWith('/messages'),
    )
    assert.ok(sent.length > 20)
    for (const { body } of sent)
      assert.deepEqual(
        z.looseObject({ allowed_mentions: z.unknown() }).parse(body).allowed_mentions,
        {
          parse: [],
        },
      )
  })

  it('tells what it is told to tell, once, without pinging anybody or silencing anything', async () => {
    const body = {
      channel_id: world.channelId,
      message: '@everyone BTC 매수 주문이 체결되었습니다.',
      type: 'success',
      dedupe_key: 'k1',
    }
    const send = (given: object, headers?: Record<string, string>) =>
      world.api('POST', '/api/discord/notification?wait=true', given, headers)
    assert.equal((await send(body)).status, 200)
    assert.equal((await send(body)).status, 200)
    const told = (await publicly()).filter(({ embeds }) =>
      shown(embeds).includes('체결되었습니다.'),
    )
    assert.deepEqual(
      told.map(({ embeds }) => embeds[0]?.['color']),
      [0x00_ff_00],
    )
    assert.equal(told[0]?.['mention_everyone'], false)
    assert.equal((await send({ ...body, type: 'loud' })).status, 400)
    assert.equal((await send({ ...body, channel_id: '1' })).status, 403)
    assert.equal((await send(body, {})).status, 401)
    const long = await send({ ...body, message: 'ㄱ'.repeat(5_000), dedupe_key: 'k2' })
    assert.equal(long.status, 200)
    const cut = (await publicly()).flatMap(({ embeds }) => embeds).map((one) => one['description'])
    assert.ok(
      cut.some((one) => typeof one === 'string' && one.length === 4_096 && one.endsWith('…')),
    )
    const smiling = await send({
      ...body,
      message: 'x'.repeat(4_094) + '😀'.repeat(9),
      dedupe_key: 'k3',
    })
    assert.equal(smiling.status, 200)
    const calls = (await world.control.calls()).map((call) => shown(call.body))
    assert.ok(calls.some((call) => call.includes('xxx…')))
    assert.ok(!calls.some((call) => call.includes('�')))
    // The same name elsewhere, by somebody else, or of something that the program itself will tell.
    const [guild] = world.sandbox.world.state.guilds.values()
    const general = [...(guild?.channels.values() ?? [])].find(({ name }) => name === 'general')
    assert.equal((await send({ ...body, channel_id: general?.id })).status, 200)
    assert.match(JSON.stringify(await world.control.messages('general')), /체결되었습니다/)
    const own = await world.app.access.keys.create({ name: 'bell', scopes: ['trading:notify'] })
    const bell = { authorization: `Bearer ${own.key}` }
    assert.equal((await send({ ...body, message: 'from the bell' }, bell)).status, 200)
    const unsaid = { type: 'halted', id: 'account', state: 'silenced', values: { reason: 'storm' } }
    await send({ ...body, message: 'first', dedupe_key: 'halted:account:silenced' }, bell)
    await announceNow(world.app.services, unsaid)
    await world.settle()
    await eventually(async () => {
      const all = shown(await publicly())
      assert.ok(['from the bell', 'first', 'storm'].every((text) => all.includes(text)))
    })
  })
})
