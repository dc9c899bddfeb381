import { statement, type Transaction } from '../db/database.ts'
import type { Seat, SeatChange } from './seats.ts'

/** Rows of all boards; `parent` names one, e.g. `recruitment:42`. */
export type SeatsTable = {
  seats: {
    parent: string
    user_id: string
    option: string | null
    status: string
    seq: number
    offer_expires_at: number | null
    note: string
    source: string
    joined_at: number
  }
}

/** A seat with what is shown of the person; names come from the table of people. */
export type StoredSeat = Seat & {
  username: string
  display_name: string
  avatar: string | null
  note: string
  source: string
  joined_at: number
}

type Reader = Pick<Transaction, 'db' | 'dialect'>

const select = statement<StoredSeat>(
  `select s.user_id, s.option, s.status, s.seq, s.offer_expires_at, s.note, s.source, s.joined_at,
     u.username, u.display_name, u.avatar
   from seats s join users u on u.discord_id = s.user_id
   where s.parent = $1 order by s.seq`,
)
const insert = statement<never>(
  `insert into seats (parent, user_id, option, status, seq, note, source, joined_at)
   values ($1, $2, $3, $4, $5, $6, $7, $8)`,
)
const update = statement<never>(
  'update seats set option = $3, status = $4, offer_expires_at = $5 where parent = $1 and user_id = $2',
)
const remove = statement<never>('delete from seats where parent = $1 and user_id = $2')
const clearWaiting = statement<never>(`delete from seats where parent = $1 and status = 'waiting'`)
const move = statement<never>('update seats set seq = $3 where parent = $1 and user_id = $2')

/** Everybody at a board, in order of arrival. */
export async function loadSeats(db: Reader, parent: string): Promise<StoredSeat[]> {
  return select(db, parent)
}

/** The seats of many boards in one query, by board. */
export async function loadManySeats(
  db: Reader,
  parents: readonly string[],
): Promise<Map<string, StoredSeat[]>> {
  const byParent = new Map<string, StoredSeat[]>(parents.map((parent) => [parent, []]))
  if (parents.length === 0) return byParent
  const rows = await db.db
    .$extendTables<SeatsTable>()
    .selectFrom('seats')
    .innerJoin('users', 'users.discord_id', 'seats.user_id')
    .select(['seats.parent', 'seats.user_id', 'seats.option', 'seats.status', 'seats.seq'])
    .select('seats.offer_expires_at')
    .select(['seats.note', 'seats.source', 'seats.joined_at'])
    .select(['users.username', 'users.display_name', 'users.avatar'])
    .where('seats.parent', 'in', [...parents])
    .orderBy('seats.seq')
    .execute()
  for (const { parent, ...row } of rows) {
    byParent.get(parent)?.push({ ...row, status: row.status as Seat['status'] })
  }
  return byParent
}

/**
 * Writes the outcome of the engine. The caller holds the lock of the parent row from before loading
 * until the commit, so that two decisions about one board never overlap.
 */
export async function saveSeatChanges(
  tx: Transaction,
  parent: string,
  changes: readonly SeatChange<StoredSeat>[],
): Promise<void> {
  for (const { kind, seat } of changes) {
    if (kind === 'claimed' || kind === 'queued') {
      const { user_id, option, status, seq, note, source, joined_at } = seat
      await insert(tx, parent, user_id, option, status, seq, note, source, joined_at)
    } else if (kind === 'released' || kind === 'lapsed') {
      await remove(tx, parent, seat.user_id)
    } else {
      const { user_id, option, status, offer_expires_at } = seat
      await update(tx, parent, user_id, option, status, offer_expires_at)
    }
  }
}

/** Sends everybody home who waits for a place. */
export async function dropWaiting(tx: Transaction, parent: string): Promise<void> {
  await clearWaiting(tx, parent)
}

/** Gives a person another place in the order of arrival. */
export async function moveSeat(
  tx: Transaction,
  parent: string,
  userId: string,
  seq: number,
): Promise<void> {
  await move(tx, parent, userId, seq)
}
