import type { z } from 'zod'
import type { Context } from '#core/context.ts'
import { toInstant } from '#core/contract.ts'
import { decimal, plainText, roundTo, sum, zero, type Decimal } from '#core/money.ts'
import type { Outcome } from '../clients/exchange.ts'
import type { balanceData, limitsData, positionsData, statusData } from '../contract/data.ts'
import { dayStart } from '../rules/days.ts'
import { averagePrice } from '../rules/books.ts'
import { loadAccount } from '../store/accounts.ts'
import { loadPositions } from '../store/books.ts'
import { countOpen, ordersSince } from '../store/orders.ts'
import { listSignals, loadStrategies } from '../store/strategies.ts'
import { durationText, utcText } from '../views/durations.ts'
import { strategyText } from '../views/cards.ts'
import { coins, krw } from '../views/numbers.ts'
import { t } from '../views/texts.ts'
import { currentAccount, engineOf } from './engine.ts'
import {
  haltReason,
  loadHalt,
  loadLimits,
  lookAtAccount,
  resultToday,
  type Worth,
} from './state.ts'

type Balance = z.infer<typeof balanceData>
type Status = z.infer<typeof statusData>
type Positions = z.infer<typeof positionsData>
type Limits = z.infer<typeof limitsData>

/** Entries of the short list: an embed holds 25 fields and the smallest bot uses two itself. */
const shortList = 23
const hundred = decimal('100')

/** A share in percent, to four digits. */
export function percentOf(part: Decimal, whole: Decimal): Decimal | null {
  return whole.isZero() ? null : roundTo(part.div(whole).times(hundred), 4, 'half_even')
}

const text = (value: Decimal | null) => (value === null ? null : plainText(value))

function shortHoldings(context: Context, worth: Worth): Record<string, string> {
  const sorted = worth.holdings.toSorted((a, b) => b.value.cmp(a.value))
  const isLong = sorted.length > shortList
  const shown = isLong ? sorted.slice(0, shortList - 1) : sorted
  const rest = sorted.slice(shown.length)
  const list = shown.map(({ currency, balance, locked }) => [
    currency,
    plainText(balance.plus(locked)),
  ])
  if (rest.length === 0) return Object.fromEntries(list)
  const values = {
    count: rest.length,
    value: krw(sum(rest.map(({ value }) => value)), context.locale),
  }
  return Object.fromEntries([
    ...list,
    [t(context.locale, 'balance.rest'), t(context.locale, 'balance.rest.value', values)],
  ])
}

/** What the account holds. */
export async function balanceOf(context: Context): Promise<Outcome<Balance>> {
  const looked = await lookAtAccount(context)
  if (looked.kind !== 'ok') return looked
  const { locale } = context
  const worth = looked.value
  const { mode } = await currentAccount(context)
  const holdings = worth.holdings.map((coin) => {
    const whole = coin.balance.plus(coin.locked)
    const cost = coin.avgBuyPrice.times(whole)
    const gain = coin.price && !cost.isZero() ? coin.value.minus(cost) : null
    return {
      currency: coin.currency,
      balance: plainText(coin.balance),
      locked: plainText(coin.locked),
      avg_buy_price: plainText(coin.avgBuyPrice),
      price: text(coin.price),
      value_krw: plainText(coin.value),
      unrealized_krw: text(gain),
      unrealized_pct: text(gain && percentOf(gain, cost)),
    }
  })
  const shown = worth.holdings.map(({ currency, balance, locked, value, price }) => {
    const note = price === null ? `, ${t(locale, 'balance.no_market')}` : ''
    const held = coins(balance.plus(locked), currency, locale)
    return [currency, `${held} (${krw(value, locale)}${note})`]
  })
  return {
    kind: 'ok',
    value: {
      total_krw: plainText(worth.equity),
      available_krw: plainText(worth.krw.balance),
      locked_krw: plainText(worth.krw.locked),
      crypto_holdings: shortHoldings(context, worth),
      holdings,
      as_of: toInstant(worth.at),
      mode,
      display: {
        total_krw: krw(worth.equity, locale),
        available_krw: krw(worth.krw.balance, locale),
        locked_krw: krw(worth.krw.locked, locale),
        ...Object.fromEntries(shown),
      },
    },
  }
}

async function lastSignal(context: Context): Promise<string> {
  const [signal] = await listSignals(context.database, { limit: 1 })
  if (!signal) return t(context.locale, 'status.none')
  const { side, market, strategy, at } = signal
  const name = strategyText(strategy, context.locale)
  return `${t(context.locale, `side.${side}`)} ${market} · ${name} · ${utcText(at)}`
}

/** How it all is. Asks the exchange nothing but what is known already. */
export async function statusOf(context: Context): Promise<Status> {
  const { locale, database, clock } = context
  const engine = engineOf(context)
  const { id, mode } = await currentAccount(context)
  const [account, halt, counts, strategies, signal] = await Promise.all([
    loadAccount(database, id),
    loadHalt(database, clock.now()),
    countOpen(database, id),
    loadStrategies(database),
    lastSignal(context),
  ])
  const health = engine.exchange.health()
  const active = strategies.filter(({ enabled }) => enabled)
  return {
    server_status: t(locale, halt ? 'status.halted' : 'status.running'),
    api_status: t(locale, `status.exchange.${health.state}`),
    uptime: durationText(clock.now() - engine.startedAt, locale),
    last_signal: signal,
    active_strategies:
      active.length === 0
        ? [t(locale, 'status.none')]
        : active.map(({ strategy, market, interval }) => `${strategy} ${market} ${interval}`),
    mode,
    halted: halt !== null,
    halt_scope: halt?.scope ?? null,
    halt_reason: halt && haltReason(halt, locale),
    degraded: account?.degraded ?? null,
    open_orders: counts.open,
    unknown_orders: counts.unknown,
    exchange: {
      state: health.state,
      latency_ms: health.latencyMs,
      clock_skew_ms: health.skewMs,
      remaining: health.remaining,
      stream: engine.prices.isStreaming(),
    },
    version: '0.1.0',
  }
}

/** What is held, by our own books. */
export async function positionsOf(context: Context, only?: string): Promise<Positions> {
  const { database, clock } = context
  const { prices } = engineOf(context)
  const { id } = await currentAccount(context)
  const all = (await loadPositions(database, id)).filter(
    ({ market, volume, realised }) =>
      market !== 'KRW' &&
      (only === undefined || market === only) &&
      !(volume.isZero() && realised.isZero()),
  )
  await prices.quotes(all.filter(({ volume }) => !volume.isZero()).map(({ market }) => market))
  const known = prices.known()
  const worthOf = (market: string, volume: Decimal) => {
    const price = known.get(market)?.price
    return price && !volume.isZero() ? volume.times(price) : zero
  }
  const positions = all.map((one) => {
    const quote = known.get(one.market)
    const value = worthOf(one.market, one.volume)
    const gain = quote && !one.volume.isZero() ? value.minus(one.cost) : null
    return {
      market: one.market,
      volume: plainText(one.volume),
      avg_cost: text(averagePrice(one.cost, one.volume)) ?? '0',
      cost_krw: plainText(one.cost),
      price: text(quote?.price ?? null),
      price_age_ms: quote ? Math.max(0, clock.now() - quote.heardAt) : null,
      value_krw: plainText(value),
      unrealized_krw: text(gain),
      unrealized_pct: text(gain && percentOf(gain, one.cost)),
      realized_krw: plainText(one.realised),
      opened_at: toInstant(one.opened_at),
      strategy: one.strategy,
      stop_price: text(one.stop_price),
    }
  })
  const held = all.filter(({ volume }) => !volume.isZero())
  const value = sum(held.map(({ market, volume }) => worthOf(market, volume)))
  const cost = sum(held.map((one) => one.cost))
  // What has no price has neither gained nor lost as far as anybody knows.
  const gains = held.filter(({ market }) => known.has(market))
  const gained = value.minus(sum(gains.map((one) => one.cost)))
  return {
    positions,
    totals: {
      cost_krw: plainText(cost),
      value_krw: plainText(value),
      unrealized_krw: plainText(gained),
      realized_krw: plainText(sum(all.map(({ realised }) => realised))),
    },
  }
}

/** The limits, and how much of them is used. */
export async function limitsOf(context: Context, equity: Decimal | null): Promise<Limits> {
  const { database, clock } = context
  const { id } = await currentAccount(context)
  const [limits, orders, counts, positions] = await Promise.all([
    loadLimits(context, database),
    ordersSince(database, id, dayStart(clock.now())),
    countOpen(database, id),
    positionsOf(context),
  ])
  const result = equity === null ? null : await resultToday(context, database, { id, equity })
  return {
    limits,
    used: {
      ordered_today_krw: plainText(
        sum(orders.filter(({ side }) => side === 'buy').map(({ krw: one }) => one)),
      ),
      exposure_krw: positions.totals.value_krw,
      open_orders: counts.open,
      result_today_krw: text(result && roundTo(result, 8, 'half_even')),
    },
  }
}

/** What a person has ordered today, in KRW. */
export async function orderedToday(context: Context, userId: string): Promise<Decimal> {
  const { id } = await currentAccount(context)
  const orders = await ordersSince(context.database, id, dayStart(context.clock.now()))
  return sum(
    orders
      .filter(({ user_id, side }) => user_id === userId && side === 'buy')
      .map(({ krw: one }) => one),
  )
}
