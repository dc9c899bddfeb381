import { statement, type Transaction } from '#core/db/database.ts'

const select = statement<{ id: number }>(
  'select id from recruitments where deleted_at < $1 order by deleted_at limit $2',
)
const dropSeats = statement<never>('delete from seats where parent = $1')
const dropFacts = statement<never>(
  `delete from facts where topic = 'recruitment' and object_id = $1 and position is not null
     and position < (select max(position) from facts)`,
)
const dropNoShows = statement<never>('delete from recruitment_no_shows where recruitment_id = $1')
const dropParty = statement<never>('delete from recruitments where id = $1')

/** Ids of parties that were deleted before some time. */
export async function loadDeletedBefore(
  db: Pick<Transaction, 'db' | 'dialect'>,
  before: number,
  limit: number,
): Promise<number[]> {
  return (await select(db, before, limit)).map(({ id }) => id)
}

/** Removes a deleted party with its people and its history, for good. */
export async function purgeParty(tx: Transaction, id: number, board: string): Promise<void> {
  await dropSeats(tx, board)
  await dropFacts(tx, String(id))
  await dropNoShows(tx, id)
  await dropParty(tx, id)
}
