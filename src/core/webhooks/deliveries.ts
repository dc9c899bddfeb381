import { statement, type Transaction } from '../db/database.ts'

type Store = Pick<Transaction, 'db' | 'dialect'>

/** Where a message stands. */
export const deliveryStates = ['pending', 'delivered', 'failed'] as const

/** One of `deliveryStates`. */
export type DeliveryState = (typeof deliveryStates)[number]

/** What one endpoint is told of one fact. */
export type Delivery = {
  /** The constant `webhook-id`. */
  id: string
  webhook_id: string
  /** Of the fact; 0 for a trial. */
  position: number
  /** Messages of one stream go out one after another: `<topic>:<object>`, or one of its own. */
  stream: string
  type: string
  /** The exact text that is signed and sent. */
  body: string
  status: DeliveryState
  /** Asked for by hand: one attempt, outside the order, even while the endpoint is turned off. */
  once: boolean
  /** All attempts so far, and those that count in the present schedule. */
  attempts: number
  failures: number
  tried_since: number | null
  next_try_at: number | null
  created_at: number
}

/** One attempt to deliver. */
export type Attempt = {
  attempt: number
  at: number
  duration_ms: number
  response_status: number | null
  /** The beginning of the answer. */
  response_body: string
  error: string | null
}

type Row = Omit<Delivery, 'once'> & { once: number }

const deliveryOf = (row: Row): Delivery => ({ ...row, once: row.once === 1 })

const insertDelivery = statement<{ id: string }>(
  `insert into webhook_deliveries (id, webhook_id, position, stream, type, body, status, once,
     attempts, failures, next_try_at, created_at)
   select $1, id, cast($3 as bigint), $4, $5, $6, 'pending', cast($7 as integer), 0, 0,
     cast($8 as bigint), cast($8 as bigint) from webhooks where id = $2
   on conflict (id) do nothing returning id`,
)
const selectHead = statement<Row>(
  `select * from webhook_deliveries where webhook_id = $1 and stream = $2 and status = 'pending'
   order by position, created_at, id limit 1`,
)
const selectDelivery = statement<Row>('select * from webhook_deliveries where id = $1')
const selectNewest = statement<Row>(
  `select * from webhook_deliveries where webhook_id = $1
     and (created_at < $2 or (created_at = $2 and id < $3))
   order by created_at desc, id desc limit $4`,
)
const selectNewestOf = statement<Row>(
  `select * from webhook_deliveries where webhook_id = $1
     and (created_at < $2 or (created_at = $2 and id < $3)) and status = $5
   order by created_at desc, id desc limit $4`,
)
const selectAttempts = statement<Attempt>(
  `select attempt, at, duration_ms, response_status, response_body, error from webhook_attempts
   where delivery_id = $1 order by attempt`,
)
const insertAttempt = statement<never>(
  `insert into webhook_attempts (delivery_id, attempt, at, duration_ms, response_status,
     response_body, error)
   select id, cast($2 as integer), cast($3 as bigint), cast($4 as integer), cast($5 as integer),
     $6, $7 from webhook_deliveries where id = $1
   on conflict (delivery_id, attempt) do nothing`,
)
const updateDelivery = statement<never>(
  `update webhook_deliveries set status = $2, attempts = $3, failures = $4, tried_since = $5,
   next_try_at = $6, stream = $7, once = $8 where id = $1`,
)
const renewWaiting = statement<{ stream: string }>(
  `update webhook_deliveries set next_try_at = $2, failures = 0, tried_since = null
   where webhook_id = $1 and status = 'pending' returning stream`,
)
const forgetBefore = statement<never>('delete from webhook_deliveries where created_at < $1')

/** What a new message is made of. */
export type NewDelivery = Pick<
  Delivery,
  'id' | 'webhook_id' | 'position' | 'stream' | 'type' | 'body' | 'once'
>

/** Stores a message to be sent at once; false when it is there already or its endpoint is gone. */
export async function addDelivery(tx: Transaction, one: NewDelivery, now: number) {
  const { id, webhook_id, position, stream, type, body } = one
  const once = one.once ? 1 : 0
  const rows = await insertDelivery(tx, id, webhook_id, position, stream, type, body, once, now)
  return rows.length > 0
}

/** The message of a stream that is next to be sent. */
export async function headOf(store: Store, webhookId: string, stream: string) {
  const [row] = await selectHead(store, webhookId, stream)
  return row ? deliveryOf(row) : null
}

/** One message, or null. */
export async function findDelivery(store: Store, id: string): Promise<Delivery | null> {
  const [row] = await selectDelivery(store, id)
  return row ? deliveryOf(row) : null
}

/** Messages of an endpoint, newest first, before the one given. */
export async function listDeliveries(
  store: Store,
  webhookId: string,
  page: { before: Delivery | null; limit: number; status?: DeliveryState | undefined },
): Promise<Delivery[]> {
  const { before, limit, status } = page
  const at = before?.created_at ?? Number.MAX_SAFE_INTEGER
  const place = [webhookId, at, before?.id ?? '', limit]
  const rows = await (status
    ? selectNewestOf(store, ...place, status)
    : selectNewest(store, ...place))
  return rows.map(deliveryOf)
}

/** The attempts of a message, oldest first. */
export function attemptsOf(store: Store, id: string): Promise<Attempt[]> {
  return selectAttempts(store, id)
}

/** Notes an attempt. */
export async function addAttempt(tx: Transaction, id: string, one: Attempt): Promise<void> {
  const { attempt, at, duration_ms, response_status, response_body, error } = one
  await insertAttempt(tx, id, attempt, at, duration_ms, response_status, response_body, error)
}

/** Stores where a message stands. */
export async function saveDelivery(tx: Transaction, one: Delivery): Promise<void> {
  const { id, status, attempts, failures, tried_since, next_try_at, stream } = one
  const once = one.once ? 1 : 0
  await updateDelivery(tx, id, status, attempts, failures, tried_since, next_try_at, stream, once)
}

/** Gives what waits for an endpoint a fresh schedule from now; returns the streams that wait. */
export async function renewDeliveries(tx: Transaction, webhookId: string, now: number) {
  const rows = await renewWaiting(tx, webhookId, now)
  return [...new Set(rows.map(({ stream }) => stream))]
}

/** Forgets messages that were made before an instant. */
export async function forgetDeliveries(tx: Transaction, before: number): Promise<void> {
  await forgetBefore(tx, before)
}
