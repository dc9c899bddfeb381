import { statement, type Transaction } from '#core/db/database.ts'

/** What is counted of an event, by day and door; never who. */
export type Count = { event_id: string; kind: 'view' | 'click'; source: string; day: string }

const add = statement<never>(
  `insert into event_counts (id, event_id, kind, source, day, count) values ($1, $2, $3, $4, $5, 1)
   on conflict (id) do update set count = event_counts.count + 1`,
)

/** Counts one more. */
export async function addCount(tx: Transaction, one: Count): Promise<void> {
  const { event_id, kind, source, day } = one
  await add(tx, `${event_id}:${kind}:${source}:${day}`, event_id, kind, source, day)
}
