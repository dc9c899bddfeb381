import type { z } from 'zod'
import type { Context } from '#core/context.ts'
import { coreError } from '#core/errors.ts'
import { toInstant } from '#core/contract.ts'
import { decimal, plainText, zero } from '#core/money.ts'
import type {
  balanceData,
  limitsData,
  marketsData,
  ordersData,
  performanceData,
  positionsData,
  signalsData,
  statusData,
  strategiesData,
} from '../contract/data.ts'
import type {
  candlesAnswer,
  candlesQuery,
  eventsAnswer,
  listQuery,
  newOrder,
  notificationsAnswer,
  NotificationSettings,
  ordersQuery,
  Overview,
  quoteAnswer,
} from '../contract/rest.ts'
import type { OrderDetailJson } from '../contract/values.ts'
import { refuse } from '../errors.ts'
import { candleAt, lengthOf } from '../rules/candles.ts'
import { indicatorLines } from '../rules/indicators/values.ts'
import type { Rights } from '../rules/rights.ts'
import { saveSetting } from '../store/accounts.ts'
import { loadFills, loadTrades } from '../store/books.ts'
import { listNotifications } from '../store/notifications.ts'
import { listOrders, loadEvents } from '../store/orders.ts'
import { listSignals, loadSignalsBetween, loadStrategies } from '../store/strategies.ts'
import { orderDetailJson, orderJson, quoteText, signalJson } from '../views/order.ts'
import { refusalText } from '../views/refusal.ts'
import { usualChannel } from './announcements.ts'
import { recentCandles } from './candles.ts'
import { chartOf, marketsOf } from './commands/market.ts'
import { marketOf } from './commands/tickers.ts'
import { currentAccount, presentOrder } from './engine.ts'
import { identify, type Sent } from './guard.ts'
import { imageOf } from './images.ts'
import { performanceOf, performancePicture, type Period } from './performance.ts'
import { backtestPicture } from './backtest.ts'
import { strategyJson } from './strategies.ts'
import { allowedChannels } from './notify.ts'
import { balanceOf, limitsOf, positionsOf, statusOf } from './overview.ts'
import { quoteOrder } from './place.ts'
import { effectiveRights } from './rights.ts'
import { loadNotificationSettings, tellAccount } from './state.ts'
import { quietContext } from './transition.ts'

/** How trading is. */
export const status = (context: Context): Promise<z.infer<typeof statusData>> => statusOf(context)

/** What the account holds; throws `exchange_unavailable`. */
export async function balance(context: Context): Promise<z.infer<typeof balanceData>> {
  const found = await balanceOf(context)
  if (found.kind !== 'ok') throw refuse('exchange_unavailable')
  return found.value
}

/** The limits, and how much of them is used. */
export async function limits(context: Context): Promise<z.infer<typeof limitsData>> {
  const found = await balanceOf(context)
  return limitsOf(context, found.kind === 'ok' ? decimal(found.value.total_krw) : null)
}

/** What is held. */
export const positions = (context: Context): Promise<z.infer<typeof positionsData>> =>
  positionsOf(context)

/** Markets, most traded first. */
export const markets = (
  context: Context,
  query: { query?: string | undefined; page: number },
): Promise<z.infer<typeof marketsData>> => marketsOf(context, query)

/** Orders, newest first. */
export async function orders(
  context: Context,
  query: z.infer<typeof ordersQuery>,
): Promise<z.infer<typeof ordersData>> {
  const { id } = await currentAccount(context)
  const found = await listOrders(context.database, id, query)
  return {
    orders: found.map((one) => orderJson(one, context.locale)),
    next: found.length === query.limit ? (found.at(-1)?.id ?? null) : null,
  }
}

/** One order of the present account with its history; throws `unknown_order`. */
export async function order(context: Context, orderId: string): Promise<OrderDetailJson> {
  const { database, locale } = context
  const found = await presentOrder(context, orderId)
  const [steps, fills] = await Promise.all([
    loadEvents(database, found.id),
    loadFills(database, found.id),
  ])
  return orderDetailJson(found, { events: steps, fills }, locale)
}

/** What strategies saw. */
export async function signals(
  context: Context,
  { ticker, strategy, limit }: z.infer<typeof listQuery>,
): Promise<z.infer<typeof signalsData>> {
  const market = ticker === undefined ? undefined : await marketOf(context, ticker)
  const found = await listSignals(context.database, { market, strategy, limit })
  return { signals: found.map((one) => signalJson(one, context.locale)) }
}

/** Candles with all that happened along them. */
export async function candles(
  context: Context,
  query: z.infer<typeof candlesQuery>,
): Promise<z.infer<typeof candlesAnswer>> {
  const market = await marketOf(context, query.market)
  const { interval, count } = query
  const to = query.to === undefined ? undefined : Date.parse(query.to)
  const answer = await recentCandles(context, market, interval, { count, to })
  if (answer.kind !== 'ok') throw refuse('exchange_unavailable')
  const all = answer.value
  const range = { from: all[0]?.at ?? 0, to: (all.at(-1)?.at ?? 0) + lengthOf(interval) }
  const { id } = await currentAccount(context)
  const [seen, fills] = await Promise.all([
    loadSignalsBetween(context.database, market, range),
    loadTrades(context.database, id, market, range),
  ])
  const forming = candleAt(context.clock.now(), interval)
  const lines = indicatorLines(all)
  const part = <T, K extends keyof T>(line: readonly (T | null)[], name: K) =>
    line.map((value) => value?.[name] ?? null)
  const band = (name: 'bb' | 'donchian') => ({
    upper: part(lines[name], 'upper'),
    middle: part(lines[name], 'middle'),
    lower: part(lines[name], 'lower'),
  })
  return {
    market,
    interval,
    candles: all.map((one) => ({
      at: toInstant(one.at),
      open: plainText(one.open),
      high: plainText(one.high),
      low: plainText(one.low),
      close: plainText(one.close),
      volume: plainText(one.volume),
      filled: one.filled,
      closed: one.at < forming,
    })),
    indicators: {
      sma20: [...lines.sma20],
      ema20: [...lines.ema20],
      rsi14: [...lines.rsi14],
      macd: {
        macd: part(lines.macd, 'macd'),
        signal: part(lines.macd, 'signal'),
        histogram: part(lines.macd, 'histogram'),
      },
      bb: band('bb'),
      atr14: [...lines.atr14],
      stochastic: { k: part(lines.stochastic, 'k'), d: part(lines.stochastic, 'd') },
      donchian: band('donchian'),
    },
    signals: seen.map((one) => signalJson(one, context.locale)),
    fills: fills.map(({ at, side, price, volume, order_id }) => ({
      at: toInstant(at),
      side,
      price: plainText(price),
      volume: plainText(volume),
      order_id: order_id ?? '',
    })),
  }
}

/** Facts that are looked at to find those of trading. */
const lookBack = 2_000

/** What happened, newest first. */
export async function events(
  context: Context,
  limit: number,
): Promise<z.infer<typeof eventsAnswer>> {
  const { outbox } = context
  const since = Math.max(0, outbox.position() - lookBack)
  const facts = (await outbox.since(since, lookBack)).filter(({ topic }) => topic === 'trading')
  return {
    events: facts
      .toReversed()
      .slice(0, limit)
      .map(({ created_at, type, object_id, actor_id, source, data }) => ({
        at: toInstant(created_at),
        type,
        object_id,
        actor_id,
        source,
        data: data as z.infer<typeof eventsAnswer>['events'][number]['data'],
      })),
  }
}

/** What is told where, and what was told lately. */
export async function notifications(
  context: Context,
): Promise<z.infer<typeof notificationsAnswer>> {
  const [settings, channels, recent] = await Promise.all([
    loadNotificationSettings(context.database),
    allowedChannels(context),
    listNotifications(context.database, 30),
  ])
  return {
    settings,
    channels: [...channels],
    usual_channel_id: usualChannel(channels),
    recent: recent.map((one) => ({
      id: one.id,
      at: toInstant(one.created_at),
      channel_id: one.channel_id,
      type: one.type,
      title: one.title,
      message: one.message,
      state: one.state,
      error: one.error,
    })),
  }
}

/** Sets what is told where. */
export async function setNotifications(
  context: Context,
  settings: NotificationSettings,
  user_id: string | null,
) {
  const now = context.clock.now()
  await quietContext(context, context).write(async (unit) => {
    await saveSetting(unit, 'notifications', settings, { user_id, now })
    await tellAccount(unit, 'notifications', now, {})
  })
  return notifications(context)
}

/** What an order would come to, in numbers and in the sentence to confirm. */
export async function quote(
  context: Context,
  wanted: z.infer<typeof newOrder>,
  rights: Rights,
): Promise<z.infer<typeof quoteAnswer>> {
  const { locale } = context
  const user_id = context.actor.user?.discord_id ?? null
  const { ticker, ...typed } = wanted
  const result = await quoteOrder(context, { ticker, typed, mayTrade: rights.trade, user_id })
  if ('refusal' in result) {
    const { code } = result.refusal
    const message = refusalText(result.refusal, locale)
    const none = plainText(zero)
    const empty = {
      price: none,
      est_volume: none,
      est_krw: none,
      est_fee: none,
      needs_confirm: false,
      needs_approval: false,
    }
    return {
      market: ticker,
      side: wanted.side,
      ...empty,
      refusal: { code, message },
      text: message,
    }
  }
  const { est, wish, needsConfirm, needsApproval } = result.passed
  const { mode } = await currentAccount(context)
  const text = quoteText({ ...wish, mode }, result.passed, locale)
  return {
    market: result.market,
    side: wanted.side,
    price: plainText(est.price),
    est_volume: plainText(est.volume),
    est_krw: plainText(est.krw),
    est_fee: plainText(est.fee),
    needs_confirm: needsConfirm,
    needs_approval: needsApproval,
    refusal: null,
    text,
  }
}

/** The first page: everything at once, as far as the exchange answers. */
export async function overviewFor(context: Context, sent: Sent): Promise<Overview> {
  const { cap } = identify(context, sent)
  const { user } = context.actor
  const cursor = context.cursor()
  const [found, rights, held, recent, seen] = await Promise.all([
    balanceOf(context),
    user ? effectiveRights(context, cap, user.discord_id) : Promise.resolve(cap),
    positionsOf(context),
    orders(context, { limit: 20 }),
    listSignals(context.database, { limit: 10 }),
  ])
  const worth = found.kind === 'ok' ? found.value : null
  const used = await limitsOf(context, worth ? decimal(worth.total_krw) : null)
  const { view, trade, admin } = rights
  return {
    status: await statusOf(context),
    balance: worth,
    positions: held,
    limits: used,
    orders: recent.orders,
    signals: seen.map((one) => signalJson(one, context.locale)),
    permissions: { view, trade, admin },
    cursor,
  }
}

/** The picture that an address stands for; throws `not_found`. */
export async function picture(given: Context, token: string): Promise<Buffer> {
  const request = imageOf(given, token)
  if (!request) throw coreError('not_found')
  const context = { ...given, locale: request.locale }
  if (request.performance) return performancePicture(context, request.performance)
  if (request.backtest) return backtestPicture(context, request.backtest)
  const made = request.chart && (await chartOf(context, request.chart))
  if (!made || !('png' in made)) throw refuse('exchange_unavailable')
  return made.png()
}

/** How the account has done. */
export const performance = (
  context: Context,
  query: { period: Period },
): Promise<z.infer<typeof performanceData>> => performanceOf(context, query.period)

/** All strategies. */
export async function strategyList(context: Context): Promise<z.infer<typeof strategiesData>> {
  return { strategies: (await loadStrategies(context.database)).map(strategyJson) }
}
