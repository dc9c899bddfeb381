import { statement, type Transaction } from '#core/db/database.ts'

/**
 * How far telling one person one thing has come. `sending` and `mentioning` are written before the
 * message leaves: after a crash somebody has to look whether it did.
 */
export type Outcome = 'sending' | 'sent' | 'unreached' | 'mentioning' | 'mentioned' | 'dropped'

/** One thing that one person is to be told once. */
export type NoticeRow = {
  recruitment_id: number
  kind: string
  version: number
  user_id: string
  outcome: Outcome
  /** Epoch milliseconds of the first attempt at this step. */
  at: number
}

type Reader = Pick<Transaction, 'db' | 'dialect'>

const columns = 'recruitment_id, kind, version, user_id, outcome, at'
const select = statement<NoticeRow>(
  `select ${columns} from recruitment_notices
   where recruitment_id = $1 and kind = $2 and version = $3`,
)
const put = statement<never>(
  `insert into recruitment_notices (id, ${columns}) values ($1, $2, $3, $4, $5, $6, $7)
   on conflict (id) do update set outcome = excluded.outcome, at = excluded.at`,
)
const count = statement<{ count: number }>(
  `select count(*) as count from recruitment_notices
   where user_id = $1 and kind = $2 and at > $3 and outcome = 'sent'`,
)
const selectClosed = statement<{ at: number }>(
  'select at from recruitment_closed_dms where user_id = $1 and at > $2',
)
const putClosed = statement<never>(
  `insert into recruitment_closed_dms (user_id, at) values ($1, $2)
   on conflict (user_id) do update set at = excluded.at`,
)
const dropClosed = statement<never>('delete from recruitment_closed_dms where user_id = $1')

/** Who was told of one thing, by person. */
export async function loadNotices(
  db: Reader,
  of: { recruitment_id: number; kind: string; version: number },
): Promise<Map<string, NoticeRow>> {
  const rows = await select(db, of.recruitment_id, of.kind, of.version)
  return new Map(rows.map((row) => [row.user_id, row]))
}

/** Writes how far it has come. */
export async function saveNotices(tx: Transaction, rows: readonly NoticeRow[]): Promise<void> {
  for (const { recruitment_id, kind, version, user_id, outcome, at } of rows) {
    const id = `${recruitment_id}:${kind}:${version}:${user_id}`
    await put(tx, id, recruitment_id, kind, version, user_id, outcome, at)
  }
}

/** How many direct messages of a kind somebody got since. */
export async function countSent(
  db: Reader,
  userId: string,
  kind: string,
  since: number,
): Promise<number> {
  const [row] = await count(db, userId, kind, since)
  return Number(row?.count ?? 0)
}

/** Whether somebody was found since then to accept no direct messages. */
export async function acceptsNone(db: Reader, userId: string, since: number): Promise<boolean> {
  return (await selectClosed(db, userId, since)).length > 0
}

/** Remembers whether somebody accepts direct messages. */
export async function rememberClosed(
  tx: Transaction,
  userId: string,
  at: number | null,
): Promise<void> {
  if (at === null) await dropClosed(tx, userId)
  else await putClosed(tx, userId, at)
}
