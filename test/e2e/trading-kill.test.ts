import assert from 'node:assert/strict'
import { setTimeout as pause } from 'node:timers/promises'
import { describe, it, type TestContext } from 'node:test'
import { z } from 'zod'
import { decimal, plainText, sum } from '#core/money.ts'
import { freePort } from '#core/http/free-port.ts'
import { formatAmount } from '#sandbox/exchange/amounts.ts'
import { holdingOf } from '#sandbox/exchange/state.ts'
import { createSandbox, type Sandbox } from '#sandbox/sandbox.ts'
import { overview } from '#modules/trading/contract/rest.ts'
import { orderState } from '#modules/trading/contract/values.ts'
import { sandboxEnvironment } from '../../tools/world.ts'
import { createControl } from '../support/control.ts'
import { eventually } from '../support/eventually.ts'
import { places, type PlaceKind } from '../support/places.ts'
import { quickLimits } from '../support/quick-limits.ts'
import { createRandom } from '../support/random.ts'
import { startServer, type ServerProcess } from '../support/server-process.ts'
import { ask, serviceHeaders, testEnvironment, type ApiAnswer } from '../support/world.ts'

/** Random kills of the whole campaign, `TRADING_KILLS=200`; without it a slice is run. */
const kills = process.env['TRADING_KILLS']
const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000)
const trader = '111111111111111111'

type Post = Parameters<ReturnType<typeof createControl>['fault']>[0]
const onOrders = (method: string, does: object): Post => ({
  service: 'upbit',
  when: { method, route: method === 'POST' ? '/v1/orders' : '/v1/order' },
  do: does,
  times: 1,
})

/** Where in an order's life the program dies. */
type Doom = {
  name: string
  /** What the exchange does with the order. */
  fault: Post | null
  /** When the count of `afterMs` begins: with the wish, or once the exchange has the order. */
  since: 'wish' | 'arrival'
  afterMs: number
  price?: string
  /** What happens to the order before the program dies. */
  meanwhile?: (stage: Stage, orderId: string) => Promise<unknown>
}

const tell = ({ sandbox }: Stage, path: string, body: object) =>
  ask(`${sandbox.origin}/_control/exchange/${path}`, { method: 'POST', body })

const points: readonly Doom[] = [
  {
    name: 'after it was accepted and the answer was lost',
    fault: onOrders('POST', { drop: 'after' }),
    since: 'arrival',
    afterMs: 0,
  },
  {
    name: 'while it is partly filled',
    fault: onOrders('GET', { delay_ms: 300 }),
    since: 'arrival',
    afterMs: 20,
    price: '1000000',
    meanwhile: (stage) => {
      const trade = { market: 'KRW-ETH', price: 999_000, volume: 0.00678901, side: 'ask' }
      return tell(stage, 'trade', trade)
    },
  },
  {
    name: 'while its cancellation is on the way',
    fault: onOrders('DELETE', { drop: 'after' }),
    since: 'arrival',
    afterMs: 60,
    price: '1000000',
    meanwhile: async (stage, id) => {
      await eventually(async () => {
        const [order] = (await ordersOf(stage)).filter((one) => one.id === id)
        assert.equal(order?.state, 'open')
      })
      void send(stage, 'cancel', { id }, `cancel-${id}`)
    },
  },
  {
    name: 'after it was accepted and answered with an error',
    fault: onOrders('POST', { status: 500, served: true }),
    since: 'arrival',
    afterMs: 0,
  },
  {
    name: 'before its fills are in the books',
    fault: onOrders('GET', { status: 500 }),
    since: 'arrival',
    afterMs: 60,
  },
  {
    name: 'while the exchange has not read the order yet',
    fault: onOrders('POST', { delay_ms: 500 }),
    since: 'wish',
    afterMs: 250,
  },
  { name: 'while it rests', fault: null, since: 'arrival', afterMs: 100, price: '1000000' },
]

const listed = z.object({
  orders: z.array(
    z.looseObject({
      id: z.string(),
      state: orderState,
      client_id: z.string().nullable(),
      exchange_uuid: z.string().nullable(),
      filled_krw: z.string(),
      fee_krw: z.string(),
    }),
  ),
})

type Stage = { sandbox: Sandbox; start(): Promise<ServerProcess>; url: string }

async function openStage(context: TestContext, kind: PlaceKind): Promise<Stage> {
  const place = await kind.open()
  const sandbox = await createSandbox(quickLimits)
  const port = await freePort()
  const env = {
    ...sandboxEnvironment(sandbox, place.dataDir),
    ...testEnvironment,
    ...place.env,
    PORT: String(port),
    DATA_DIR: place.dataDir,
    TRADE_USERS: trader,
    TRADING_RATE_LIMITS: '{"view": 0, "trade": 0, "backtest": 0}',
    TRADING_ORDERS_PER_MINUTE: '0',
  }
  let server: ServerProcess | null = null
  context.after(async () => {
    await server?.kill()
    await sandbox.close()
    await place.remove()
  })
  return {
    sandbox,
    url: `http://127.0.0.1:${port}`,
    async start() {
      server = startServer(env)
      assert.ok(await server.running, server.output())
      return server
    },
  }
}

/** Orders as the exchange itself has them. */
function atExchange({ sandbox }: Stage): { identifier: string | null }[] {
  return [...sandbox.exchange.desk.state.orders.values()].map(({ identifier }) => ({
    identifier: identifier ?? null,
  }))
}

async function ordersOf({ url }: Stage) {
  const { json } = await ask(`${url}/api/trading/orders?limit=100`, {
    method: 'GET',
    headers: serviceHeaders,
  })
  return listed.parse(json).orders
}

function send({ url }: Stage, command: string, parameters: object, key: string) {
  return ask(`${url}/api/discord/webhook`, {
    method: 'POST',
    headers: { ...serviceHeaders, 'idempotency-key': key },
    body: { user_id: trader, command, parameters },
  }).catch(() => null)
}

function wish(stage: Stage, key: string, parameters: object): Promise<ApiAnswer | null> {
  return send(stage, 'buy', parameters, key)
}

/** What was paid for by the orders' own numbers is what is missing at the exchange, to the last digit. */
function assertSameMoney({ sandbox }: Stage, orders: Awaited<ReturnType<typeof ordersOf>>): void {
  const { state } = sandbox.exchange.desk
  const { balance, locked } = holdingOf(state, 'KRW')
  const paid = sum(orders.flatMap(({ filled_krw, fee_krw }) => [filled_krw, fee_krw].map(decimal)))
  const missing = (state.deposited.get('KRW') ?? 0n) - balance - locked
  assert.equal(plainText(paid), formatAmount(missing))
}

/** Nothing is open to doubt, each wish is one order, and the books are the exchange's. */
async function assertSettled(stage: Stage, wishes: number): Promise<void> {
  await eventually(async () => {
    const orders = await ordersOf(stage)
    const doubtful = orders.filter(({ state }) =>
      ['intent', 'sending', 'unknown', 'cancel_requested'].includes(state),
    )
    assert.deepEqual(doubtful, [])
    // What was filled after the last answer is heard of a moment later.
    assertSameMoney(stage, orders)
  })
  const orders = await ordersOf(stage)
  assert.equal(orders.length, wishes)
  const there = atExchange(stage).map(({ identifier }) => identifier)
  assert.equal(new Set(there).size, there.length)
  for (const order of orders) {
    const found = there.filter((identifier) => identifier?.includes(order.id))
    assert.ok(found.length <= 1, `${order.id} is there ${found.length} times`)
    assert.equal(found.length === 1, order.exchange_uuid !== null, JSON.stringify(order))
  }
  assert.equal(there.length, orders.filter(({ exchange_uuid }) => exchange_uuid !== null).length)
  const { json } = await ask(`${stage.url}/api/trading/overview`, {
    method: 'GET',
    headers: serviceHeaders,
  })
  const shown = overview.parse(json)
  assert.equal(shown.status.degraded, null)
  for (const { currency, balance, locked } of shown.balance?.holdings ?? []) {
    const position = shown.positions.positions.find(({ market }) => market === `KRW-${currency}`)
    assert.deepEqual([position?.volume, locked], [balance, '0'], currency)
  }
}

/** Kills the program at each of the moments, and has whoever got no answer ask again with the same key. */
async function killAt(context: TestContext, kind: PlaceKind, dooms: readonly Doom[]) {
  const stage = await openStage(context, kind)
  const control = createControl(stage.sandbox.origin)
  let server = await stage.start()
  for (const [at, { name, fault, since, afterMs, price, meanwhile }] of dooms.entries()) {
    context.diagnostic(`${Math.round(performance.now())} ms: ${name}`)
    const key = `wish-${at}`
    const ticker = price === undefined ? 'BTC' : 'ETH'
    const parameters = { ticker, amount: String(20_001 + at), ...(price && { price }) }
    if (fault) await control.fault(fault)
    const arrived = atExchange(stage).length
    const first = wish(stage, key, parameters)
    if (since === 'arrival') {
      await eventually(() => Promise.resolve(assert.equal(atExchange(stage).length, arrived + 1)))
    }
    const identifier = atExchange(stage).at(-1)?.identifier ?? ''
    if (meanwhile) await meanwhile(stage, identifier.split('-')[1] ?? '')
    await pause(afterMs)
    await server.kill()
    await first
    await control.liftFaults()
    server = await stage.start()
    await eventually(async () => {
      const answer = await wish(stage, key, parameters)
      assert.ok(answer && answer.status !== 503, JSON.stringify(answer))
      // A wish that was refused would be none of the orders that are counted below.
      assert.equal(answer.status, 200, JSON.stringify(answer))
    })
  }
  await assertSettled(stage, dooms.length)
}

/** Any moment; an order that never left costs half a minute, until it is proven that it is nowhere. */
function randomDoom(round: number, random: () => number): Doom {
  const does = [{ drop: 'after' }, { status: 500, served: true }, { delay_ms: 80 }][round % 3] ?? {}
  const afterMs = Math.floor(random() * 160)
  const since = round % 2 === 0 ? 'arrival' : 'wish'
  const fault = round % 4 < 2 ? onOrders('POST', does) : null
  return {
    name: `${afterMs} ms after the ${since}, ${JSON.stringify(does)}`,
    fault,
    since,
    afterMs,
  }
}

describe('kill -9 in the life of an order', { concurrency: true }, () => {
  for (const kind of places()) {
    // Of the slice PostgreSQL has one: a process that died there is believed dead after a while only.
    const size = kind.name === 'SQLite' ? 3 : 1
    const named = kills === undefined ? points.slice(0, size) : points
    const rounds = kills === undefined ? Number(kind.name === 'SQLite') : Number(kills)
    const random = createRandom(seed)
    const drawn = Array.from({ length: rounds }, (_, round) => randomDoom(round, random))
    const dooms = [...named, ...drawn]
    it(`leaves exactly one order and the books of the exchange (${kind.name}, seed ${seed})`, (context) =>
      killAt(context, kind, dooms))
  }
})
