import { z } from 'zod'
import type { Context, Services, Unit } from '#core/context.ts'
import { toInstant } from '#core/contract.ts'
import { decimal, plainText, zero, type Decimal } from '#core/money.ts'
import type { StrategyJson } from '../contract/data.ts'
import {
  candleAt,
  closedOnly,
  fillGaps,
  lengthOf,
  nextLook,
  type Candle,
} from '../rules/candles.ts'
import type { Refusal, RefusalCode } from '../rules/refusals.ts'
import { strategies } from '../rules/strategies/built-in.ts'
import { ulid } from '../rules/ulid.ts'
import { loadPosition } from '../store/books.ts'
import { loadCandles } from '../store/candles.ts'
import {
  decideSignal,
  insertSignal,
  loadStrategy,
  loadUndecided,
  saveStrategy,
  type StoredSignal,
  type StoredStrategy,
} from '../store/strategies.ts'
import { strategyText } from '../views/cards.ts'
import { priceText } from '../views/numbers.ts'
import { baseOf } from '../views/order.ts'
import { t } from '../views/texts.ts'
import { announce } from './announce.ts'
import { guildLocale } from './announcements.ts'
import { keepSince } from './candles.ts'
import { currentAccount, engineOf } from './engine.ts'
import { placeOrder } from './place.ts'
import { loadHalt } from './state.ts'
import { quietContext } from './transition.ts'

/** Candles that a strategy is shown at least. */
const fewest = 200
/** A look for which it was too early, or the exchange had no answer, is repeated so soon, while its signal would still count. */
const againMs = 5_000
/** A strategy that was away catches up on so many candles. */
const caughtUp = 3
/** With clocks further apart strategies do not trade. */
const skewLimitMs = 30_000

const paramsJson = z.record(z.string(), z.json())

/** A strategy as JSON. */
export function strategyJson(it: StoredStrategy): StrategyJson {
  return {
    id: it.id,
    strategy: it.strategy,
    market: it.market,
    interval: it.interval,
    params: paramsJson.parse(it.params),
    order_krw: plainText(it.order_krw),
    stop_pct: it.stop_pct === null ? null : plainText(it.stop_pct),
    enabled: it.enabled,
    next_run_at: toInstant(it.next_run_at),
    last_run_at: toInstant(it.last_run_at),
    last_error: it.last_error,
  }
}

/** Has a strategy looked at just after the next candle has closed. */
export async function scheduleStrategy(unit: Unit, it: StoredStrategy): Promise<void> {
  await unit.job({
    kind: 'trading.strategy',
    payload: { id: it.id },
    key: `trading.strategy:${it.id}`,
    run_at: it.next_run_at ?? 0,
  })
}

/** The candles as they were told first, so that what was seen does not change. */
async function closedCandles(services: Services, it: StoredStrategy): Promise<Candle[] | string> {
  const { market, interval } = it
  const now = services.clock.now()
  const shown = Math.max(fewest, strategies[it.strategy].lookBack(it.params, interval))
  const from = candleAt(now, interval) - (shown - 1) * lengthOf(interval)
  const answer = await keepSince(services, market, interval, from)
  if (answer.kind !== 'ok') return answer.kind
  const kept = await loadCandles(services.database, market, interval, { from, to: now })
  const until = closedOnly(answer.value, interval, now).at(-1)?.at
  return until === undefined ? [] : fillGaps(kept, interval, until + lengthOf(interval))
}

type NewSignal = Parameters<typeof insertSignal>[1]

function look(
  it: StoredStrategy,
  candles: readonly Candle[],
  now: number,
  random: Services['random'],
): NewSignal[] {
  const strategy = strategies[it.strategy]
  const watch = strategy.begin(it.params, it.interval)
  const warmUp = strategy.warmUp(it.params)
  // What was before it was started does not concern it.
  const news = it.last_run_at === null ? 1 : caughtUp
  return candles.flatMap((candle, index): NewSignal[] => {
    const seen = watch(candle)
    const counts = index + 1 >= warmUp && index >= candles.length - news
    if (!seen || !counts || candle.filled) return []
    const times = seen.times === undefined ? '' : ` ×${seen.times}`
    return [
      {
        id: ulid(now, random(10)),
        strategy_id: it.id,
        strategy: it.strategy,
        market: it.market,
        interval: it.interval,
        candle_at: candle.at,
        side: seen.side,
        strength: seen.strength,
        price: candle.close,
        reason: `${seen.reason}${times}`,
        at: now,
      },
    ]
  })
}

async function storeSignals(context: Context, list: readonly NewSignal[]): Promise<void> {
  await context.write(async (unit) => {
    for (const signal of list) {
      if (!(await insertSignal(unit, signal))) continue
      const { id, market, side, strategy } = signal
      await unit.fact({
        topic: 'trading',
        type: 'signal',
        object_id: id,
        guild_id: null,
        version: 1,
        data: { market, side },
      })
      const locale = guildLocale(context)
      const what = `${side === 'buy' ? '▲' : '▼'} ${t(locale, `side.${side}`)} ${market}`
      const price = priceText(signal.price, locale)
      const text = [`${what} ${price}`, strategyText(strategy, locale), signal.reason].join(' · ')
      await announce(unit, { type: 'signal', id, once: 'seen', values: { text } })
    }
  })
}

/** What came of a signal: an order, or why there is none. */
type Outcome = { order_id: string | null; refusal: Refusal | null }

/** How much of the usual amount a signal means, as it was written down with its reason. */
function timesOf({ reason }: StoredSignal): Decimal {
  return decimal(/ ×(\d+(?:\.\d+)?)$/.exec(reason)?.[1] ?? '1')
}

function skip(code: RefusalCode, params: Refusal['params'] = {}): Outcome {
  return { order_id: null, refusal: { code, params } }
}

async function act(context: Context, it: StoredStrategy, signal: StoredSignal): Promise<Outcome> {
  const { id } = await currentAccount(context)
  const held = (await loadPosition(context.database, id, it.market)).volume
  if (signal.side === 'sell' && held.lte(zero))
    return skip('nothing_to_sell', { currency: baseOf(it.market) })
  // What an order of somebody holds cannot be sold; the rest can.
  const amount = signal.side === 'buy' ? plainText(it.order_krw.times(timesOf(signal))) : 'all'
  const placed = await placeOrder(context, {
    ticker: it.market,
    typed: { side: signal.side, amount },
    source: {
      source_kind: 'strategy',
      user_id: it.created_by,
      strategy_id: it.id,
      strategy: it.strategy,
      channel_id: null,
      guild_id: null,
    },
    by: 'strategy',
    mayTrade: true,
    checksDuplicates: false,
    idempotencyKey: `signal:${signal.id}`,
  })
  if (placed.kind !== 'refused') return { order_id: placed.order.id, refusal: null }
  return { order_id: placed.order?.id ?? null, refusal: placed.refusal }
}

/** Why strategies must not trade now; null when they may. */
async function obstacle(context: Context): Promise<Outcome | null> {
  const halt = await loadHalt(context.database, context.clock.now())
  if (halt) return skip('halted', { reason: halt.reason })
  const skew = Math.abs(engineOf(context).exchange.health().skewMs ?? 0)
  return skew > skewLimitMs
    ? skip('clock_skew', { seconds: String(Math.round(skew / 1_000)) })
    : null
}

async function actOnAll(context: Context, it: StoredStrategy): Promise<void> {
  const now = context.clock.now()
  const hindrance = await obstacle(context)
  for (const signal of await loadUndecided(context.database, it.id)) {
    const span = lengthOf(it.interval)
    const isOld = now - (signal.candle_at + span) >= span
    const outcome = isOld ? skip('too_old') : (hindrance ?? (await act(context, it, signal)))
    const { order_id, refusal } = outcome
    await context.write(async (unit) => {
      if (!(await decideSignal(unit, signal.id, outcome))) return
      const skipped = refusal?.code ?? null
      await unit.fact({
        topic: 'trading',
        type: 'signal',
        object_id: signal.id,
        guild_id: null,
        version: 2,
        data: { acted: skipped === null, order_id, skipped },
      })
    })
  }
}

/**
 * One look of a strategy: what it sees in closed candles is stored once, then acted on while it is
 * fresh. Returns without a next look when the strategy was stopped.
 */
export async function runStrategy(services: Services, id: string): Promise<void> {
  const context = quietContext(services)
  const it = await loadStrategy(services.database, id)
  if (!it?.enabled) return
  const now = services.clock.now()
  const isSet = strategies[it.strategy].params.safeParse(it.params).success
  const { isRecovered } = engineOf(services)
  const candles = !isSet
    ? 'invalid_params'
    : isRecovered
      ? await closedCandles(services, it)
      : 'not_recovered'
  if (typeof candles !== 'string') {
    await storeSignals(context, look(it, candles, now, services.random))
    await actOnAll(context, it)
  }
  const last_error = typeof candles === 'string' ? candles : null
  await context.write(async (unit) => {
    const fresh = await loadStrategy(unit, id)
    if (!fresh?.enabled) return
    const close = nextLook(services.clock.now(), it)
    const next = {
      ...fresh,
      last_run_at: now,
      last_error,
      next_run_at: last_error === null || !isSet ? close : Math.min(close, now + againMs),
    }
    await saveStrategy(unit, next)
    await scheduleStrategy(unit, next)
  })
}
