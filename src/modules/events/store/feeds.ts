import type { Transaction } from '#core/db/database.ts'
import { loadEvents, tables as eventTables, type EventView, type Reader } from './events.ts'

/** The address of somebody's own calendar; the token is sealed. */
export type FeedRecord = { user_id: string; token_hash: string; token: string; created_at: number }
type FeedTables = { event_feeds: FeedRecord }

function tables(from: Reader) {
  return from.db.$extendTables<FeedTables>()
}

/** Somebody's calendar; null without one. */
export async function loadFeed(from: Reader, userId: string): Promise<FeedRecord | null> {
  const query = tables(from).selectFrom('event_feeds').selectAll().where('user_id', '=', userId)
  return (await query.executeTakeFirst()) ?? null
}

/** The calendar of a secret, by its hash. */
export async function loadFeedByHash(from: Reader, hash: string): Promise<FeedRecord | null> {
  const query = tables(from).selectFrom('event_feeds').selectAll().where('token_hash', '=', hash)
  return (await query.executeTakeFirst()) ?? null
}

/** Stores a calendar's address in place of the old one. */
export async function saveFeed(tx: Transaction, feed: FeedRecord): Promise<void> {
  const { user_id: _, ...changes } = feed
  await tables(tx)
    .insertInto('event_feeds')
    .values(feed)
    .onConflict((conflict) => conflict.column('user_id').doUpdateSet(changes))
    .execute()
}

/** Forgets a calendar's address. */
export async function deleteFeed(tx: Transaction, userId: string): Promise<void> {
  await tables(tx).deleteFrom('event_feeds').where('user_id', '=', userId).execute()
}

/** The last and coming events that somebody signed up for. */
export async function eventsOfUser(from: Reader, userId: string): Promise<EventView[]> {
  const rows = await eventTables(from)
    .selectFrom('event_signups')
    .innerJoin('events', 'events.id', 'event_signups.event_id')
    .select('events.id')
    .where('event_signups.user_id', '=', userId)
    .where('event_signups.status', 'not in', ['withdrawn', 'removed', 'declined'])
    .where('events.deleted_at', 'is', null)
    .where('events.state', '<>', 'draft')
    .orderBy('events.start_at', 'desc')
    .limit(500)
    .execute()
  return loadEvents(
    from,
    rows.map(({ id }) => id),
  )
}
