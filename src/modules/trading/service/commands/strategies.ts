import { z } from 'zod'
import { coreError } from '#core/errors.ts'
import { decimal, parseDecimal, plainText } from '#core/money.ts'
import { interval as intervalSchema, strategyName, type Interval } from '../../contract/values.ts'
import { refuse } from '../../errors.ts'
import { nextLook } from '../../rules/candles.ts'
import { dayMs } from '../../rules/days.ts'
import { strategies } from '../../rules/strategies/built-in.ts'
import { ulid } from '../../rules/ulid.ts'
import {
  listSignals,
  loadStrategies,
  loadStrategy,
  saveStrategy,
  type StoredStrategy,
} from '../../store/strategies.ts'
import { backtestCard, performanceCard, signalsCard, strategiesCard } from '../../views/cards.ts'
import { percent } from '../../views/numbers.ts'
import { signalJson } from '../../views/order.ts'
import { t } from '../../views/texts.ts'
import { backtestOf } from '../backtest.ts'
import { performanceOf, performancePicture, periods } from '../performance.ts'
import { unavailable } from '../place.ts'
import { scheduleStrategy, strategyJson } from '../strategies.ts'
import { followMarkets } from '../stops.ts'
import { tellAccount } from '../state.ts'
import { quietContext } from '../transition.ts'
import { command, type CommandResult, type CommandRun } from './command.ts'
import { refused } from './orders.ts'
import { marketOf } from './tickers.ts'

const signals = command({
  name: 'signals',
  right: 'view',
  limit: 'view',
  list: [
    { name: 'ticker', type: 'string' },
    { name: 'strategy', type: 'string', choices: strategyName.options },
    { name: 'limit', type: 'integer' },
  ],
  examples: ['!signals', '!신호 BTC'],
  shape: z.object({
    ticker: z.string().max(40).optional(),
    strategy: strategyName.optional(),
    limit: z.coerce.number().int().min(1).max(50).default(10),
  }),
  async run({ context, parameters }) {
    const { ticker, strategy, limit } = parameters
    const market = ticker === undefined ? undefined : await marketOf(context, ticker)
    const found = await listSignals(context.database, { market, strategy, limit })
    const { locale } = context
    const message = t(locale, found.length === 0 ? 'answer.no_signals' : 'answer.signals', {
      count: found.length,
    })
    return {
      type: 'success',
      message,
      data: { signals: found.map(signalJson) },
      card: signalsCard(found, locale),
    }
  },
})

const performance = command({
  name: 'performance',
  right: 'view',
  limit: 'view',
  list: [{ name: 'period', type: 'string', choices: periods }],
  examples: ['!performance', '!성과 90d'],
  shape: z.object({ period: z.enum(periods).default('30d') }),
  async run({ context, parameters }) {
    const { period } = parameters
    const data = await performanceOf(context, period)
    const { locale } = context
    const hold = data.benchmark.return_pct
    const message = t(locale, 'answer.performance', {
      period,
      total: percent(decimal(data.total_return_pct), locale),
      benchmark: hold === null ? '–' : percent(decimal(hold), locale),
    })
    const picture = {
      name: `performance-${period}.png`,
      png: await performancePicture(context, period),
    }
    return { type: 'success', message, data, card: performanceCard(data, locale), picture }
  },
})

/** `fast=12 slow=26` as parameters; numbers and words alike. */
const paramText = z
  .string()
  .max(200)
  .transform((text) =>
    Object.fromEntries(
      text
        .split(/[\s,]+/)
        .filter(Boolean)
        .map((pair) => pair.split('=', 2)),
    ),
  )
  .pipe(z.record(z.string(), z.string()))

const strategyShape = z.object({
  action: z.enum(['list', 'start', 'stop', 'set']).default('list'),
  id: z.string().max(40).optional(),
  strategy: strategyName.optional(),
  ticker: z.string().max(40).optional(),
  interval: intervalSchema.optional(),
  amount: z
    .union([z.string().max(40), z.number()])
    .transform(String)
    .optional(),
  params: z.union([paramText, z.record(z.string(), z.json())]).optional(),
})
type StrategyRun = CommandRun<z.infer<typeof strategyShape>>

async function listed(
  { context }: CommandRun,
  type: CommandResult['type'] = 'success',
): Promise<CommandResult> {
  const all = (await loadStrategies(context.database)).map(strategyJson)
  const { locale } = context
  const message = t(locale, 'answer.strategies', { count: all.length })
  return { type, message, data: { strategies: all }, card: strategiesCard(all, locale) }
}

function badParameter(name: string): Error {
  return coreError('validation_error', { fields: { [name]: ['Must be a number, or "off".'] } })
}

function krwOf(text: string | undefined, fallback: string) {
  const value = parseDecimal((text ?? fallback).replaceAll(/[,_]/g, ''))
  if (!value || value.lt(decimal('5000'))) throw badParameter('amount')
  return value
}

/** Of the parameters, the stop belongs to the position and not to the strategy. */
function paramsOf(name: StoredStrategy['strategy'], given: Record<string, unknown>) {
  const { stop_pct, ...rest } = given
  const text = z.union([z.string(), z.number().transform(String)]).safeParse(stop_pct).data
  const stop = text === undefined ? null : parseDecimal(text)
  return { params: strategies[name].params.parse(rest), stop_pct: stop }
}

async function chosen(run: StrategyRun): Promise<StoredStrategy | null> {
  const { context, parameters } = run
  const { id, strategy, ticker } = parameters
  if (id !== undefined) {
    const byId = strategyName.safeParse(id).success
      ? null
      : await loadStrategy(context.database, id.toUpperCase())
    if (!byId && strategy === undefined && !strategyName.safeParse(id).success)
      throw refuse('unknown_strategy')
    if (byId) return byId
  }
  const name = strategy ?? strategyName.safeParse(id).data
  if (name === undefined) throw refuse('unknown_strategy')
  const market = ticker === undefined ? null : await marketOf(context, ticker)
  const all = await loadStrategies(context.database)
  return (
    all.find((one) => one.strategy === name && (market === null || one.market === market)) ?? null
  )
}

async function fresh(run: StrategyRun): Promise<StoredStrategy> {
  const { context, parameters, user_id } = run
  const name = parameters.strategy ?? strategyName.safeParse(parameters.id).data
  if (name === undefined || parameters.ticker === undefined) throw refuse('unknown_strategy')
  const span: Interval = parameters.interval ?? '1h'
  return {
    id: ulid(context.clock.now(), context.random(10)),
    strategy: name,
    market: await marketOf(context, parameters.ticker),
    interval: span,
    ...paramsOf(name, parameters.params ?? {}),
    order_krw: krwOf(parameters.amount, '100000'),
    enabled: false,
    next_run_at: null,
    last_run_at: null,
    last_error: null,
    created_by: user_id,
    created_at: context.clock.now(),
  }
}

async function store(run: StrategyRun, it: StoredStrategy): Promise<CommandResult> {
  const { context } = run
  const now = context.clock.now()
  const next_run_at = it.enabled ? nextLook(now, it.interval) : null
  const stored = { ...it, next_run_at }
  await quietContext(context, context).write(async (unit) => {
    await saveStrategy(unit, stored)
    if (stored.enabled) await scheduleStrategy(unit, stored)
    await tellAccount(unit, 'strategy', now, {
      id: it.id,
      strategy: it.strategy,
      enabled: it.enabled,
    })
  })
  await followMarkets(context)
  return listed(run)
}

const strategy = command({
  name: 'strategy',
  right: 'view',
  limit: 'view',
  changes: true,
  list: [
    { name: 'action', type: 'string', choices: ['list', 'start', 'stop', 'set'] },
    { name: 'strategy', type: 'string', choices: strategyName.options },
    { name: 'ticker', type: 'string' },
    { name: 'interval', type: 'string', choices: intervalSchema.options },
    { name: 'amount', type: 'string' },
    { name: 'id', type: 'string' },
    { name: 'params', type: 'string', rest: true },
  ],
  examples: ['!strategy', '!strategy start ma_cross BTC 1h 100000', '!strategy stop ma_cross BTC'],
  shape: strategyShape,
  async run(run) {
    const { action, params, amount } = run.parameters
    if (action === 'list') return listed(run)
    if (!run.rights.admin) throw refuse('forbidden')
    const known = await chosen(run)
    if (action === 'stop') {
      if (!known) throw refuse('unknown_strategy')
      return store(run, { ...known, enabled: false })
    }
    const it = known ?? (await fresh(run))
    const changed: StoredStrategy = {
      ...it,
      ...(params && paramsOf(it.strategy, { ...it.params, ...params })),
      ...(amount !== undefined && { order_krw: krwOf(amount, '100000') }),
      enabled: action === 'start' ? true : it.enabled,
    }
    return store(run, changed)
  },
})

const day = z
  .string()
  .max(40)
  .transform((text, issue) => {
    const at = Date.parse(/^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00:00Z` : text)
    if (Number.isFinite(at)) return at
    issue.addIssue({ code: 'custom', message: 'Must be a date such as 2026-01-31.' })
    return z.NEVER
  })

const money = (fallback: string) =>
  z
    .union([z.string().max(40), z.number()])
    .default(fallback)
    .transform((value, issue) => {
      const parsed = parseDecimal(String(value).replaceAll(/[,_]/g, ''))
      if (parsed && !parsed.isNegative()) return plainText(parsed)
      issue.addIssue({ code: 'custom', message: 'Must be an amount.' })
      return z.NEVER
    })

const backtest = command({
  name: 'backtest',
  right: 'view',
  limit: 'backtest',
  list: [
    { name: 'strategy', type: 'string', required: true, choices: strategyName.options },
    { name: 'ticker', type: 'string', required: true },
    { name: 'interval', type: 'string', choices: intervalSchema.options },
    { name: 'from', type: 'string' },
    { name: 'to', type: 'string' },
    { name: 'cash', type: 'string' },
    { name: 'fee', type: 'string' },
    { name: 'amount', type: 'string' },
    { name: 'params', type: 'string', rest: true },
  ],
  examples: ['!backtest ma_cross BTC 1h 2026-01-01 2026-06-30', '!backtest dca BTC 1d'],
  shape: z.object({
    strategy: strategyName,
    ticker: z.string().min(1).max(40),
    interval: intervalSchema.default('1h'),
    from: day.optional(),
    to: day.optional(),
    cash: money('1000000'),
    fee: money('0.0005'),
    amount: money('100000'),
    params: z.union([paramText, z.record(z.string(), z.json())]).default({}),
  }),
  async run({ context, parameters }) {
    const { ticker, strategy: name, interval, cash, fee, amount, params } = parameters
    const market = await marketOf(context, ticker)
    const to = Math.min(parameters.to ?? context.clock.now(), context.clock.now())
    const from = parameters.from ?? to - 60 * dayMs
    if (from >= to) throw refuse('bad_request')
    const checked = z.record(z.string(), z.json()).parse(strategies[name].params.parse(params))
    const request = {
      strategy: name,
      market,
      interval,
      from,
      to,
      cash,
      fee,
      order_krw: amount,
      params: checked,
    }
    const done = await backtestOf(context, request)
    if (done.kind !== 'ok') return refused({ context }, unavailable(done))
    const { data, png } = done.value
    const { locale } = context
    const message = t(locale, 'answer.backtest', {
      strategy: name,
      market,
      total: percent(decimal(data.total_return_pct), locale),
      trades: data.trades,
      benchmark: percent(decimal(data.benchmark_return_pct), locale),
    })
    const picture = { name: `backtest-${name}.png`, png: await png() }
    return { type: 'success', message, data, card: backtestCard(data, locale), picture }
  },
})

/** Commands about strategies and what comes of them. */
export const strategyCommands = { signals, performance, strategy, backtest }
