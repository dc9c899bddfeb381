import assert from 'node:assert/strict'
import { setTimeout as pause } from 'node:timers/promises'
import { describe, it, type TestContext } from 'node:test'
import { z } from 'zod'
import { createSandbox, type Sandbox } from '#sandbox/sandbox.ts'
import { overview } from '#modules/trading/contract/rest.ts'
import { orderState } from '#modules/trading/contract/values.ts'
import { sandboxEnvironment } from '../../tools/world.ts'
import { createControl } from '../support/control.ts'
import { eventually } from '../support/eventually.ts'
import { places, sqlitePlace, type PlaceKind } from '../support/places.ts'
import { freePort, startServer, type ServerProcess } from '../support/server-process.ts'
import { ask, serviceHeaders, testEnvironment, type ApiAnswer } from '../support/world.ts'

/** Random kills; the whole campaign is `TRADING_KILLS=200`. */
const kills = Number(process.env['TRADING_KILLS'] ?? 1)
/** A slice runs on SQLite alone: on PostgreSQL a dead process is believed dead only after a while. */
const kinds = process.env['TRADING_KILLS'] === undefined ? [sqlitePlace] : places()
const trader = '111111111111111111'

type Post = Parameters<ReturnType<typeof createControl>['fault']>[0]
const onOrders = (method: string, does: object): Post => ({
  service: 'upbit',
  when: { method, route: method === 'POST' ? '/v1/orders' : '/v1/order' },
  do: does,
  times: 1,
})

/** Where in an order's life the program dies: what the exchange does, and how long after the wish. */
const points: { name: string; fault: Post | null; afterMs: number; price?: string }[] = [
  {
    name: 'while the exchange has not read the order yet',
    fault: onOrders('POST', { delay_ms: 500 }),
    afterMs: 250,
  },
  {
    name: 'after it was accepted and the answer was lost',
    fault: onOrders('POST', { drop: 'after' }),
    afterMs: 60,
  },
  {
    name: 'after it was accepted and answered with an error',
    fault: onOrders('POST', { status: 500, served: true }),
    afterMs: 60,
  },
  {
    name: 'before its fills are in the books',
    fault: onOrders('GET', { status: 500 }),
    afterMs: 200,
  },
  { name: 'while it rests', fault: null, afterMs: 400, price: '1000000' },
]

const listed = z.object({
  orders: z.array(
    z.looseObject({
      id: z.string(),
      state: orderState,
      client_id: z.string().nullable(),
      exchange_uuid: z.string().nullable(),
      filled_volume: z.string(),
    }),
  ),
})

type Stage = { sandbox: Sandbox; start(): Promise<ServerProcess>; url: string }

async function openStage(context: TestContext, kind: PlaceKind): Promise<Stage> {
  const place = await kind.open()
  const sandbox = await createSandbox({ port: 0 })
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

function wish({ url }: Stage, key: string, parameters: object): Promise<ApiAnswer | null> {
  return ask(`${url}/api/discord/webhook`, {
    method: 'POST',
    headers: { ...serviceHeaders, 'idempotency-key': key },
    body: { user_id: trader, command: 'buy', parameters },
  }).catch(() => null)
}

/** Nothing is open to doubt, each wish is one order, and the books are the exchange's. */
async function assertSettled(stage: Stage, wishes: number): Promise<void> {
  await eventually(async () => {
    const orders = await ordersOf(stage)
    const doubtful = orders.filter(({ state }) =>
      ['intent', 'sending', 'unknown', 'cancel_requested'].includes(state),
    )
    assert.deepEqual(doubtful, [])
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

describe('kill -9 in the life of an order', { concurrency: true }, () => {
  for (const kind of kinds) {
    it(`leaves exactly one order and books that are the exchange's (${kind.name})`, async (context) => {
      const stage = await openStage(context, kind)
      const control = createControl(stage.sandbox.origin)
      let wishes = 0
      let server = await stage.start()
      const doomed = async (fault: Post | null, afterMs: number, price?: string) => {
        wishes += 1
        const key = `wish-${wishes}`
        const parameters = {
          ticker: price === undefined ? 'BTC' : 'ETH',
          amount: String(20_000 + wishes),
          ...(price && { price }),
        }
        if (fault) await control.fault(fault)
        const first = wish(stage, key, parameters)
        await pause(afterMs)
        await server.kill()
        await first
        await control.liftFaults()
        server = await stage.start()
        // Whoever got no answer asks again with the same key, also when told to come later.
        await eventually(async () => {
          const answer = await wish(stage, key, parameters)
          assert.ok(answer && answer.status !== 503, JSON.stringify(answer))
        })
      }
      for (const { name, fault, afterMs, price } of points) {
        await doomed(fault, afterMs, price)
        context.diagnostic(name)
      }
      for (let round = 0; round < kills; round += 1) {
        const does =
          [{ drop: 'after' }, { status: 500, served: true }, { delay_ms: 80 }][round % 3] ?? {}
        await doomed(
          round % 2 === 0 ? onOrders('POST', does) : null,
          Math.floor((round * 37) % 160),
        )
      }
      await assertSettled(stage, wishes)
    })
  }
})
