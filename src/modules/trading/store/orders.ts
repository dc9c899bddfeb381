import { statement, type Transaction } from '#core/db/database.ts'
import { decimal, greatest, plainText, zero, type Decimal } from '#core/money.ts'
import type { Mode, OrderState, Side } from '../contract/values.ts'
import { isFinal, type OrderWish } from '../rules/order.ts'

/** Committed state, or the inside of a unit of work. */
export type Reader = Pick<Transaction, 'db' | 'dialect'>

/** An order as it is kept. Times are epoch milliseconds. */
export type StoredOrder = OrderWish & {
  id: string
  account_id: string
  mode: Mode
  client_id: string | null
  attempt: number
  exchange_uuid: string | null
  /** The request that made it; null where nothing names one. */
  idempotency_key: string | null
  source_kind: 'discord' | 'web' | 'api' | 'strategy'
  user_id: string | null
  strategy_id: string | null
  strategy: string | null
  channel_id: string | null
  guild_id: string | null
  est_krw: Decimal
  est_price: Decimal
  /** What was asked for, in one spelling; null for orders of long ago. */
  asked: string | null
  state: OrderState
  state_at: number
  expires_at: number | null
  approved_by: string | null
  fence: number | null
  sent_at: number | null
  not_found: number
  first_lookup_at: number | null
  filled_volume: Decimal
  filled_krw: Decimal
  fee_krw: Decimal
  error: string | null
  error_text: string | null
  message_id: string | null
  version: number
  created_at: number
  updated_at: number
}

const exact = ['est_krw', 'est_price', 'filled_volume', 'filled_krw', 'fee_krw'] as const
const optional = ['krw', 'volume', 'price'] as const
type Exact = (typeof exact)[number]
type Optional = (typeof optional)[number]
type Row = Omit<StoredOrder, Exact | Optional> &
  Record<Exact, string> &
  Record<Optional, string | null>

const columns = [
  'id',
  'account_id',
  'mode',
  'client_id',
  'attempt',
  'exchange_uuid',
  'idempotency_key',
  'source_kind',
  'user_id',
  'strategy_id',
  'strategy',
  'channel_id',
  'guild_id',
  'market',
  'side',
  'type',
  'time_in_force',
  'krw',
  'volume',
  'price',
  'est_krw',
  'est_price',
  'asked',
  'state',
  'state_at',
  'expires_at',
  'approved_by',
  'fence',
  'sent_at',
  'not_found',
  'first_lookup_at',
  'filled_volume',
  'filled_krw',
  'fee_krw',
  'error',
  'error_text',
  'message_id',
  'version',
  'created_at',
  'updated_at',
] as const satisfies (keyof Row)[]
const all = columns.join(', ')

const money = (text: string | null): Decimal | null => (text === null ? null : decimal(text))

function fromRow(row: Row): StoredOrder {
  return {
    ...row,
    krw: money(row.krw),
    volume: money(row.volume),
    price: money(row.price),
    est_krw: decimal(row.est_krw),
    est_price: decimal(row.est_price),
    filled_volume: decimal(row.filled_volume),
    filled_krw: decimal(row.filled_krw),
    fee_krw: decimal(row.fee_krw),
  }
}

function toRow(order: StoredOrder): Row {
  const text = (value: Decimal | null) => (value === null ? null : plainText(value))
  return {
    ...order,
    krw: text(order.krw),
    volume: text(order.volume),
    price: text(order.price),
    est_krw: plainText(order.est_krw),
    est_price: plainText(order.est_price),
    filled_volume: plainText(order.filled_volume),
    filled_krw: plainText(order.filled_krw),
    fee_krw: plainText(order.fee_krw),
  }
}

const insert = statement<never>(
  `insert into trading_orders (${all}) values (${columns.map((_, index) => `$${index + 1}`).join(', ')})`,
)
const changed = [
  'client_id',
  'attempt',
  'exchange_uuid',
  'state',
  'state_at',
  'expires_at',
  'approved_by',
  'fence',
  'sent_at',
  'not_found',
  'first_lookup_at',
  'filled_volume',
  'filled_krw',
  'fee_krw',
  'error',
  'error_text',
  'message_id',
  'updated_at',
  'type',
  'time_in_force',
  'krw',
  'volume',
  'price',
  'est_krw',
  'est_price',
] as const satisfies (keyof Row)[]
const update = statement<{ version: number }>(
  `update trading_orders set ${changed.map((name, index) => `${name} = $${index + 3}`).join(', ')},
     version = version + 1
   where id = $1 and version = $2 returning version`,
)
const find = statement<Row>(`select ${all} from trading_orders where id = $1`)
const findByKey = statement<Row>(`select ${all} from trading_orders where idempotency_key = $1`)
const forgetKey = statement<never>(
  'update trading_orders set idempotency_key = null where idempotency_key = $1 and created_at < $2',
)
const findByMessage = statement<Row>(`select ${all} from trading_orders where message_id = $1`)
const underWay = statement<Row>(
  `select ${all} from trading_orders where account_id = $1
     and state in ('intent', 'sending', 'open', 'partial', 'cancel_requested', 'unknown') order by id`,
)
const expiring = statement<Row>(
  `select ${all} from trading_orders where account_id = $1
     and state in ('pending_confirm', 'pending_approval') and expires_at <= $2 order by id`,
)
const insertEvent = statement<never>(
  `insert into trading_order_events (order_id, from_state, to_state, reason, payload, at)
   values ($1, $2, $3, $4, $5, $6)`,
)
const eventsOf = statement<OrderEventRow>(
  `select from_state, to_state, reason, payload, at from trading_order_events where order_id = $1 order by id`,
)

/** A step in an order's life, as it is kept. */
export type OrderEventRow = {
  from_state: OrderState | null
  to_state: OrderState
  reason: string
  payload: string
  at: number
}

/** Stores a new order with its first step. */
export async function insertOrder(
  tx: Transaction,
  order: StoredOrder,
  reason: string,
): Promise<void> {
  const row = toRow(order)
  await insert(tx, ...columns.map((name) => row[name]))
  await insertEvent(tx, order.id, null, order.state, reason, '{}', order.created_at)
}

/**
 * Stores what became of an order, with the step that led there; `false` when somebody else changed it
 * since it was read.
 */
export async function updateOrder(
  tx: Transaction,
  before: StoredOrder,
  after: StoredOrder,
  step: { reason: string; payload?: Record<string, unknown> } | null,
): Promise<boolean> {
  const row = toRow(after)
  const done = await update(tx, after.id, before.version, ...changed.map((name) => row[name]))
  if (done.length === 0) return false
  if (step && (before.state !== after.state || step.payload)) {
    const payload = JSON.stringify(step.payload ?? {})
    await insertEvent(
      tx,
      after.id,
      before.state,
      after.state,
      step.reason,
      payload,
      after.updated_at,
    )
  }
  return true
}

/** An order by its id; null when there is none. */
export async function loadOrder(db: Reader, id: string): Promise<StoredOrder | null> {
  const [row] = await find(db, id)
  return row ? fromRow(row) : null
}

/** The order that a request made; null when it made none. */
export async function loadOrderOfRequest(db: Reader, key: string): Promise<StoredOrder | null> {
  const [row] = await findByKey(db, key)
  return row ? fromRow(row) : null
}

/** Frees the key of a request that made its order before an instant: it may make another one. */
export async function forgetOrderOfRequest(
  tx: Transaction,
  key: string,
  before: number,
): Promise<void> {
  await forgetKey(tx, key, before)
}

/** The order that a message in Discord asks about. */
export async function loadOrderOfMessage(
  db: Reader,
  messageId: string,
): Promise<StoredOrder | null> {
  const [row] = await findByMessage(db, messageId)
  return row ? fromRow(row) : null
}

/** Orders that are to be sent, or that the exchange may have. */
export async function loadUnderWay(db: Reader, accountId: string): Promise<StoredOrder[]> {
  return (await underWay(db, accountId)).map(fromRow)
}

/** Orders whose time to be confirmed is over. */
export async function loadExpired(
  db: Reader,
  accountId: string,
  now: number,
): Promise<StoredOrder[]> {
  return (await expiring(db, accountId, now)).map(fromRow)
}

/** The steps of an order, oldest first. */
export async function loadEvents(db: Reader, id: string): Promise<OrderEventRow[]> {
  return eventsOf(db, id)
}

/** Which orders are wanted. */
export type OrderFilter = {
  state?: readonly OrderState[] | undefined
  market?: string | undefined
  before?: string | undefined
  limit: number
}

/** Orders of an account, newest first. */
export async function listOrders(
  db: Reader,
  accountId: string,
  filter: OrderFilter,
): Promise<StoredOrder[]> {
  const states = filter.state ?? []
  const parameters: unknown[] = [accountId]
  const place = (value: unknown) => `$${parameters.push(value)}`
  const wheres = [
    'account_id = $1',
    ...(states.length > 0 ? [`state in (${states.map(place).join(', ')})`] : []),
    ...(filter.market === undefined ? [] : [`market = ${place(filter.market)}`]),
    ...(filter.before === undefined ? [] : [`id < ${place(filter.before)}`]),
  ]
  const text = `select ${all} from trading_orders where ${wheres.join(' and ')} order by id desc limit ${place(filter.limit)}`
  return (await statement<Row>(text)(db, ...parameters)).map(fromRow)
}

const usage = statement<{
  id: string
  est_krw: string
  filled_krw: string
  state: OrderState
  side: Side
  created_at: number
  user_id: string | null
}>(
  `select id, est_krw, filled_krw, state, side, created_at, user_id from trading_orders
   where account_id = $1 and created_at >= $2
     and state not in ('rejected_local', 'expired', 'withdrawn', 'rejected', 'not_placed')`,
)
const usageUnderWay = statement<{
  market: string
  side: Side
  est_krw: string
  filled_krw: string
}>(
  `select market, side, est_krw, filled_krw from trading_orders where account_id = $1
     and state in ('intent', 'sending', 'open', 'partial', 'cancel_requested', 'unknown')`,
)
const openCount = statement<{ count: number }>(
  `select count(*) as count from trading_orders where account_id = $1
     and state in ('intent', 'sending', 'open', 'partial', 'cancel_requested', 'unknown')`,
)
const similar = statement<{ id: string }>(
  `select id from trading_orders where account_id = $1 and user_id = $2 and market = $3 and side = $4
     and created_at > $5 and asked = $6
     and state not in ('rejected_local', 'rejected', 'expired', 'withdrawn', 'not_placed') limit 1`,
)
const unknownCount = statement<{ count: number }>(
  `select count(*) as count from trading_orders where account_id = $1 and state = 'unknown'`,
)

/**
 * What orders since an instant come to, one line each: an order that is over counts with what it got,
 * one that is not with all that it may get.
 */
export async function ordersSince(db: Reader, accountId: string, since: number) {
  const rows = await usage(db, accountId, since)
  return rows.map(({ id, side, created_at, user_id, state, est_krw, filled_krw }) => {
    const [most, got] = [decimal(est_krw), decimal(filled_krw)]
    return { id, side, created_at, user_id, krw: isFinal(state) ? got : greatest(most, got) }
  })
}

/** What orders under way may still come to, one line each. */
export async function comingOrders(db: Reader, accountId: string) {
  const rows = await usageUnderWay(db, accountId)
  return rows.map(({ market, side, est_krw, filled_krw }) => ({
    market,
    side,
    krw: greatest(decimal(est_krw).minus(decimal(filled_krw)), zero),
  }))
}

/** How many orders are under way, and how many of them nobody knows the outcome of. */
export async function countOpen(
  db: Reader,
  accountId: string,
): Promise<{ open: number; unknown: number }> {
  const [[open], [unknown]] = await Promise.all([
    openCount(db, accountId),
    unknownCount(db, accountId),
  ])
  return { open: open?.count ?? 0, unknown: unknown?.count ?? 0 }
}

/** Whether the same person asked for the same order after an instant. */
export async function hasTwin(
  db: Reader,
  by: { accountId: string; userId: string },
  { market, side, asked }: Pick<StoredOrder, 'market' | 'side' | 'asked'>,
  after: number,
): Promise<boolean> {
  const found = await similar(db, by.accountId, by.userId, market, side, after, asked)
  return found.length > 0
}
