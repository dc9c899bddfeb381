import { z } from 'zod'
import { instant, snowflake } from '#core/contract.ts'
import { balanceData, limitsData, positionsData, statusData } from './data.ts'
import { notificationType } from './envelope.ts'
import { amount, interval, order, orderState, right, side, signal } from './values.ts'

/** `GET /api/trading/overview`: all that the first page shows. */
export const overview = z.object({
  status: statusData,
  balance: balanceData.nullable(),
  positions: positionsData,
  limits: limitsData,
  orders: z.array(order),
  signals: z.array(signal),
  /** What the reader may do. */
  permissions: z.object({ view: z.boolean(), trade: z.boolean(), admin: z.boolean() }),
  cursor: z.string(),
})
/** All that the first page shows. */
export type Overview = z.infer<typeof overview>

/** `GET /api/trading/orders`. */
export const ordersQuery = z.object({
  state: z
    .string()
    .max(200)
    .transform((text) => text.split(',').filter(Boolean))
    .pipe(z.array(orderState))
    .optional(),
  market: z.string().max(20).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
  /** `next` of the page before. */
  before: z.string().max(40).optional(),
})

/** `POST /api/trading/orders`: the same parameters as `buy` and `sell`. */
export const newOrder = z.object({
  side,
  ticker: z.string().min(1).max(20),
  amount: z.string().max(64).optional(),
  volume: z.string().max(64).optional(),
  price: z.string().max(64).optional(),
  tif: z.enum(['ioc', 'fok', 'post_only']).optional(),
})

/** In whose name a program's key acts, in the body; for people and personal keys it goes without saying. */
export const actingFor = z.object({ discord_user_id: snowflake.optional() })

/** `POST /api/trading/quotes`: what an order would come to, with nothing stored. */
export const quoteAnswer = z.object({
  market: z.string(),
  side,
  price: amount,
  est_volume: amount,
  est_krw: amount,
  est_fee: amount,
  /** Whether it must be confirmed, and by somebody else too. */
  needs_confirm: z.boolean(),
  needs_approval: z.boolean(),
  /** Why it would be refused; null when it would not. */
  refusal: z.object({ code: z.string(), message: z.string() }).nullable(),
  /** The exact sentence to confirm. */
  text: z.string(),
})

/** `GET /api/trading/candles`. */
export const candlesQuery = z.object({
  market: z.string().min(1).max(20),
  interval: interval.default('1h'),
  count: z.coerce.number().int().min(1).max(200).default(200),
  /** Candles before this instant; default the newest. */
  to: z.iso.datetime({ offset: true }).optional(),
})

/** One candle; `at` is its beginning. */
export const candleJson = z.object({
  at: instant,
  open: amount,
  high: amount,
  low: amount,
  close: amount,
  volume: amount,
  /** No trade happened: the close before is carried on. */
  filled: z.boolean(),
  closed: z.boolean(),
})
/** One candle. */
export type CandleJson = z.infer<typeof candleJson>

/** Values of an indicator along the candles; null where there are too few before. */
const series = z.array(z.number().nullable())

/** Candles oldest first, indicators along them, and what happened there. */
export const candlesAnswer = z.object({
  market: z.string(),
  interval,
  candles: z.array(candleJson),
  indicators: z.object({
    sma20: series,
    ema20: series,
    rsi14: series,
    macd: z.object({ macd: series, signal: series, histogram: series }),
    bb: z.object({ upper: series, middle: series, lower: series }),
    atr14: series,
    stochastic: z.object({ k: series, d: series }),
    donchian: z.object({ upper: series, middle: series, lower: series }),
  }),
  signals: z.array(signal),
  fills: z.array(
    z.object({ at: instant, side, price: amount, volume: amount, order_id: z.string() }),
  ),
})

/** `GET /api/trading/signals` and `/events`. */
export const listQuery = z.object({
  ticker: z.string().max(20).optional(),
  strategy: z.string().max(40).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
})

/** `GET /api/trading/events`: what happened, newest first. */
export const eventsAnswer = z.object({
  events: z.array(
    z.object({
      at: instant,
      type: z.string(),
      object_id: z.string(),
      actor_id: z.string().nullable(),
      source: z.string(),
      data: z.record(z.string(), z.json()),
    }),
  ),
})

/** `POST /api/trading/commands/:name` with the parameters of the command as body. */
export const commandBody = actingFor.catchall(z.json())

/** Kinds of happenings that can be told in a channel. */
export const happening = z.enum([
  'order_filled',
  'order_cancelled',
  'order_rejected',
  'order_unknown',
  'approval_wanted',
  'signal',
  'halted',
  'resumed',
  'degraded',
  'exchange_down',
  'mode_changed',
])
/** A kind of happening. */
export type Happening = z.infer<typeof happening>

/** `GET` and `PATCH /api/trading/notifications`: what is told where, and when not. */
export const notificationSettings = z.object({
  /** Channel by kind; null is silence. A kind that is left out goes to the usual channel. */
  channels: z.partialRecord(
    happening,
    z
      .string()
      .regex(/^\d{17,19}$/)
      .nullable(),
  ),
  /** Local hours of Seoul during which only warnings and errors make a sound, e.g. 23 and 7. */
  quiet: z.object({ from: z.int().min(0).max(23), to: z.int().min(0).max(23) }).nullable(),
})
/** What is told where. */
export type NotificationSettings = z.infer<typeof notificationSettings>

/** A notification that was sent or is to be. */
export const sentNotification = z.object({
  id: z.string(),
  at: instant,
  channel_id: z.string(),
  type: notificationType,
  title: z.string().nullable(),
  message: z.string(),
  state: z.enum(['queued', 'delivered', 'failed']),
  error: z.string().nullable(),
})

/** What is told where, the channels to choose from, and what was told lately. */
export const notificationsAnswer = z.object({
  settings: notificationSettings,
  channels: z.array(z.object({ id: z.string(), name: z.string() })),
  /** Where is told what has no channel of its own; null when no channel is allowed. */
  usual_channel_id: z.string().nullable(),
  recent: z.array(sentNotification),
})

/** `POST /api/trading/notifications/test`: tells a kind of happening, as if it had happened. */
export const notificationTest = z.object({
  happening,
  /** The usual channel unless given. */
  channel_id: z
    .string()
    .regex(/^\d{17,19}$/)
    .nullish(),
})

/** `POST /api/trading/permissions/roles`: maps a role, or with null unmaps it. */
export const roleMapping = z.object({
  role_id: z.string().regex(/^\d{17,19}$/),
  right: right.nullable(),
})

/** A price as it changes. */
export const tick = z.object({
  market: z.string(),
  price: amount,
  change_pct: amount,
  at: instant,
})
/** A price as it changes. */
export type Tick = z.infer<typeof tick>

/** Frames of `/api/trading/stream`, besides those of the live dialect. */
export const streamFrame = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('snapshot'),
    orders: z.array(order),
    signals: z.array(signal),
    ticks: z.array(tick),
  }),
  z.object({ type: z.literal('order'), order }),
  z.object({ type: z.literal('signal'), signal }),
  z.object({ type: z.literal('ticks'), ticks: z.array(tick) }),
  /** Halted, resumed, another mode, other limits, a strategy: ask for the overview again. */
  z.object({ type: z.literal('account'), event: z.string(), data: z.record(z.string(), z.json()) }),
])
/** A frame of the stream. */
export type StreamFrame = z.infer<typeof streamFrame>
