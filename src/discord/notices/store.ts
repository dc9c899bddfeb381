import { statement, type Transaction } from '#core/db/database.ts'
import type { Notice } from './notice.ts'
import type { Outcome } from './rules.ts'

/** How telling one person one thing ended or stands. */
export type NoticeRow = {
  user_id: string
  outcome: Outcome
  /** Epoch milliseconds of the first attempt at this step. */
  at: number
}

type Reader = Pick<Transaction, 'db' | 'dialect'>

const select = statement<NoticeRow>(
  `select user_id, outcome, at from notices
   where module = $1 and object_id = $2 and kind = $3 and version = $4`,
)
const put = statement<never>(
  `insert into notices (module, object_id, kind, version, user_id, outcome, at)
   values ($1, $2, $3, $4, $5, $6, $7)
   on conflict (module, object_id, kind, version, user_id)
   do update set outcome = excluded.outcome, at = excluded.at`,
)
const count = statement<{ count: number }>(
  `select count(*) as count from notices
   where user_id = $1 and module = $2 and kind = $3 and at > $4 and outcome = 'sent'`,
)
const forget = statement<never>('delete from notices where module = $1 and at < $2')
const selectClosed = statement<{ at: number }>(
  'select at from closed_dms where user_id = $1 and at > $2',
)
const putClosed = statement<never>(
  `insert into closed_dms (user_id, at) values ($1, $2)
   on conflict (user_id) do update set at = excluded.at`,
)
const dropClosed = statement<never>('delete from closed_dms where user_id = $1')

/** Who was told of one thing, by person. */
export async function loadNotices(db: Reader, notice: Notice): Promise<Map<string, NoticeRow>> {
  const { module, object_id, kind, version } = notice
  const rows = await select(db, module, object_id, kind, version)
  return new Map(rows.map((row) => [row.user_id, row]))
}

/** Writes how far it has come. */
export async function saveNotices(
  tx: Transaction,
  notice: Notice,
  rows: readonly NoticeRow[],
): Promise<void> {
  const { module, object_id, kind, version } = notice
  for (const { user_id, outcome, at } of rows) {
    await put(tx, module, object_id, kind, version, user_id, outcome, at)
  }
}

/** How many direct messages of a kind somebody got since. */
export async function countSent(
  db: Reader,
  userId: string,
  { module, kind }: Pick<Notice, 'module' | 'kind'>,
  since: number,
): Promise<number> {
  const [row] = await count(db, userId, module, kind, since)
  return Number(row?.count ?? 0)
}

/** Forgets what a module told before some time; nothing may be about to tell it again. */
export async function forgetNotices(
  tx: Transaction,
  module: string,
  before: number,
): Promise<void> {
  await forget(tx, module, before)
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

const countReached = statement<{ outcome: Outcome; count: number }>(
  'select outcome, count(*) as count from notices where module = $1 and at > $2 group by outcome',
)

/** How many people a module reached directly since an instant, and how many it could not. */
export async function countReach(
  db: Reader,
  module: string,
  since: number,
): Promise<{ reached: number; unreached: number }> {
  const rows = await countReached(db, module, since)
  const sum = (...outcomes: Outcome[]) =>
    rows
      .filter(({ outcome }) => outcomes.includes(outcome))
      .reduce((total, row) => total + Number(row.count), 0)
  return { reached: sum('sent'), unreached: sum('unreached', 'mentioning', 'mentioned') }
}
