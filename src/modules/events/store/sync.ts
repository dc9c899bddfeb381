import { statement, type Transaction } from '#core/db/database.ts'
import type { SyncField } from '../rules/event.ts'
import type { Reader } from './events.ts'

/** An edit on both sides. Times are epoch milliseconds. */
export type ConflictRecord = {
  id: string
  event_id: string
  guild_id: string
  field: SyncField
  ours: string
  theirs: string
  base: string
  winner: 'muster' | 'discord' | 'open'
  policy: string
  ours_at: number | null
  theirs_at: number | null
  theirs_by: string | null
  resolved_at: number | null
  resolved_by: string | null
  created_at: number
}

/** One step between the two sides. */
export type SyncLogRecord = {
  id: string
  event_id: string
  guild_id: string
  at: number
  direction: 'push' | 'pull' | 'echo' | 'conflict' | 'link'
  cause: string
  fields: readonly string[]
  detail: string
  actor: string | null
}

type SyncTables = {
  event_conflicts: ConflictRecord
  event_sync_log: Omit<SyncLogRecord, 'fields'> & { fields: string }
}

function tables(from: Reader) {
  return from.db.$extendTables<SyncTables>()
}

const openLike = statement<{ id: string }>(
  `select id from event_conflicts where event_id = $1 and guild_id = $2 and field = $3
   and ours = $4 and theirs = $5 and winner = 'open' and resolved_at is null limit 1`,
)

const supersede = statement<never>(
  `update event_conflicts set resolved_at = $4
   where event_id = $1 and guild_id = $2 and field = $3 and winner = 'open' and resolved_at is null`,
)

/**
 * Notes a conflict; false when the same one waits for its decision already. An older question about the field is not
 * asked any more: its values stay in the log.
 */
export async function saveConflict(tx: Transaction, conflict: ConflictRecord): Promise<boolean> {
  const { event_id, guild_id, field, ours, theirs } = conflict
  if (conflict.winner === 'open') {
    const known = await openLike(tx, event_id, guild_id, field, ours, theirs)
    if (known.length > 0) return false
  }
  await supersede(tx, event_id, guild_id, field, conflict.created_at)
  await tables(tx).insertInto('event_conflicts').values(conflict).execute()
  return true
}

/** The newest conflicts of an event. */
export async function listConflicts(from: Reader, eventId: string): Promise<ConflictRecord[]> {
  return tables(from)
    .selectFrom('event_conflicts')
    .selectAll()
    .where('event_id', '=', eventId)
    .orderBy('created_at', 'desc')
    .limit(100)
    .execute()
}

/** One conflict. */
export async function loadConflict(from: Reader, id: string): Promise<ConflictRecord | null> {
  const query = tables(from).selectFrom('event_conflicts').selectAll().where('id', '=', id)
  return (await query.executeTakeFirst()) ?? null
}

/** Notes that a conflict was decided. */
export async function closeConflict(
  tx: Transaction,
  id: string,
  by: { at: number; user_id: string | null; winner: 'muster' | 'discord' },
): Promise<void> {
  await tables(tx)
    .updateTable('event_conflicts')
    .set({ resolved_at: by.at, resolved_by: by.user_id, winner: by.winner })
    .where('id', '=', id)
    .execute()
}

/** Notes a step between the two sides. */
export async function saveLog(tx: Transaction, log: SyncLogRecord): Promise<void> {
  await tables(tx)
    .insertInto('event_sync_log')
    .values({ ...log, fields: JSON.stringify(log.fields) })
    .execute()
}

/** The newest steps of an event. */
export async function listLog(from: Reader, eventId: string): Promise<SyncLogRecord[]> {
  const rows = await tables(from)
    .selectFrom('event_sync_log')
    .selectAll()
    .where('event_id', '=', eventId)
    .orderBy('at', 'desc')
    .limit(100)
    .execute()
  return rows.map((row) => ({ ...row, fields: JSON.parse(row.fields) as string[] }))
}
