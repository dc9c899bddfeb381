import { statement, type Transaction } from '#core/db/database.ts'
import type { Reader } from './events.ts'

const selectOver = statement<{ id: string }>(
  `select e.id from events e
   where e.state in ('completed', 'cancelled') and e.deleted_at is null
     and coalesce(e.ended_at, e.end_at) < $1
     and not exists (select 1 from discord_channel_mappings c
       where c.event_id = e.id and c.auto_created = 1 and c.state in ('planned', 'live'))
   order by e.end_at limit $2`,
)
const forgetLog = statement<never>('delete from event_sync_log where at < $1')
const forgetAlerts = statement<never>('delete from event_alerts where ended_at < $1')

/** Events that ended before an instant and have no rooms left, the oldest first. */
export async function overIds(from: Reader, before: number, limit: number): Promise<string[]> {
  return (await selectOver(from, before, limit)).map(({ id }) => id)
}

/** Forgets what passed between the two sides, and problems that ended, before an instant. */
export async function forgetRecords(tx: Transaction, before: number): Promise<void> {
  await forgetLog(tx, before)
  await forgetAlerts(tx, before)
}
