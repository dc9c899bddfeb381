import { z } from 'zod'
import { instant } from '#core/contract.ts'

/** An exact decimal number as text: `-?digits[.digits]`, never a JSON number. */
export const amount = z.string().regex(/^-?\d+(\.\d+)?$/, 'Must be a decimal number as text.')

/** Pretend money at an emulated exchange, or real money at the real one. */
export const mode = z.enum(['paper', 'live'])
/** Pretend or real money. */
export type Mode = z.infer<typeof mode>

/** What somebody may do, from the least to the most. */
export const right = z.enum(['view', 'trade', 'admin'])
/** What somebody may do. */
export type Right = z.infer<typeof right>

/** Lengths of candles. */
export const interval = z.enum(['1m', '3m', '5m', '10m', '15m', '30m', '1h', '4h', '1d'])
/** The length of a candle. */
export type Interval = z.infer<typeof interval>

/** Strategies that are built in. */
export const strategyName = z.enum(['ma_cross', 'rsi_reversion', 'volatility_breakout', 'dca'])
/** A strategy that is built in. */
export type StrategyName = z.infer<typeof strategyName>

/** The indicators that a chart can carry. */
export const indicatorName = z.enum([
  'sma',
  'ema',
  'rsi',
  'macd',
  'bb',
  'atr',
  'stochastic',
  'donchian',
])
/** An indicator of a chart. */
export type IndicatorName = z.infer<typeof indicatorName>

/** Buying or selling the coin of a market. */
export const side = z.enum(['buy', 'sell'])
/** Buying or selling. */
export type Side = z.infer<typeof side>

/** Where an order stands; the drawing is in the module's README. */
export const orderState = z.enum([
  'rejected_local',
  'pending_confirm',
  'pending_approval',
  'expired',
  'withdrawn',
  'intent',
  'sending',
  'open',
  'partial',
  'cancel_requested',
  'filled',
  'cancelled',
  'rejected',
  'unknown',
  'not_placed',
])
/** Where an order stands. */
export type OrderState = z.infer<typeof orderState>

/** States from which an order goes nowhere any more. */
export const finalStates: ReadonlySet<OrderState> = new Set<OrderState>([
  'rejected_local',
  'expired',
  'withdrawn',
  'filled',
  'cancelled',
  'rejected',
  'not_placed',
])

/** One order as it is shown everywhere. */
export const order = z.object({
  /** Ours, a ULID. */
  id: z.string(),
  /** The identifier under which the exchange knows it; null before it was to be sent. */
  client_id: z.string().nullable(),
  exchange_uuid: z.string().nullable(),
  market: z.string(),
  side,
  type: z.enum(['market', 'limit', 'best']),
  time_in_force: z.enum(['ioc', 'fok', 'post_only']).nullable(),
  requested: z.object({
    krw: amount.nullable(),
    volume: amount.nullable(),
    price: amount.nullable(),
  }),
  state: orderState,
  filled_volume: amount,
  filled_krw: amount,
  avg_price: amount.nullable(),
  fee_krw: amount,
  remaining_volume: amount.nullable(),
  created_at: instant,
  updated_at: instant,
  mode,
  source: z.object({
    kind: z.enum(['discord', 'web', 'api', 'strategy']),
    user_id: z.string().nullable(),
    strategy: z.string().nullable(),
  }),
  /** Until when it can be confirmed; null when there is nothing to confirm. */
  expires_at: instant.nullable(),
  /** Code of the refusal, of ours or of the exchange. */
  error: z.string().nullable(),
  /** What happened, in the reader's language. */
  message: z.string(),
  version: z.int(),
})
/** One order. */
export type OrderJson = z.infer<typeof order>

/** A step in the life of an order. */
export const orderEvent = z.object({
  at: instant,
  from: orderState.nullable(),
  to: orderState,
  reason: z.string(),
})

/** A trade at the exchange, or a correction of its fee. */
export const fill = z.object({
  trade_uuid: z.string(),
  at: instant,
  price: amount,
  volume: amount,
  funds: amount,
  fee: amount,
  fee_estimated: z.boolean(),
})

/** An order with all that happened to it. */
export const orderDetail = order.extend({
  events: z.array(orderEvent),
  fills: z.array(fill),
})
/** An order with its history. */
export type OrderDetailJson = z.infer<typeof orderDetail>

/** What a strategy saw at the close of a candle. */
export const signal = z.object({
  id: z.string(),
  at: instant,
  candle_at: instant,
  market: z.string(),
  interval,
  strategy: z.string(),
  side,
  /** From 0 to 1. */
  strength: z.number(),
  price: amount,
  reason: z.string(),
  acted: z.boolean(),
  /** Why it was not acted on; null when it was or when it is still to be. */
  skipped: z.string().nullable(),
  /** The same in a sentence with its numbers, in the reader's language. */
  skipped_text: z.string().nullable(),
  order_id: z.string().nullable(),
})
/** What a strategy saw. */
export type SignalJson = z.infer<typeof signal>
