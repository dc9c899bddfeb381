import { statement } from '#core/db/database.ts'
import type { Reader } from './events.ts'

const countMessages = statement<{ total: number; active: number; posted: number }>(
  `select count(*) as total, coalesce(sum(active), 0) as active,
     coalesce(sum(case when discord_message_id is null then 0 else 1 end), 0) as posted
   from interactive_messages where $1 = '' or guild_id = $1`,
)
const countInteractions = statement<{ count: number }>(
  `select count(*) as count from facts
   where topic = 'event' and source = 'discord' and created_at >= $1 and ($2 = ''
     or object_id in (select l.event_id from discord_events l where l.guild_id = $2))`,
)
const activity = statement<{ type: string; count: number }>(
  `select type, count(*) as count from facts where topic = 'event' and created_at >= $1 group by type`,
)
const ofGuild = `($3 = '' or event_id in (select l.event_id from discord_events l where l.guild_id = $3))`
const bySource = statement<{ source: string; status: string; count: number }>(
  `select source, status, count(*) as count from event_signups
   where status not in ('withdrawn', 'removed') and created_at >= $1 and created_at < $2 and ${ofGuild}
   group by source, status`,
)
const clicks = statement<{ kind: string; count: number }>(
  `select kind, coalesce(sum(count), 0) as count from event_counts
   where day >= $1 and day <= $2 and ${ofGuild} group by kind`,
)
const countConflicts = statement<{ count: number }>(
  `select count(*) as count from event_conflicts
   where created_at >= $1 and ($2 = '' or guild_id = $2)`,
)
const linksByState = statement<{ state: string; ended: number; count: number }>(
  `select l.link_state as state, case when e.state = 'completed' then 1 else 0 end as ended,
     count(*) as count
   from discord_events l join events e on e.id = l.event_id
   where l.discord_event_id is not null and l.created_at >= $1 and l.created_at < $2
     and ($3 = '' or l.guild_id = $3)
   group by l.link_state, case when e.state = 'completed' then 1 else 0 end`,
)

const dayOf = (at: number) => new Date(at).toISOString().slice(0, 10)
const numbers = <T extends Record<string, unknown>>(row: T | undefined): Record<keyof T, number> =>
  Object.fromEntries(
    Object.entries(row ?? {}).map(([name, value]) => [name, Number(value)]),
  ) as Record<keyof T, number>

/** What is counted: from `since` until before `until`, in a server or (empty) in all. */
type Range = { since: number; until: number; guild_id: string }

/** Messages with controls, in a server or (empty) in all. */
export async function messageCounts(from: Reader, guildId: string) {
  const [row] = await countMessages(from, guildId)
  return numbers(row)
}

/** Facts about events since an instant, by type. */
export async function activitySince(from: Reader, since: number): Promise<Record<string, number>> {
  const rows = await activity(from, since)
  return Object.fromEntries(rows.map(({ type, count }) => [type, Number(count)]))
}

/** What came in over Discord since an instant, about events of a server or (empty) of all. */
export async function interactionsSince(
  from: Reader,
  since: number,
  guildId: string,
): Promise<number> {
  const [row] = await countInteractions(from, since, guildId)
  return Number(row?.count ?? 0)
}

/** How many conflicts there were since an instant, in a server or (empty) in all. */
export async function conflictsSince(
  from: Reader,
  since: number,
  guildId: string,
): Promise<number> {
  const [row] = await countConflicts(from, since, guildId)
  return Number(row?.count ?? 0)
}

/** Sign-ups that were made in a time by the door that they came through, and how many of these people came. */
export async function signupCounts(from: Reader, { since, until, guild_id }: Range) {
  const rows = await bySource(from, since, until, guild_id)
  const sources: Record<string, number> = {}
  for (const { source, count } of rows) sources[source] = (sources[source] ?? 0) + Number(count)
  const present = rows
    .filter(({ status }) => status === 'checked_in')
    .reduce((sum, { count }) => sum + Number(count), 0)
  return { sources, present }
}

/** Views and clicks on the days of a time. */
export async function clickCounts(from: Reader, { since, until, guild_id }: Range) {
  const rows = await clicks(from, dayOf(since), dayOf(until - 1), guild_id)
  const of = (kind: string) => Number(rows.find((row) => row.kind === kind)?.count ?? 0)
  return { views: of('view'), clicks: of('click') }
}

/** Discord's events that were made in a time, by how they stand. */
export async function linkCounts(from: Reader, { since, until, guild_id }: Range) {
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
