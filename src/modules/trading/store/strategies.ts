import { statement, type Transaction } from '#core/db/database.ts'
import { decimal, plainText, type Decimal } from '#core/money.ts'
import type { Interval, Side, StrategyName } from '../contract/values.ts'
import type { Refusal } from '../rules/refusals.ts'
import type { Reader } from './orders.ts'

/** A strategy at work in a market. */
export type StoredStrategy = {
  id: string
  strategy: StrategyName
  market: string
  interval: Interval
  params: Record<string, unknown>
  order_krw: Decimal
  stop_pct: Decimal | null
  enabled: boolean
  next_run_at: number | null
  last_run_at: number | null
  last_error: string | null
  created_by: string | null
  created_at: number
}

type Row = Omit<StoredStrategy, 'interval' | 'params' | 'order_krw' | 'stop_pct' | 'enabled'> & {
  span: Interval
  params: string
  order_krw: string
  stop_pct: string | null
  enabled: number
}

const columns =
  'id, strategy, market, span, params, order_krw, stop_pct, enabled, next_run_at, last_run_at, last_error, created_by, created_at'
const all = statement<Row>(`select ${columns} from trading_strategies order by created_at, id`)
const one = statement<Row>(`select ${columns} from trading_strategies where id = $1`)
const put = statement<never>(
  `insert into trading_strategies (${columns}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
   on conflict (id) do update set params = excluded.params, order_krw = excluded.order_krw,
     stop_pct = excluded.stop_pct, enabled = excluded.enabled, next_run_at = excluded.next_run_at,
     last_run_at = excluded.last_run_at, last_error = excluded.last_error`,
)

function fromRow({ span, ...row }: Row): StoredStrategy {
  return {
    ...row,
    interval: span,
    params: JSON.parse(row.params) as Record<string, unknown>,
    order_krw: decimal(row.order_krw),
    stop_pct: row.stop_pct === null ? null : decimal(row.stop_pct),
    enabled: row.enabled !== 0,
  }
}

/** All strategies, oldest first. */
export async function loadStrategies(db: Reader): Promise<StoredStrategy[]> {
  return (await all(db)).map(fromRow)
}

/** A strategy by its id. */
export async function loadStrategy(db: Reader, id: string): Promise<StoredStrategy | null> {
  const [row] = await one(db, id)
  return row ? fromRow(row) : null
}

/** Stores a strategy. */
export async function saveStrategy(tx: Transaction, it: StoredStrategy): Promise<void> {
  const stop = it.stop_pct === null ? null : plainText(it.stop_pct)
  const what = [it.id, it.strategy, it.market, it.interval, JSON.stringify(it.params)]
  const times = [it.next_run_at, it.last_run_at, it.last_error, it.created_by, it.created_at]
  await put(tx, ...what, plainText(it.order_krw), stop, it.enabled ? 1 : 0, ...times)
}

/** A signal as it is kept. */
export type StoredSignal = {
  id: string
  strategy_id: string
  strategy: StrategyName
  market: string
  interval: Interval
  candle_at: number
  side: Side
  /** From 0 to 1. */
  strength: number
  price: Decimal
  reason: string
  acted: boolean
  skipped: string | null
  /** The numbers that belong to it. */
  skipped_params: Record<string, string>
  order_id: string | null
  at: number
}

type SignalRow = Omit<StoredSignal, 'interval' | 'price' | 'acted' | 'skipped_params'> & {
  span: Interval
  price: string
  acted: number
  skipped_params: string | null
}

const newColumns =
  'id, strategy_id, strategy, market, span, candle_at, side, strength, price, reason, acted, skipped, order_id, at'
const signalColumns = `${newColumns}, skipped_params`
const putSignal = statement<{ id: string }>(
  `insert into trading_signals (${newColumns})
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0, null, null, $11)
   on conflict (strategy, market, span, candle_at) do nothing returning id`,
)
const settleSignal = statement<{ id: string }>(
  `update trading_signals set acted = $2, skipped = $3, order_id = $4, skipped_params = $5
   where id = $1 and acted = 0 and skipped is null returning id`,
)
const signalById = statement<SignalRow>(
  `select ${signalColumns} from trading_signals where id = $1`,
)
const signals = statement<SignalRow>(
  `select ${signalColumns} from trading_signals
   where ($1 = '' or market = $2) and ($3 = '' or strategy = $4) order by at desc, id desc limit $5`,
)
const undecided = statement<SignalRow>(
  `select ${signalColumns} from trading_signals
   where strategy_id = $1 and acted = 0 and skipped is null order by candle_at`,
)
const between = statement<SignalRow>(
  `select ${signalColumns} from trading_signals where market = $1 and candle_at >= $2 and candle_at < $3 order by candle_at`,
)

function signalOf({ span, ...row }: SignalRow): StoredSignal {
  const params = JSON.parse(row.skipped_params ?? '{}') as StoredSignal['skipped_params']
  const [price, acted] = [decimal(row.price), row.acted !== 0]
  return { ...row, interval: span, price, acted, skipped_params: params }
}

/** Stores a signal once; false when this candle has one already. */
export async function insertSignal(
  tx: Transaction,
  it: Omit<StoredSignal, 'acted' | 'skipped' | 'skipped_params' | 'order_id'>,
): Promise<boolean> {
  const where = [it.id, it.strategy_id, it.strategy, it.market, it.interval, it.candle_at]
  const what = [it.side, it.strength, plainText(it.price), it.reason, it.at]
  return (await putSignal(tx, ...where, ...what)).length > 0
}

/** Says what became of a signal, once; false when that was said before. */
export async function decideSignal(
  tx: Transaction,
  id: string,
  outcome: { order_id: string | null; refusal: Refusal | null },
): Promise<boolean> {
  const { order_id, refusal } = outcome
  const params = refusal && JSON.stringify(refusal.params)
  const acted = refusal === null ? 1 : 0
  return (await settleSignal(tx, id, acted, refusal?.code ?? null, order_id, params)).length > 0
}

/** A signal by its id. */
export async function loadSignal(db: Reader, id: string): Promise<StoredSignal | null> {
  const [row] = await signalById(db, id)
  return row ? signalOf(row) : null
}

/** Signals, newest first. */
export async function listSignals(
  db: Reader,
  filter: { market?: string | undefined; strategy?: string | undefined; limit: number },
): Promise<StoredSignal[]> {
  const { market = '', strategy = '', limit } = filter
  return (await signals(db, market, market, strategy, strategy, limit)).map(signalOf)
}

/** Signals of a strategy that nothing was decided about yet, oldest first. */
export async function loadUndecided(db: Reader, strategyId: string): Promise<StoredSignal[]> {
  return (await undecided(db, strategyId)).map(signalOf)
}

/** Signals of candles between two instants. */
export async function loadSignalsBetween(
  db: Reader,
  market: string,
  range: { from: number; to: number },
): Promise<StoredSignal[]> {
  return (await between(db, market, range.from, range.to)).map(signalOf)
}
