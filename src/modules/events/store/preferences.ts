import { statement, type Transaction } from '#core/db/database.ts'
import type { Reader } from './events.ts'

const load = statement<{ preferences: string }>(
  'select preferences from event_notice_preferences where user_id = $1',
)
const save = statement<never>(
  `insert into event_notice_preferences (user_id, preferences, updated_at) values ($1, $2, $3)
   on conflict (user_id) do update set preferences = excluded.preferences,
     updated_at = excluded.updated_at`,
)

/** What somebody wants to be told, as JSON; null for the usual. */
export async function loadNoticePreferences(from: Reader, userId: string): Promise<string | null> {
  const [row] = await load(from, userId)
  return row?.preferences ?? null
}

/** Stores what somebody wants to be told. */
export async function saveNoticePreferences(
  tx: Transaction,
  userId: string,
  text: string,
  now: number,
): Promise<void> {
  await save(tx, userId, text, now)
}
