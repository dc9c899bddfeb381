import { statement, type Transaction } from '#core/db/database.ts'

/** What figures need of one party. Times are epoch milliseconds. */
export type CountedParty = {
  id: number
  created_at: number
  game: string | null
  state: string
  started_at: number | null
  /** When the last place was taken for the first time; null when that never happened. */
  full_at: number | null
  /**
   * How many had a place, and how many of them did not come: those who made room for a substitute
   * are among both.
   */
  members: number
  no_shows: number
}

type Reader = Pick<Transaction, 'db' | 'dialect'>

type Row = Omit<CountedParty, 'members'> & { current_slots: number; replaced: number }

const select = statement<Row>(
  `select r.id, r.created_at, r.game, r.state, r.started_at, r.current_slots,
     coalesce(
       (select min(f.created_at) from facts f
        where f.topic = 'recruitment' and f.object_id = cast(r.id as text) and f.type = 'full'),
       case when r.start_on_full = 1 and r.current_slots >= r.max_slots then r.started_at end,
       case when r.state = 'full' then r.created_at end
     ) as full_at,
     (select count(*) from recruitment_no_shows n where n.recruitment_id = r.id) as no_shows,
     (select count(*) from recruitment_no_shows n where n.recruitment_id = r.id
      and not exists (select 1 from seats s where s.parent = 'recruitment:' || r.id
        and s.user_id = n.user_id and s.status = 'confirmed')) as replaced
   from recruitments r
   where r.created_at >= $1 and r.created_at < $2 and ($3 = '' or r.guild_id = $3)
   order by r.id`,
)
const countFacts = statement<{ type: string; count: number }>(
  `select type, count(*) as count from facts
   where topic = 'recruitment' and created_at >= $1 and created_at < $2
     and ($3 = '' or guild_id = $3)
     and type in ('participant_joined', 'participant_left', 'participant_kicked')
   group by type`,
)
const clearNoShows = statement<never>('delete from recruitment_no_shows where recruitment_id = $1')
const putNoShow = statement<never>(
  'insert into recruitment_no_shows (recruitment_id, user_id, at) values ($1, $2, $3)',
)

/** A stretch of time, and a guild; '' means all. */
export type Period = { from: number; to: number; guildId: string }

/** The parties opened in a period. */
export async function loadCounted(db: Reader, of: Period): Promise<CountedParty[]> {
  const rows = await select(db, of.from, of.to, of.guildId)
  return rows.map(({ current_slots, replaced, ...row }) => ({
    ...row,
    no_shows: Number(row.no_shows),
    members: current_slots + Number(replaced),
  }))
}

/** How many people came and went in a period, by the type of the fact. */
export async function countMoves(db: Reader, of: Period): Promise<Map<string, number>> {
  const rows = await countFacts(db, of.from, of.to, of.guildId)
  return new Map(rows.map(({ type, count }) => [type, Number(count)]))
}

/** Writes down who did not come, in place of what was written before. */
export async function saveNoShows(
  tx: Transaction,
  id: number,
  userIds: readonly string[],
  now: number,
): Promise<void> {
  await clearNoShows(tx, id)
  for (const userId of userIds) await putNoShow(tx, id, userId, now)
}
