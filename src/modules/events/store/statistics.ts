import { statement } from '#core/db/database.ts'
import type { Reader } from './events.ts'

const countMessages = statement<{ total: number; active: number; posted: number }>(
  `select count(*) as total, coalesce(sum(active), 0) as active,
     coalesce(sum(case when discord_message_id is null then 0 else 1 end), 0) as posted
   from interactive_messages`,
)
const countInteractions = statement<{ count: number }>(
  `select count(*) as count from facts where topic = 'event' and source = 'discord' and created_at >= $1`,
)
const activity = statement<{ type: string; count: number }>(
  `select type, count(*) as count from facts where topic = 'event' and created_at >= $1 group by type`,
)
const bySource = statement<{ source: string; count: number }>(
  `select source, count(*) as count from event_signups
   where status not in ('withdrawn', 'removed') group by source`,
)
const clicks = statement<{ kind: string; count: number }>(
  'select kind, coalesce(sum(count), 0) as count from event_counts where day >= $1 group by kind',
)
const linksByState = statement<{ state: string; ended: number; count: number }>(
  `select l.link_state as state, case when e.state = 'completed' then 1 else 0 end as ended,
     count(*) as count
   from discord_events l join events e on e.id = l.event_id
   where l.discord_event_id is not null and l.created_at >= $1 and l.created_at < $2
     and ($3 = '' or l.guild_id = $3)
   group by l.link_state, case when e.state = 'completed' then 1 else 0 end`,
)

const numbers = <T extends Record<string, unknown>>(row: T | undefined): Record<keyof T, number> =>
  Object.fromEntries(
    Object.entries(row ?? {}).map(([name, value]) => [name, Number(value)]),
  ) as Record<keyof T, number>

/** Messages with controls, in all. */
export async function messageCounts(from: Reader) {
  const [row] = await countMessages(from)
  return numbers(row)
}

/** Facts about events since an instant, by type. */
export async function activitySince(from: Reader, since: number): Promise<Record<string, number>> {
  const rows = await activity(from, since)
  return Object.fromEntries(rows.map(({ type, count }) => [type, Number(count)]))
}

/** What came in over Discord since an instant. */
export async function interactionsSince(from: Reader, since: number): Promise<number> {
  const [row] = await countInteractions(from, since)
  return Number(row?.count ?? 0)
}

/** Sign-ups by the door that they came through. */
export async function signupsBySource(from: Reader): Promise<Record<string, number>> {
  const rows = await bySource(from)
  return Object.fromEntries(rows.map(({ source, count }) => [source, Number(count)]))
}

/** Views and clicks since a day (`2026-11-21`). */
export async function clicksSince(from: Reader, day: string) {
  const rows = await clicks(from, day)
  const of = (kind: string) => Number(rows.find((row) => row.kind === kind)?.count ?? 0)
  return { views: of('view'), clicks: of('click') }
}

/** Discord's events that were made in a time, by how they stand. */
export async function linkCounts(
  from: Reader,
  { since, until, guild_id }: { since: number; until: number; guild_id: string },
) {
  const rows = await linksByState(from, since, until, guild_id)
  const sum = (fits: (row: (typeof rows)[number]) => boolean) =>
    rows.filter(fits).reduce((total, { count }) => total + Number(count), 0)
  return {
    total: sum(() => true),
    active: sum(({ state }) => state === 'active' || state === 'conflict'),
    completed: sum(({ ended }) => Number(ended) === 1),
  }
}

const sentDeliveries = statement<{ count: number }>(
  `select count(*) as count from webhook_deliveries where type like 'event.%'`,
)
const receivedReports = statement<{ count: number }>(
  `select count(*) as count from inbox where key like 'events-intake:%'`,
)

/** Webhook messages about events that were sent, or are to be. */
export async function deliveries(from: Reader): Promise<number> {
  const [row] = await sentDeliveries(from)
  return Number(row?.count ?? 0)
}

/** Reports of outside bots that were taken. */
export async function received(from: Reader): Promise<number> {
  const [row] = await receivedReports(from)
  return Number(row?.count ?? 0)
}
