import { statement, type Transaction } from '#core/db/database.ts'
import type { PublishedFact } from '#core/outbox/outbox.ts'

type Row = Omit<PublishedFact, 'data'> & { data: string }

const select = statement<Row>(
  `select coalesce(position, id) as position, topic, type, object_id, guild_id, version, actor_id,
     source, data, created_at
   from facts where topic = 'recruitment' and object_id = $1 order by id desc limit 1000`,
)

/** What was recorded of a party, oldest first; of a very long history the last thousand steps. */
export async function loadFacts(
  db: Pick<Transaction, 'db' | 'dialect'>,
  id: number,
): Promise<PublishedFact[]> {
  const rows = await select(db, String(id))
  return rows
    .toReversed()
    .map((row) => ({ ...row, data: JSON.parse(row.data) as Record<string, unknown> }))
}
