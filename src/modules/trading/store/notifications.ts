import { statement, type Transaction } from '#core/db/database.ts'
import type { NotificationType } from '../contract/envelope.ts'
import type { Reader } from './orders.ts'

/** A text for a channel, once. */
export type StoredNotification = {
  id: string
  dedupe_key: string | null
  channel_id: string
  type: NotificationType
  title: string | null
  message: string
  fields: readonly { name: string; value: string; inline: boolean }[]
  /** The order that a second person may approve by the buttons below. */
  ask_order_id: string | null
  state: 'queued' | 'delivered' | 'failed'
  message_id: string | null
  /** When an attempt was made whose outcome is not known. */
  tried_at: number | null
  error: string | null
  created_at: number
}

type Row = Omit<StoredNotification, 'fields'> & { fields: string }

const columns =
  'id, dedupe_key, channel_id, type, title, message, fields, ask_order_id, state, message_id, tried_at, error, created_at'
const put = statement<{ id: string }>(
  `insert into trading_notifications (${columns})
   values ($1, $2, $3, $4, $5, $6, $7, $8, 'queued', null, null, null, $9)
   on conflict (dedupe_key) do nothing returning id`,
)
const one = statement<Row>(`select ${columns} from trading_notifications where id = $1`)
const byKey = statement<Row>(`select ${columns} from trading_notifications where dedupe_key = $1`)
const update = statement<never>(
  'update trading_notifications set state = $2, message_id = $3, tried_at = $4, error = $5 where id = $1',
)
const newest = statement<Row>(
  `select ${columns} from trading_notifications order by created_at desc, id desc limit $1`,
)
const pending = statement<{ count: number }>(
  `select count(*) as count from trading_notifications where state = 'queued'`,
)
const forget = statement<never>(
  `delete from trading_notifications where id in (
     select id from trading_notifications where created_at < $1 and state <> 'queued'
     order by created_at limit $2)`,
)

function fromRow(row: Row): StoredNotification {
  return { ...row, fields: JSON.parse(row.fields) as StoredNotification['fields'] }
}

/** Stores a notification; the stored one when its key was used before. */
export async function insertNotification(
  tx: Transaction,
  it: Pick<
    StoredNotification,
    | 'id'
    | 'dedupe_key'
    | 'channel_id'
    | 'type'
    | 'title'
    | 'message'
    | 'fields'
    | 'ask_order_id'
    | 'created_at'
  >,
): Promise<{ fresh: boolean; id: string }> {
  const { id, dedupe_key, channel_id, type, title, message, fields, ask_order_id } = it
  const what = [
    id,
    dedupe_key,
    channel_id,
    type,
    title,
    message,
    JSON.stringify(fields),
    ask_order_id,
    it.created_at,
  ]
  if ((await put(tx, ...what)).length > 0) return { fresh: true, id }
  const [known] = dedupe_key === null ? [] : await byKey(tx, dedupe_key)
  return { fresh: false, id: known?.id ?? id }
}

/** A notification by its id. */
export async function loadNotification(db: Reader, id: string): Promise<StoredNotification | null> {
  const [row] = await one(db, id)
  return row ? fromRow(row) : null
}

/** Says what became of it. */
export async function updateNotification(
  tx: Transaction,
  id: string,
  to: Pick<StoredNotification, 'state' | 'message_id' | 'tried_at' | 'error'>,
): Promise<void> {
  await update(tx, id, to.state, to.message_id, to.tried_at, to.error)
}

/** The newest ones. */
export async function listNotifications(db: Reader, limit: number): Promise<StoredNotification[]> {
  return (await newest(db, limit)).map(fromRow)
}

/** How many are on their way. */
export async function countPending(db: Reader): Promise<number> {
  return (await pending(db))[0]?.count ?? 0
}

/** Forgets what was told before an instant, or could not be, the oldest first. */
export async function forgetNotifications(
  tx: Transaction,
  before: number,
  limit: number,
): Promise<void> {
  await forget(tx, before, limit)
}
