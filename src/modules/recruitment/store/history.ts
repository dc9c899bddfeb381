import { statement, type Transaction } from '#core/db/database.ts'
import type { PublishedFact } from '#core/outbox/outbox.ts'

type Row = Omit<PublishedFact, 'data'> & { data: string }

const select = statement<Row>(
  `select coalesce(position, id) as position, topic, type, object_id, guild_id, version, actor_id,
     source, data, created_at
   from facts where topic = 'recruitment' and object_id = $1 order by id limit 1000`,
)

/** Everything that was recorded of a party, oldest first. */
export async function loadFacts(
  db: Pick<Transaction, 'db' | 'dialect'>,
  id: number,
): Promise<PublishedFact[]> {
  const rows = await select(db, String(id))
  return rows.map((row) => ({ ...row, data: JSON.parse(row.data) as Record<string, unknown> }))
}
