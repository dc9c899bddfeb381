import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { ControlError } from '../control/errors.ts'
import { parseDuration } from '../control/duration.ts'
import { amount as exact, parseAmount } from './amounts.ts'
import type { Desk } from './desk.ts'
import { pay } from './orders/ledger.ts'
import { accountsJson, listedOrderJson } from './orders/views.ts'
import type { Exchange } from './exchange.ts'
import { gridFloor } from './price/grid.ts'
import type { Market } from './price/market.ts'
import { bookJson, candleJson, candlesBefore, askedInterval, tickerJson } from './rest/quotes.ts'
import { streamFaultKinds } from './stream/faults.ts'
import { permissions, type Move } from './state.ts'

const decimal = z.union([z.string(), z.number()]).transform((value, context) => {
  const parsed = parseAmount(String(value))
  if (parsed !== undefined) return String(value)
  context.addIssue('not a decimal')
  return z.NEVER
})
const price = z.union([
  z.object({ market: z.string(), price: decimal, over: z.string().default('0s') }),
  z.object({ market: z.string(), change_pct: z.number().gt(-100), over: z.string().default('0s') }),
  z.object({ market: z.string(), hold: z.union([z.literal(true), decimal]) }),
  z.object({ market: z.string(), release: z.literal(true) }),
])
const trade = z.object({
  market: z.string(),
  price: decimal,
  volume: decimal,
  side: z.enum(['bid', 'ask']),
})
const marketChange = z.object({
  market: z.string(),
  state: z.enum(['active', 'halted', 'delisted']).optional(),
  warning: z.boolean().optional(),
  min_total: decimal.optional(),
})
const milliseconds = z
  .tuple([z.number().int().min(0), z.number().int().min(0)])
  .refine(([from, to]) => from <= to, 'from is at most to')
const pace = z.object({
  fill_ms: milliseconds.optional(),
  cancel_ms: milliseconds.optional(),
  skew_ms: z.number().int().optional(),
})
const limits = z.object({ factor: z.number().positive() })
const fileCandle = z
  .object({
    candle_date_time_utc: z.iso.datetime({ local: true }),
    opening_price: z.number().positive(),
    high_price: z.number().positive(),
    low_price: z.number().positive(),
    trade_price: z.number().positive(),
    candle_acc_trade_volume: z.number().min(0),
  })
  .transform((wire) => ({
    at: Date.parse(`${wire.candle_date_time_utc}Z`),
    open: wire.opening_price,
    high: wire.high_price,
    low: wire.low_price,
    close: wire.trade_price,
    volume: wire.candle_acc_trade_volume,
  }))
const replay = z.union([
  z.object({
    market: z.string(),
    minutes: z.union([1, 3, 5, 10, 15, 30, 60, 240].map((one) => z.literal(one))),
    candles: z.array(fileCandle).min(1).max(20_000),
    from: z.iso.datetime({ offset: true }).optional(),
  }),
  z.object({ market: z.string(), release: z.literal(true) }),
])
const streamFault = z.object({
  fault: z.enum(streamFaultKinds),
  times: z.number().int().min(1).default(1),
})
const payment = z.object({ currency: z.string().default('KRW'), amount: decimal })
const newKey = z.object({
  permissions: z.array(z.enum(permissions)).default([...permissions]),
  ips: z.array(z.string()).max(10).default([]),
  expires_at: z.iso.datetime({ offset: true }).optional(),
})

const yearMs = 365 * 86_400_000

function findMarket(desk: Desk, name: string): Market {
  const market = desk.market(name.includes('-') ? name : `KRW-${name}`)
  if (!market) throw new ControlError(404, `There is no market ${name}`)
  return market
}

function moveOf(market: Market, now: number, body: z.output<typeof price>): Move {
  const at = now
  const current = market.path.at(now)
  const factor = current / market.path.free(now)
  if ('hold' in body) return { at, hold: body.hold === true ? current : Number(body.hold) }
  if ('release' in body) return { at, factor, from_factor: factor, over_ms: 0 }
  const over_ms = parseDuration(body.over)
  if (over_ms === undefined) throw new ControlError(400, 'over is a length such as 30s or 10m')
  const target = 'price' in body ? Number(body.price) : current * (1 + body.change_pct / 100)
  return { at, factor: (factor * target) / current, from_factor: factor, over_ms }
}

/** A sudden change is a trade through everything in between: whoever stood there has traded. */
function jump(desk: Desk, market: Market, now: number, before: number): void {
  const target = gridFloor(market.path.at(now))
  if (target === gridFloor(before)) return
  const volume = Math.max(1, Math.round((market.listing.trade_krw * 1000) / target))
  desk.engine.print(market, {
    at: now,
    price: target,
    volume,
    side: target > before ? 'bid' : 'ask',
  })
}

/** Has a market replay a file of candles, moved so that it begins at `from`, or lets it move by itself again. */
function setReplay(desk: Desk, body: z.output<typeof replay>): Record<string, unknown> {
  desk.engine.run()
  const market = findMarket(desk, body.market)
  if ('release' in body) market.state.replay = null
  else {
    const length_ms = body.minutes * 60_000
    const sorted = body.candles.toSorted((a, b) => a.at - b.at)
    const first = sorted[0]?.at ?? 0
    const shift = body.from === undefined ? 0 : Date.parse(body.from) - first
    const candles = sorted.map((candle) => ({ ...candle, at: candle.at + shift }))
    const isWhole = candles.every(
      ({ at }, index) => at % length_ms === 0 && at !== candles[index - 1]?.at,
    )
    if (!isWhole) throw new ControlError(400, 'Every candle begins at an interval of its own')
    market.state.replay = { length_ms, candles }
  }
  desk.reopen(market.state.market)
  return quoteOf(desk, findMarket(desk, body.market))
}

function setPrice(desk: Desk, body: z.output<typeof price>): Record<string, unknown> {
  desk.engine.run()
  const market = findMarket(desk, body.market)
  if (market.state.replay) throw new ControlError(409, 'The market replays a file')
  const now = desk.clock.now()
  const before = market.path.at(now)
  market.state.moves.push(moveOf(market, now, body))
  jump(desk, market, now, before)
  desk.engine.plan()
  return quoteOf(desk, market)
}

function quoteOf(desk: Desk, market: Market): Record<string, unknown> {
  const now = desk.clock.now()
  const { asks, bids } = market.book(now)
  return {
    market: market.state.market,
    price: market.last(now).price,
    best_bid: bids[0]?.price ?? null,
    best_ask: asks[0]?.price ?? null,
  }
}

function setState(desk: Desk, body: z.output<typeof marketChange>): void {
  desk.engine.run()
  const { state } = findMarket(desk, body.market)
  const now = desk.clock.now()
  if (body.warning !== undefined) state.warning = body.warning
  if (body.min_total !== undefined) state.min_total = exact(body.min_total)
  if (body.state !== undefined && body.state !== state.state) {
    const last = state.halts.at(-1)
    if (body.state === 'active' && last) last.to = now
    if (state.state === 'active') state.halts.push({ from: now, to: null })
    state.state = body.state
  }
  desk.engine.plan()
}

/** Shown in the client page: every market in short, one at length, the account and its orders. */
function overview(desk: Desk, shown: string): Record<string, unknown> {
  desk.engine.run()
  const now = desk.clock.now()
  const market = findMarket(desk, shown)
  const interval = askedInterval('minutes', '1')
  const range = { to: now + 1, count: 60, now }
  return {
    markets: desk.markets().map((one) => {
      const { market: name, trade_price, signed_change_rate } = tickerJson(one, now)
      const { korean_name, english_name } = one.listing
      return {
        market: name,
        korean_name,
        english_name,
        trade_price,
        signed_change_rate,
        state: one.state.state,
      }
    }),
    book: bookJson(desk, market, now, 8),
    candles: interval
      ? candlesBefore(market, interval, range).map((one) => candleJson(market, interval, one))
      : [],
    held: market.state.moves.at(-1) !== undefined && 'hold' in (market.state.moves.at(-1) ?? {}),
    accounts: accountsJson(desk.state),
    orders: [...desk.state.orders.values()].slice(-20).reverse().map(listedOrderJson),
  }
}

/** What `GET /_control/world` says of the exchange. */
export function describeExchange({ desk }: Exchange, origin: string): Record<string, unknown> {
  const { access_key, secret_key } = desk.state.keys[0] ?? {}
  return {
    access_key,
    secret_key,
    rest_url: `${origin}/upbit`,
    ws_url: `${origin.replace('http', 'ws')}/upbit/websocket/v1`,
  }
}

/** Adds the calls beneath `/_control/exchange`. */
export function addExchangeControl(app: FastifyInstance, { desk }: Exchange): void {
  const query = z.object({ market: z.string().default('KRW-BTC') })
  app.get('/_control/exchange', async (request) =>
    overview(desk, query.parse(request.query).market),
  )
  app.post('/_control/exchange/price', async (request) => setPrice(desk, price.parse(request.body)))
  app.post('/_control/exchange/replay', { bodyLimit: 8 * 1024 * 1024 }, async (request) =>
    setReplay(desk, replay.parse(request.body)),
  )
  app.post('/_control/exchange/trade', async (request) => {
    const { market: name, price: text, volume, side } = trade.parse(request.body)
    desk.engine.run()
    const market = findMarket(desk, name)
    const at = desk.clock.now()
    desk.engine.print(market, { at, price: Number(text), volume: Number(volume), side })
    return quoteOf(desk, market)
  })
  app.post('/_control/exchange/market', async (request) => {
    setState(desk, marketChange.parse(request.body))
    return { ok: true }
  })
  app.post('/_control/exchange/pace', async (request) => {
    const { fill_ms, cancel_ms, skew_ms } = pace.parse(request.body)
    const { state } = desk
    state.pace = {
      fill_ms: fill_ms ?? state.pace.fill_ms,
      cancel_ms: cancel_ms ?? state.pace.cancel_ms,
    }
    state.skew_ms = skew_ms ?? state.skew_ms
    return { ...state.pace, skew_ms: state.skew_ms }
  })
  app.post('/_control/exchange/limits', async (request) => {
    const { factor } = limits.parse(request.body)
    desk.limits.scale(factor)
    return { factor }
  })
  app.post('/_control/exchange/stream', async (request) => {
    const { fault, times } = streamFault.parse(request.body)
    desk.streamFaults.add(fault, times)
    return { ok: true }
  })
  app.post('/_control/exchange/pay', async (request) => {
    const { currency, amount } = payment.parse(request.body)
    if (!pay(desk.state, currency, amount))
      throw new ControlError(400, 'The account has less than that')
    return accountsJson(desk.state)
  })
  app.post('/_control/exchange/keys', async (request) => {
    const { permissions: given, ips, expires_at } = newKey.parse(request.body ?? {})
    const access_key = desk.uuid().replaceAll('-', '')
    const secret_key = desk.uuid().replaceAll('-', '')
    const until = expires_at === undefined ? desk.clock.now() + yearMs : Date.parse(expires_at)
    desk.state.keys.push({ access_key, secret_key, permissions: given, ips, expires_at: until })
    return { access_key, secret_key }
  })
}
