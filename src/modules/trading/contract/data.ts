import { z } from 'zod'
import { instant } from '#core/contract.ts'
import {
  amount,
  indicatorName,
  interval,
  mode,
  order,
  orderDetail,
  right,
  side,
  signal,
  strategyName,
} from './values.ts'

/** `balance`: what the account holds, at last prices. */
export const balanceData = z.object({
  total_krw: amount,
  available_krw: amount,
  locked_krw: amount,
  /** At most 23 entries of text that is not empty; what is left over is summed up in one. */
  crypto_holdings: z.record(z.string(), z.string()),
  holdings: z.array(
    z.object({
      currency: z.string(),
      balance: amount,
      locked: amount,
      avg_buy_price: amount,
      /** Null for a coin without a KRW market: it counts as nothing. */
      price: amount.nullable(),
      value_krw: amount,
      unrealized_krw: amount.nullable(),
      unrealized_pct: amount.nullable(),
    }),
  ),
  as_of: instant,
  mode,
  display: z.record(z.string(), z.string()),
})

/** `status`. */
export const statusData = z.object({
  server_status: z.string(),
  api_status: z.string(),
  uptime: z.string(),
  last_signal: z.string().min(1),
  active_strategies: z.array(z.string()).min(1),
  mode,
  halted: z.boolean(),
  /** `all` stops everything but what reduces risk, `buys` stops strategies and buying. */
  halt_scope: z.enum(['all', 'buys']).nullable(),
  halt_reason: z.string().nullable(),
  /** Books and exchange differ: strategies wait until an administrator has looked. */
  degraded: z.string().nullable(),
  open_orders: z.int(),
  unknown_orders: z.int(),
  exchange: z.object({
    state: z.enum(['ok', 'degraded', 'down']),
    latency_ms: z.int().nullable(),
    clock_skew_ms: z.int().nullable(),
    remaining: z.object({ order: z.int().nullable(), default: z.int().nullable() }),
    stream: z.boolean(),
  }),
  version: z.string(),
})

/** `positions`. */
export const positionsData = z.object({
  positions: z.array(
    z.object({
      market: z.string(),
      volume: amount,
      avg_cost: amount,
      cost_krw: amount,
      price: amount.nullable(),
      price_age_ms: z.int().nullable(),
      value_krw: amount,
      unrealized_krw: amount.nullable(),
      unrealized_pct: amount.nullable(),
      realized_krw: amount,
      opened_at: instant.nullable(),
      strategy: z.string().nullable(),
      stop_price: amount.nullable(),
    }),
  ),
  totals: z.object({
    cost_krw: amount,
    value_krw: amount,
    unrealized_krw: amount,
    realized_krw: amount,
  }),
})

/** `markets`. */
export const marketsData = z.object({
  markets: z.array(
    z.object({
      market: z.string(),
      korean_name: z.string(),
      english_name: z.string(),
      price: amount.nullable(),
      change_pct: amount.nullable(),
      volume_24h_krw: amount.nullable(),
      tick_size: amount.nullable(),
      min_total: amount,
      warning: z.boolean(),
      tradable: z.boolean(),
    }),
  ),
  page: z.int(),
  pages: z.int(),
})

const candleValues = z.object({ open: amount, high: amount, low: amount, close: amount })

/** `chart`. Values of indicators are null while there are too few candles. */
export const chartData = z.object({
  market: z.string(),
  interval,
  last: candleValues,
  indicators: z.object({
    sma20: z.number().nullable(),
    ema20: z.number().nullable(),
    rsi14: z.number().nullable(),
    macd: z.object({ macd: z.number(), signal: z.number(), histogram: z.number() }).nullable(),
    bb: z.object({ upper: z.number(), middle: z.number(), lower: z.number() }).nullable(),
    atr14: z.number().nullable(),
    stochastic: z.object({ k: z.number(), d: z.number() }).nullable(),
    donchian: z.object({ upper: z.number(), middle: z.number(), lower: z.number() }).nullable(),
  }),
  trend: z.enum(['up', 'down', 'sideways']),
  support: amount,
  resistance: amount,
  image_url: z.string(),
  image_expires_at: instant,
})

/** `signals`. */
export const signalsData = z.object({ signals: z.array(signal) })

/** `performance`. Percentages and ratios are texts of decimals; null where they say nothing. */
export const performanceData = z.object({
  period: z.string(),
  start_equity: amount,
  end_equity: amount,
  total_return_pct: amount,
  cagr_pct: amount.nullable(),
  sharpe: amount.nullable(),
  max_drawdown_pct: amount,
  trades: z.int(),
  win_rate_pct: amount.nullable(),
  profit_factor: amount.nullable(),
  realized_krw: amount,
  unrealized_krw: amount,
  fees_krw: amount,
  benchmark: z.object({ market: z.string(), return_pct: amount.nullable() }),
  daily: z.array(
    z.object({
      day: z.iso.date(),
      equity: amount,
      return_pct: amount,
      benchmark: amount.nullable(),
      /** What it would be worth if the benchmark had been bought with all of it, payments too. */
      hold: amount.nullable(),
    }),
  ),
  by_strategy: z.array(
    z.object({ strategy: z.string(), trades: z.int(), realized_krw: amount, fees_krw: amount }),
  ),
  image_url: z.string(),
})

/** `buy`, `sell`, `order`, `cancel`, `confirm`, `reject`: the order, and what to confirm. */
export const orderData = z.object({
  order: orderDetail.partial({ events: true, fills: true }),
  confirmation_id: z.string().optional(),
  expires_at: instant.optional(),
  quote: z
    .object({ price: amount, est_volume: amount, est_fee: amount, est_krw: amount })
    .optional(),
})

/** `orders`, newest first. */
export const ordersData = z.object({ orders: z.array(order), next: z.string().nullable() })

/** A strategy at work, or ready to be. */
export const strategyJson = z.object({
  id: z.string(),
  strategy: strategyName,
  market: z.string(),
  interval,
  params: z.record(z.string(), z.json()),
  /** KRW for one purchase. */
  order_krw: amount,
  /** Sell when the price has fallen so far below the cost, in percent; null without a stop. */
  stop_pct: amount.nullable(),
  enabled: z.boolean(),
  next_run_at: instant.nullable(),
  last_run_at: instant.nullable(),
  last_error: z.string().nullable(),
})
/** A strategy at work. */
export type StrategyJson = z.infer<typeof strategyJson>

/** `strategy list|start|stop|set`. */
export const strategiesData = z.object({ strategies: z.array(strategyJson) })

/** `backtest`. */
export const backtestData = z.object({
  strategy: strategyName,
  market: z.string(),
  interval,
  from: instant,
  to: instant,
  requested_from: instant,
  requested_to: instant,
  /**
   * Why less was looked at than was asked for: more candles than are looked at, prices that begin
   * later, or an end that is not there yet.
   */
  cut: z.array(z.enum(['limit', 'history', 'future'])),
  candles: z.int(),
  cash: amount,
  fee: amount,
  end_equity: amount,
  total_return_pct: amount,
  benchmark_return_pct: amount,
  max_drawdown_pct: amount,
  sharpe: amount.nullable(),
  trades: z.int(),
  win_rate_pct: amount.nullable(),
  profit_factor: amount.nullable(),
  fees_krw: amount,
  fills: z.array(z.object({ at: instant, side, price: amount, volume: amount, fee: amount })),
  equity: z.array(z.object({ at: instant, equity: amount })),
  image_url: z.string(),
})

/** Limits that one gate holds for all sources of orders; null is no limit. */
export const limitsJson = z.object({
  confirm_above_krw: amount,
  confirm_above_pct: amount,
  approve_above_krw: amount.nullable(),
  max_order_krw: amount.nullable(),
  daily_order_krw: amount.nullable(),
  /** The same two for each person; strategies are held by the others alone. */
  person_max_order_krw: amount.nullable(),
  person_daily_order_krw: amount.nullable(),
  max_position_krw: amount.nullable(),
  max_exposure_krw: amount.nullable(),
  max_open_orders: z.int().nullable(),
  orders_per_minute: z.int().nullable(),
  daily_loss_krw: amount.nullable(),
})
/** Limits of the account. */
export type LimitsJson = z.infer<typeof limitsJson>

/** `limits`: what they are, and how much of them is used. */
export const limitsData = z.object({
  limits: limitsJson,
  used: z.object({
    ordered_today_krw: amount,
    exposure_krw: amount,
    open_orders: z.int(),
    /** Null while the exchange does not say what the account is worth. */
    result_today_krw: amount.nullable(),
  }),
})

/** `GET /api/discord/users/{user_id}/permissions`. */
export const permissionsAnswer = z.object({
  status: z.literal('ok'),
  user_id: z.string(),
  permissions: z.object({ view: z.boolean(), trade: z.boolean(), admin: z.boolean() }),
  roles: z.array(z.string()),
  sources: z.array(z.string()),
  limits: z.object({
    max_order_krw: amount.nullable(),
    confirm_above_krw: amount,
    daily_order_krw: amount.nullable(),
    used_today_krw: amount,
  }),
})

/** `permissions`: everybody who is named, and the roles that are mapped. */
export const permissionsData = z.object({
  users: z.array(
    z.object({ user_id: z.string(), name: z.string().nullable(), right, source: z.string() }),
  ),
  roles: z.array(z.object({ guild_id: z.string(), role_id: z.string(), right })),
})

/** What a parameter of a command is. */
export const parameterJson = z.object({
  name: z.string(),
  type: z.enum(['string', 'integer', 'boolean']),
  required: z.boolean(),
  description: z.string(),
  choices: z.array(z.string()).optional(),
})

/** `GET /api/discord/commands`. */
export const commandsAnswer = z.object({
  status: z.literal('ok'),
  commands: z.array(
    z.object({
      name: z.string(),
      aliases: z.array(z.string()),
      description: z.string(),
      usage: z.string(),
      slash: z.string(),
      permission: z.enum(['everyone', ...right.options]),
      parameters: z.array(parameterJson),
      examples: z.array(z.string()),
    }),
  ),
})

/** Indicators named in one text, such as `sma,rsi` or `SMA RSI`, or in a list. */
export const indicatorList = z.preprocess(
  (value) => (Array.isArray(value) ? value.join(',') : value),
  z
    .string()
    .max(100)
    .transform((text) =>
      text
        .toLowerCase()
        .split(/[\s,]+/)
        .filter(Boolean),
    )
    .pipe(z.array(indicatorName).max(8)),
)
