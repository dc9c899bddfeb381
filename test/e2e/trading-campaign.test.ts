import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import { plainText, sum } from '#core/money.ts'
import { commandAnswer } from '#modules/trading/contract/envelope.ts'
import { happening } from '#modules/trading/contract/rest.ts'
import { orderState } from '#modules/trading/contract/values.ts'
import { isFinal } from '#modules/trading/rules/order.ts'
import { positionOf } from '#modules/trading/rules/books.ts'
import { currentAccount } from '#modules/trading/service/engine.ts'
import { loadAllFills, loadLedger, loadPositions } from '#modules/trading/store/books.ts'
import { listOrders, type StoredOrder } from '#modules/trading/store/orders.ts'
import { amount, formatAmount, times } from '#sandbox/exchange/amounts.ts'
import type { Order } from '#sandbox/exchange/state.ts'
import { eventually } from '../support/eventually.ts'
import { openWorld, serviceHeaders, type World } from '../support/world.ts'
import { createRandom } from '../support/random.ts'
import { places, sqlitePlace, type PlaceKind } from '../support/places.ts'

/** The whole campaign is `TRADING_ORDERS=20000`; without it a slice is run. */
const whole = process.env['TRADING_ORDERS']
const wanted = Number(whole ?? 60)
/** Orders of a day of the campaign: its end and a stop of trading come once in so many. */
const perDay = whole === undefined ? 60 : 400
const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000)
const workers = 24

const traders = ['111111111111111111', '222222222222222222', '333333333333333333']
const admin = '444444444444444444'
const tickers = ['BTC', 'ETH', 'XRP', 'SOL', 'DOGE']
const limits = { open: 60, order: 300_000, day: 25_000_000, exposure: 6_000_000 }

const env = {
  TRADE_USERS: traders.join(','),
  ADMIN_USERS: admin,
  TRADING_RATE_LIMITS: '{"view": 0, "trade": 0, "backtest": 0}',
  UPBIT_RATE_LIMITS: '{"order": 5000, "default": 5000, "quotation": 5000}',
  TRADING_CONFIRM_KRW: 'off',
  TRADING_CONFIRM_PCT: '0',
  TRADING_ORDERS_PER_MINUTE: '0',
  TRADING_MAX_OPEN_ORDERS: String(limits.open),
  TRADING_MAX_ORDER_KRW: String(limits.order),
  TRADING_DAILY_ORDER_KRW: String(limits.day),
  TRADING_MAX_EXPOSURE_KRW: String(limits.exposure),
}

const html = '<html><body>502 Bad Gateway</body></html>'
/** What goes wrong, and with which request. */
const faults: readonly { method: string; route: string; do: object }[] = [
  ...[
    { drop: 'after' },
    { drop: 'after' },
    { drop: 'before' },
    { status: 500, served: true },
    { status: 503 },
    { status: 200, body: '{"uuid": "ab', served: true },
    { status: 502, body: html, served: true },
    { status: 429, body: { error: { name: 'too_many_requests', message: 'Too many.' } } },
    { status: 418, headers: { 'retry-after': '1' } },
    { delay_ms: 80 },
  ].map((does) => ({ method: 'POST', route: '/v1/orders', do: does })),
  ...[{ drop: 'before' }, { status: 500 }, { status: 429 }, { delay_ms: 120 }].map((does) => ({
    method: 'GET',
    route: '/v1/order',
    do: does,
  })),
  ...[{ drop: 'after' }, { drop: 'before' }, { status: 500, served: true }, { status: 429 }].map(
    (does) => ({ method: 'DELETE', route: '/v1/order', do: does }),
  ),
  { method: 'GET', route: '/v1/accounts', do: { status: 500 } },
  { method: 'GET', route: '/v1/orders/chance', do: { drop: 'before' } },
  { method: 'GET', route: '/v1/orders/open', do: { status: 500 } },
]

/** One campaign on one world. */
type Campaign = {
  world: World
  random: () => number
  sent: number
  refused: Map<string, number>
  faulted: number
  /** The longest time, in milliseconds, after which a stop of trading still let a purchase through. */
  slowestStop: number
  /** Purchases must not reach the exchange while it is set; the moment at which the stop was answered. */
  stoppedAt: number | null
  /** Purchases that reached the exchange while trading was stopped, by uuid, and since when it was. */
  late: Map<string, number>
  /** What the exchange saw that must not be. */
  problems: string[]
}

function pick<T>({ random }: Campaign, list: readonly T[]): T {
  const found = list[Math.floor(random() * list.length)]
  assert.ok(found !== undefined)
  return found
}

async function control({ world }: Campaign, path: string, body: object): Promise<void> {
  const answer = await fetch(`${world.sandbox.origin}/_control/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  assert.ok(answer.ok, await answer.text())
}

async function say(
  { world }: Campaign,
  command: string,
  parameters: object,
  { as, key }: { as: string; key?: string },
) {
  const headers = { ...serviceHeaders, ...(key !== undefined && { 'idempotency-key': key }) }
  const body = { user_id: as, channel_id: world.channelId, command, parameters }
  return world.api('POST', '/api/discord/webhook', body, headers)
}

const priceOf = ({ world }: Campaign, ticker: string): number =>
  world.sandbox.exchange.desk.market(`KRW-${ticker}`)?.last(world.sandbox.clock.now()).price ?? 0

/** What is asked for next, as somebody would type it. */
function nextWish(campaign: Campaign): { command: string; parameters: object } {
  const { random } = campaign
  const ticker = pick(campaign, tickers)
  const price = priceOf(campaign, ticker)
  const near = String(price * (1 + (random() - 0.5) / 200))
  const kind = random()
  const krw = String(Math.round(5_000 + 290_000 * random() ** 2))
  if (kind < 0.2) return { command: 'buy', parameters: { ticker, amount: krw } }
  if (kind < 0.4) return { command: 'buy', parameters: { ticker, amount: krw, price: near } }
  if (kind < 0.5) {
    const tif = pick(campaign, ['ioc', 'fok', 'post_only'])
    return { command: 'buy', parameters: { ticker, amount: krw, price: near, tif } }
  }
  if (kind < 0.55) return { command: 'buy', parameters: { ticker, amount: krw, tif: 'ioc' } }
  // A small share of whatever is held is below the limit of an order.
  const share = pick(campaign, ['3%', '3%', '10%', '35%', 'all'])
  return kind < 0.8
    ? { command: 'sell', parameters: { ticker, amount: share } }
    : { command: 'sell', parameters: { ticker, amount: share, price: near } }
}

/** Others trade, or somebody cancels. */
async function meanwhile(campaign: Campaign): Promise<void> {
  const { random, world } = campaign
  if (random() < 0.35) {
    const ticker = pick(campaign, tickers)
    const price = priceOf(campaign, ticker)
    await control(campaign, 'exchange/trade', {
      market: `KRW-${ticker}`,
      price,
      volume: Number(((20_000 + 200_000 * random()) / price).toFixed(8)),
      side: random() < 0.5 ? 'bid' : 'ask',
    })
  }
  const open = [...world.sandbox.exchange.desk.state.open.keys()]
  if (random() < 0.3 || open.length > 25) {
    const order = world.sandbox.exchange.desk.state.orders.get(open[0] ?? '')
    const id = /^mp-(\w+)-/.exec(order?.identifier ?? '')?.[1]
    if (id !== undefined) await say(campaign, 'cancel', { id }, { as: pick(campaign, traders) })
  }
}

async function orderOnce(campaign: Campaign, nth: number): Promise<void> {
  const { random } = campaign
  if (random() < 0.1) {
    const { method, route, do: does } = pick(campaign, faults)
    campaign.faulted += 1
    await control(campaign, 'faults', {
      service: 'upbit',
      when: { method, route },
      do: does,
      times: 1,
    })
  }
  const { command, parameters } = nextWish(campaign)
  const as = pick(campaign, traders)
  const key = `order-${nth}`
  const [first] = await Promise.all([
    say(campaign, command, parameters, { as, key }),
    // The same request once more, at the same time: it must not be a second order.
    ...(random() < 0.05 ? [say(campaign, command, parameters, { as, key })] : []),
  ])
  const { code, response } = z
    .looseObject({ code: z.string().optional(), response: commandAnswer.shape.response })
    .parse(first.json)
  const isPlaced = z.looseObject({ order: z.looseObject({}) }).safeParse(response.data).success
  // Banned for a second.
  if (code === 'exchange_unavailable') await pause(300)
  if (isPlaced) campaign.sent += 1
  else campaign.refused.set(code ?? '', (campaign.refused.get(code ?? '') ?? 0) + 1)
  await meanwhile(campaign)
}

/** Watches from the exchange's side that no limit is ever exceeded and that a stop stops. */
function witness(campaign: Campaign): () => void {
  const { desk } = campaign.world.sandbox.exchange
  const most = amount(String(limits.order))
  const note = (holds: boolean, problem: string) => {
    if (!holds) campaign.problems.push(problem)
  }
  return desk.engine.onEvent(({ order, kind }) => {
    if (kind !== 'wait') return
    note(desk.state.open.size <= limits.open, `${desk.state.open.size} open orders`)
    if (order.side !== 'bid') return
    const { price, volume } = order
    const cost = volume === null ? (price ?? 0n) : times(price ?? 0n, volume)
    note(cost <= most, `an order of ${formatAmount(cost)}`)
    if (campaign.stoppedAt === null) return
    const late = desk.clock.now() - campaign.stoppedAt
    campaign.slowestStop = Math.max(campaign.slowestStop, late)
    campaign.late.set(order.uuid, campaign.stoppedAt)
    // How fast a machine is that does other things besides, a slice does not ask.
    if (whole !== undefined) note(late <= 1_000, `a purchase came ${late} ms after the stop`)
  })
}

/** What purchases of a day came to, and what coins are worth at the prices that stand still. */
function assertWithinDay(campaign: Campaign, since: number): void {
  const { desk } = campaign.world.sandbox.exchange
  const bids = [...desk.state.orders.values()].filter(
    ({ side, created_at }) => side === 'bid' && created_at >= since,
  )
  const bought = bids.reduce((total, { executed_funds }) => total + executed_funds, 0n)
  assert.ok(bought <= amount(String(limits.day)), formatAmount(bought))
  const worth = tickers.reduce((total, ticker) => {
    const { balance = 0n, locked = 0n } = desk.state.holdings.get(ticker) ?? {}
    return total + times(balance + locked, amount(String(priceOf(campaign, ticker))))
  }, 0n)
  // What is paid differs from the last price by the spread.
  assert.ok(worth <= amount(String(limits.exposure * 1.02)), formatAmount(worth))
}

async function stopForAWhile(campaign: Campaign): Promise<void> {
  const { world } = campaign
  assert.equal(
    (await say(campaign, 'halt', { reason: 'campaign' }, { as: pick(campaign, traders) })).status,
    200,
  )
  campaign.stoppedAt = world.sandbox.clock.now()
  for (let nth = 0; nth < 20; nth += 1) {
    const parameters = { ticker: pick(campaign, tickers), amount: '6000' }
    const answer = await say(campaign, 'buy', parameters, { as: pick(campaign, traders) })
    assert.ok([503, 200].includes(answer.status))
  }
  campaign.stoppedAt = null
  assert.equal((await say(campaign, 'resume', {}, { as: admin })).status, 200)
}

async function runDay(campaign: Campaign, until: number): Promise<void> {
  const { world } = campaign
  const since = world.sandbox.clock.now()
  const stops: Promise<void>[] = []
  let nth = campaign.sent
  // Refusals go on for ever once a day's limit is reached.
  const most = nth + Math.ceil(1.5 * (until - nth))
  const work = async () => {
    while (campaign.sent < until && nth < most) {
      nth += 1
      await orderOnce(campaign, nth + since)
      const isTime = campaign.sent > until - perDay / 2
      if (isTime && stops.length === 0) stops.push(stopForAWhile(campaign))
    }
  }
  await Promise.all(Array.from({ length: workers }, work))
  await Promise.all(stops)
  assertWithinDay(campaign, since)
}

/** Lets everything come to its end: open orders are cancelled, lost ones proven absent. */
async function calm(campaign: Campaign): Promise<StoredOrder[]> {
  const { world } = campaign
  await world.control.liftFaults()
  const { services } = world.app
  const { id } = await currentAccount(services)
  await eventually(async () => {
    const state = orderState.options.filter((one) => !isFinal(one))
    const left = await listOrders(services.database, id, { state, limit: 1_000 })
    for (const order of left.filter((one) => one.state === 'open' || one.state === 'partial')) {
      await say(campaign, 'cancel', { id: order.id }, { as: pick(campaign, traders) })
    }
    if (left.length > 0) await world.control.advance('6s')
    assert.deepEqual(
      left.map((one) => [one.id, one.state]),
      [],
    )
  })
  return listOrders(services.database, id, { limit: 100_000 })
}

function assertSameOrder(order: StoredOrder, there: Order | undefined): void {
  assert.equal(there === undefined, order.exchange_uuid === null, JSON.stringify(order))
  if (!there) return
  assert.equal(there.uuid, order.exchange_uuid)
  assert.equal(plainText(order.filled_volume), formatAmount(there.executed_volume), order.id)
  assert.equal(plainText(order.filled_krw), formatAmount(there.executed_funds), order.id)
  assert.equal(plainText(order.fee_krw), formatAmount(there.paid_fee), order.id)
}

/** One order for each intent, and books that are the exchange's to the last digit. */
async function assertEqual(campaign: Campaign, orders: readonly StoredOrder[]): Promise<void> {
  const { world } = campaign
  const { state } = world.sandbox.exchange.desk
  const { database } = world.app.services
  const { id } = await currentAccount(world.app.services)
  const there = Map.groupBy(
    state.orders.values(),
    ({ identifier }) => /^mp-(\w+)-\d+$/.exec(identifier ?? '')?.[1],
  )
  for (const order of orders) {
    const [one, ...more] = there.get(order.id) ?? []
    assert.deepEqual(more, [], `${order.id} is there twice`)
    assertSameOrder(order, one)
    there.delete(order.id)
  }
  assert.deepEqual([...there.keys()], [], 'the exchange has orders that nobody asked for')
  const fills = await loadAllFills(database, id)
  const trades = [...state.orders.values()].flatMap((order) => order.fills.map(({ uuid }) => uuid))
  const ours = fills.filter(({ kind }) => kind === 'trade').map(({ trade_uuid }) => trade_uuid)
  assert.deepEqual(ours.toSorted(), trades.toSorted())
  const ledger = await loadLedger(database, id, 0)
  const cash = sum(ledger.map((line) => line.cash))
  const krw = state.holdings.get('KRW')
  assert.equal(plainText(cash), formatAmount((krw?.balance ?? 0n) + (krw?.locked ?? 0n)))
  for (const position of await loadPositions(database, id)) {
    if (position.market === 'KRW') continue
    const { balance = 0n, locked = 0n } = state.holdings.get(position.market.slice(4)) ?? {}
    assert.equal(plainText(position.volume), formatAmount(balance + locked), position.market)
    const made = positionOf(fills.filter(({ market }) => market === position.market))
    for (const name of ['volume', 'cost', 'realised', 'fees'] as const)
      assert.equal(plainText(position[name]), plainText(made[name]), `${position.market} ${name}`)
  }
}

async function prepare(campaign: Campaign): Promise<void> {
  // Thousands of messages would wait for Discord's limits.
  const channels = Object.fromEntries(happening.options.map((name) => [name, null]))
  const silence = await campaign.world.api('PATCH', '/api/trading/notifications', {
    channels,
    quiet: null,
  })
  assert.equal(silence.status, 200, JSON.stringify(silence.json))
  await control(campaign, 'exchange/limits', { factor: 1_000 })
  await control(campaign, 'exchange/pace', { fill_ms: [0, 120], cancel_ms: [0, 120] })
  for (const ticker of tickers)
    await control(campaign, 'exchange/price', { market: `KRW-${ticker}`, hold: true })
}

describe('a campaign of random orders with faults', () => {
  const kinds: PlaceKind[] = whole === undefined ? [sqlitePlace] : places()
  for (const kind of kinds) {
    it(`${wanted} orders, seed ${seed}: one order for each, equal books, no limit exceeded (${kind.name})`, async (context) => {
      const world = await openWorld({ channel: 'trading', env, place: kind })
      const campaign: Campaign = {
        world,
        random: createRandom(seed),
        sent: 0,
        refused: new Map(),
        faulted: 0,
        slowestStop: 0,
        stoppedAt: null,
        late: new Map(),
        problems: [],
      }
      const dismiss = witness(campaign)
      try {
        await prepare(campaign)
        while (campaign.sent < wanted) {
          await runDay(campaign, Math.min(wanted, campaign.sent + perDay))
          const orders = await calm(campaign)
          await assertEqual(campaign, orders)
          for (const { id, exchange_uuid, created_at } of orders) {
            const stoppedAt = campaign.late.get(exchange_uuid ?? '') ?? Infinity
            assert.ok(created_at <= stoppedAt, `${id} was accepted after the stop`)
          }
          assert.deepEqual(campaign.problems, [])
          const states = Map.groupBy(orders, ({ state }) => state)
          const counts = [...states].map(([state, list]) => `${list.length} ${state}`)
          context.diagnostic(
            `${campaign.sent} sent, ${campaign.faulted} faults, stop after ${campaign.slowestStop} ms at most; ${counts.join(', ')}; refused: ${JSON.stringify([...campaign.refused])}`,
          )
          await world.sandbox.clock.advance(86_400_000)
        }
      } finally {
        dismiss()
        await world.close()
      }
    })
  }
})
