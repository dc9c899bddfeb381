import { z } from 'zod'
import { decimal } from '#core/money.ts'
import { interval as intervalSchema, strategyName, type Interval } from '../../contract/values.ts'
import { refuse } from '../../errors.ts'
import { nextLook } from '../../rules/candles.ts'
import { givenParams } from '../../rules/strategies/params.ts'
import { ulid } from '../../rules/ulid.ts'
import {
  listSignals,
  loadStrategies,
  loadStrategy,
  saveStrategy,
  type StoredStrategy,
} from '../../store/strategies.ts'
import { performanceCard, signalsCard, strategiesCard } from '../../views/cards.ts'
import { percent } from '../../views/numbers.ts'
import { signalJson } from '../../views/order.ts'
import { t } from '../../views/texts.ts'
import { performanceOf, performancePicture, periods } from '../performance.ts'
import { scheduleStrategy, strategyJson } from '../strategies.ts'
import { followMarkets } from '../stops.ts'
import { tellAccount } from '../state.ts'
import { quietContext } from '../transition.ts'
import { command, type CommandResult, type CommandRun } from './command.ts'
import { checkedParams, orderKrw, usualOrderKrw } from './strategy-settings.ts'
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
      data: { signals: found.map((one) => signalJson(one, locale)) },
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

const strategyShape = z.object({
  action: z.enum(['list', 'start', 'stop', 'set']).default('list'),
  id: z.string().max(40).optional(),
  strategy: strategyName.optional(),
  ticker: z.string().max(40).optional(),
  interval: intervalSchema.optional(),
  amount: orderKrw.optional(),
  params: givenParams.optional(),
})
type StrategyRun = CommandRun<z.infer<typeof strategyShape>>

async function listed(
  { context }: CommandRun,
  type: CommandResult['type'] = 'success',
): Promise<CommandResult> {
  const all = (await loadStrategies(context.database)).map(strategyJson)
  const { locale } = context
  const message = t(locale, all.length === 0 ? 'answer.no_strategies' : 'answer.strategies', {
    count: all.length,
  })
  return { type, message, data: { strategies: all }, card: strategiesCard(all, locale) }
}

/** What a strategy is set to from now on: what nobody speaks of stays, the stop too. */
function settingsOf(
  { context, parameters }: StrategyRun,
  it: Pick<StoredStrategy, 'strategy' | 'params' | 'stop_pct'>,
): Pick<StoredStrategy, 'params' | 'stop_pct'> {
  const told = checkedParams(context, it.strategy, parameters.params, it.params)
  return {
    params: told.params,
    stop_pct: told.stop_pct === undefined ? it.stop_pct : told.stop_pct,
  }
}

async function chosen(run: StrategyRun): Promise<StoredStrategy | null> {
  const { context, parameters } = run
  const { id, strategy, ticker, interval } = parameters
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
    all.find(
      (one) =>
        one.strategy === name &&
        (market === null || one.market === market) &&
        (interval === undefined || one.interval === interval),
    ) ?? null
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
    ...settingsOf(run, { strategy: name, params: {}, stop_pct: null }),
    order_krw: decimal(parameters.amount ?? usualOrderKrw),
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
  const next_run_at = it.enabled ? nextLook(now, it) : null
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
    const { action, amount } = run.parameters
    if (action === 'list') return listed(run)
    if (!run.rights.admin) throw refuse('forbidden')
    const known = await chosen(run)
    if (action === 'stop') {
      if (!known) throw refuse('unknown_strategy')
      return store(run, { ...known, enabled: false })
    }
    const it = known ?? (await fresh(run))
    const begins = action === 'start' && !it.enabled
    const changed: StoredStrategy = {
      ...it,
      ...settingsOf(run, it),
      ...(amount !== undefined && { order_krw: decimal(amount) }),
      enabled: action === 'start' ? true : it.enabled,
      // What happened while it was stopped does not concern it.
      ...(begins && { last_run_at: null }),
    }
    return store(run, changed)
  },
})

/** Commands about strategies and what comes of them. */
export const strategyCommands = { signals, performance, strategy }
