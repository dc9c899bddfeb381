import { sql } from 'kysely'
import { statement, type Transaction } from '../db/database.ts'
import { noTail, type Seat, type SeatChange, type Tail } from './seats.ts'

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

/** A board with all who have a place, the head of its queue, and whoever was asked for. */
export type LoadedSeats = { seats: StoredSeat[]; tail: Tail }

/** People of a queue that are loaded with their board; more than any board has places. */
export const queueHead = 100

/** Whom to load besides those with a place and the head of the queue. */
export type Wanted = {
  /** These people, wherever they stand. */
  people?: readonly string[]
  /** Options with limits of their own: of those the first in the queue, who may pass others. */
  options?: readonly string[]
  /** Everybody. */
  whole?: boolean
}

const columns = `s.user_id, s.option, s.status, s.seq, s.offer_expires_at, s.note, s.source,
     s.joined_at, u.username, u.display_name, u.avatar`
const from = 'from seats s join users u on u.discord_id = s.user_id'
const selectAll = statement<StoredSeat>(
  `select ${columns} ${from} where s.parent = $1 order by s.seq`,
)
const selectHead = statement<StoredSeat>(
  `select * from (
     select ${columns} ${from} where s.parent = $1 and s.status in ('confirmed', 'offered')
     union all
     select * from (
       select ${columns} ${from} where s.parent = $1 and s.status = 'waiting'
       order by s.seq limit $2
     ) as head
   ) as loaded order by seq`,
)
/** The heads of the queues for some options, in one question: `$3` and on are their keys. */
function selectHeads(options: number) {
  const heads = Array.from(
    { length: options },
    (_, index) => `select * from (
       select ${columns} ${from}
       where s.parent = $1 and s.status = 'waiting' and s.option = $${index + 3}
       order by s.seq limit $2
     ) as head${index}`,
  )
  return statement<StoredSeat>(heads.join(' union all '))
}
const selectOne = statement<StoredSeat>(
  `select ${columns} ${from} where s.parent = $1 and s.user_id = $2`,
)
const selectPage = statement<StoredSeat>(
  `select ${columns} ${from} where s.parent = $1 and s.status in ('offered', 'waiting')
   order by s.seq limit $2 offset $3`,
)
const selectTail = statement<{ count: number; last_seq: number }>(
  `select count(*) as count, max(seq) as last_seq from seats where parent = $1 and status = 'waiting'`,
)
const selectPosition = statement<{ count: number }>(
  `select count(*) as count from seats
   where parent = $1 and status in ('offered', 'waiting') and seq <= $2`,
)
const selectQueueLength = statement<{ count: number }>(
  `select count(*) as count from seats where parent = $1 and status in ('offered', 'waiting')`,
)
const insert = statement<never>(
  `insert into seats (parent, user_id, option, status, seq, note, source, joined_at)
   values ($1, $2, $3, $4, $5, $6, $7, $8)`,
)
const update = statement<never>(
  `update seats set option = $3, status = $4, offer_expires_at = $5, seq = $6
   where parent = $1 and user_id = $2`,
)
const remove = statement<never>('delete from seats where parent = $1 and user_id = $2')

/** Adds those who are asked for and stand behind the head of the queue. */
async function withWanted(
  db: Reader,
  parent: string,
  head: readonly StoredSeat[],
  { people = [], options = [] }: Wanted,
): Promise<StoredSeat[]> {
  const byPerson = new Map(head.map((seat) => [seat.user_id, seat]))
  const add = (more: readonly StoredSeat[]) => {
    for (const seat of more) byPerson.set(seat.user_id, seat)
  }
  if (options.length > 0) {
    add(await selectHeads(options.length)(db, parent, queueHead, ...options))
  }
  for (const person of people) {
    if (!byPerson.has(person)) add(await selectOne(db, parent, person))
  }
  return [...byPerson.values()].toSorted((a, b) => a.seq - b.seq)
}

/** A board in order of arrival, as far as decisions and pages need it. */
export async function loadSeats(
  db: Reader,
  parent: string,
  wanted: Wanted = {},
): Promise<LoadedSeats> {
  if (wanted.whole) return { seats: await selectAll(db, parent), tail: noTail }
  const head = await selectHead(db, parent, queueHead)
  const waiting = (seats: readonly StoredSeat[]) =>
    seats.filter(({ status }) => status === 'waiting').length
  if (waiting(head) < queueHead) return { seats: head, tail: noTail }
  const [all] = await selectTail(db, parent)
  const seats = await withWanted(db, parent, head, wanted)
  const count = Number(all?.count ?? 0) - waiting(seats)
  return { seats, tail: { count, last_seq: Number(all?.last_seq ?? 0) } }
}

/** Where somebody stands in the queue, counted from 1, by his or her `seq`. */
export async function queuePosition(db: Reader, parent: string, seq: number): Promise<number> {
  const [row] = await selectPosition(db, parent, seq)
  return Number(row?.count ?? 0)
}

/** A piece of a queue, in order, and how long the whole is. */
export async function loadQueue(
  db: Reader,
  parent: string,
  piece: { limit: number; offset: number },
): Promise<{ count: number; seats: StoredSeat[] }> {
  const [row] = await selectQueueLength(db, parent)
  const seats = await selectPage(db, parent, piece.limit, piece.offset)
  return { count: Number(row?.count ?? 0), seats }
}

type ManyRow = StoredSeat & { parent: string; waiting: number }

function seatOf(row: ManyRow): StoredSeat {
  const { user_id, option, status, seq, offer_expires_at } = row
  const { note, source, joined_at, username, display_name, avatar } = row
  const seat = { user_id, option, status, seq, offer_expires_at }
  return { ...seat, note, source, joined_at, username, display_name, avatar }
}

/**
 * Many boards in two queries, by name: those with a place, the head of each queue, and `person`
 * wherever he or she stands.
 */
export async function loadManySeats(
  db: Reader,
  parents: readonly string[],
  person: string | null,
): Promise<Map<string, LoadedSeats>> {
  const byParent = new Map<string, LoadedSeats>(
    parents.map((parent) => [parent, { seats: [], tail: noTail }]),
  )
  if (parents.length === 0) return byParent
  const { rows } = await sql<ManyRow>`
    select ${sql.raw(columns)}, s.parent, s.waiting from (
      select *, row_number() over line as place, count(*) over (partition by parent, status) as waiting
      from seats where parent in (${sql.join(parents)})
      window line as (partition by parent, status order by seq)
    ) as s join users u on u.discord_id = s.user_id
    where s.status <> 'waiting' or s.place <= ${queueHead} or s.user_id = ${person}
    order by s.seq`.execute(db.db)
  for (const [parent, found] of Map.groupBy(rows, (row) => row.parent)) {
    const seats = found.map(seatOf)
    const waiting = found.filter(({ status }) => status === 'waiting')
    const count = Number(waiting[0]?.waiting ?? 0) - waiting.length
    byParent.set(parent, { seats, tail: { ...noTail, count } })
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
      const { user_id, option, status, offer_expires_at, seq } = seat
      await update(tx, parent, user_id, option, status, offer_expires_at, seq)
    }
  }
}
