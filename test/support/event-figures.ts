import type { z } from 'zod'
import type { Analytics } from '#modules/events/contract/insight.ts'
import type { eventStats } from '#modules/events/contract/jobs.ts'
import { tables } from '#modules/events/store/events.ts'
import type { Database } from '#core/db/database.ts'

type Role = { id: string; name: string; capacity: number | null }
type CountTables = {
  event_counts: { event_id: string; kind: string; source: string; count: number }
}

const doors = {
  discord: ['discord_button', 'discord_event'],
  web: ['web'],
  api: ['api', 'import'],
} as const
const gone = ['withdrawn', 'removed', 'declined', 'interested']
const placed = ['confirmed', 'checked_in', 'no_show']
const round = (value: number) => Math.round(value * 1_000) / 1_000
const monday = (at: number) => {
  const day = new Date(at)
  return new Date(at - ((day.getUTCDay() + 6) % 7) * 86_400_000).toISOString().slice(0, 10)
}

async function rowsOf(database: Database, orgId: string, range: { from: string; to: string }) {
  const [since, until] = [Date.parse(range.from), Date.parse(range.to)]
  const events = (await tables(database).selectFrom('events').selectAll().execute()).filter(
    (one) =>
      one.org_id === orgId &&
      one.deleted_at === null &&
      one.state !== 'draft' &&
      one.start_at >= since &&
      one.start_at < until,
  )
  const ids = new Set(events.map(({ id }) => id))
  const all = await tables(database).selectFrom('event_signups').selectAll().execute()
  const people = all.filter((one) => ids.has(one.event_id) && !gone.includes(one.status))
  const counts = await database.db
    .$extendTables<CountTables>()
    .selectFrom('event_counts')
    .selectAll()
    .execute()
  return { events, people, counts: counts.filter((one) => ids.has(one.event_id)) }
}

type Rows = Awaited<ReturnType<typeof rowsOf>>

function funnelOf({ people, counts }: Rows, door: keyof typeof doors | null): Analytics['funnel'] {
  const names: readonly string[] | null = door && doors[door]
  const own = people.filter(({ source }) => names === null || names.includes(source))
  const seen = (wanted: string) =>
    counts
      .filter(({ kind, source }) => kind === wanted && (door === null || source === door))
      .reduce((sum, { count }) => sum + Number(count), 0)
  return {
    views: seen('view'),
    clicks: seen('click'),
    signups: own.length,
    present: own.filter(({ status }) => status === 'checked_in').length,
  }
}

function demandOf({ events, people }: Rows): Analytics['role_demand'] {
  const roles = events.flatMap((one) =>
    (JSON.parse(one.roles) as Role[]).map((role) => ({ ...role, event_id: one.id })),
  )
  return [...Map.groupBy(roles, ({ name }) => name)].map(([name, same]) => ({
    name,
    wanted: people.filter((one) =>
      same.some((role) => role.id === one.role_id && role.event_id === one.event_id),
    ).length,
    capacity: same.some(({ capacity }) => capacity === null)
      ? null
      : same.reduce((sum, { capacity }) => sum + (capacity ?? 0), 0),
  }))
}

function ratesOf({ events, people }: Rows) {
  const limited = events.filter(({ max_participants }) => max_participants !== null)
  const room = limited.reduce((sum, one) => sum + (one.max_participants ?? 0), 0)
  const inOf = (list: Rows['events']) =>
    people.filter(
      (one) => placed.includes(one.status) && list.some(({ id }) => id === one.event_id),
    )
  const judged = inOf(
    events.filter(
      (one) =>
        one.state === 'completed' &&
        (JSON.parse(one.flags) as { attendance_enabled: boolean }).attendance_enabled,
    ),
  )
  const missed = judged.filter(({ status }) => status === 'no_show').length
  const fills = events
    .flatMap((one) => (one.filled_at === null ? [] : [one.filled_at - one.created_at]))
    .toSorted((a, b) => a - b)
  const middle = fills[Math.floor((fills.length - 1) / 2)]
  return {
    fill_rate: room === 0 ? null : round(inOf(limited).length / room),
    median_fill_minutes: middle === undefined ? null : Math.round(middle / 60_000),
    no_show_rate: judged.length === 0 ? null : round(missed / judged.length),
  }
}

/** The figures of an organisation's events in a time, counted by hand from all rows. */
export async function recount(
  database: Database,
  orgId: string,
  range: { from: string; to: string },
): Promise<Analytics> {
  const rows = await rowsOf(database, orgId, range)
  const { events, people } = rows
  const inState = (wanted: string) => events.filter(({ state }) => state === wanted).length
  const weeks = Map.groupBy(events, ({ start_at }) => monday(start_at))
  return {
    ...range,
    events: events.length,
    completed: inState('completed'),
    cancelled: inState('cancelled'),
    funnel: funnelOf(rows, null),
    by_source: (['discord', 'web', 'api'] as const).map((source) => ({
      source,
      ...funnelOf(rows, source),
    })),
    ...ratesOf(rows),
    role_demand: demandOf(rows),
    by_week: [...weeks]
      .map(([week, list]) => ({
        week,
        events: list.length,
        signups: people.filter((one) => list.some(({ id }) => id === one.event_id)).length,
      }))
      .toSorted((a, b) => (a.week < b.week ? -1 : 1)),
  }
}

type StatsTables = {
  discord_events: {
    event_id: string
    guild_id: string
    discord_event_id: string | null
    link_state: string
    created_at: number
  }
  interactive_messages: { guild_id: string; active: number }
  event_conflicts: { guild_id: string; created_at: number }
  event_counts: { event_id: string; kind: string; day: string; count: number }
  facts: { topic: string; source: string; object_id: string; created_at: number }
}

/** The numbers of a server's joining with Discord as they are at an instant, counted by hand from all rows. */
export async function recountStats(
  database: Database,
  range: { from: string; to: string; guild_id: string },
  now: number,
): Promise<z.infer<typeof eventStats>> {
  const db = database.db.$extendTables<StatsTables>()
  const { guild_id } = range
  const own = <T extends { guild_id: string }>(rows: readonly T[]) =>
    rows.filter((row) => row.guild_id === guild_id)
  const inRange = ({ created_at }: { created_at: number }) =>
    created_at >= Date.parse(range.from) && created_at < Date.parse(range.to)
  const since = (days: number) => (row: { created_at: number }) =>
    row.created_at >= now - days * 86_400_000
  const everyLink = own(await db.selectFrom('discord_events').selectAll().execute())
  const made = everyLink.filter(({ discord_event_id }) => discord_event_id !== null)
  const links = made.filter(inRange)
  const shown = new Set(everyLink.map(({ event_id }) => event_id))
  const events = await tables(database).selectFrom('events').selectAll().execute()
  const completed = new Set(events.filter(({ state }) => state === 'completed').map(({ id }) => id))
  const messages = own(await db.selectFrom('interactive_messages').selectAll().execute())
  const signups = (await tables(database).selectFrom('event_signups').selectAll().execute()).filter(
    (one) =>
      shown.has(one.event_id) && inRange(one) && !['withdrawn', 'removed'].includes(one.status),
  )
  const counts = (await db.selectFrom('event_counts').selectAll().execute()).filter(
    ({ event_id, day }) =>
      shown.has(event_id) && day >= range.from.slice(0, 10) && day <= range.to.slice(0, 10),
  )
  const counted = (wanted: string) =>
    counts.filter(({ kind }) => kind === wanted).reduce((sum, { count }) => sum + Number(count), 0)
  const facts = await db.selectFrom('facts').selectAll().execute()
  const bySource = Map.groupBy(signups, ({ source }) => source)
  const conflicts = own(await db.selectFrom('event_conflicts').selectAll().execute())
  return {
    total_discord_events: links.length,
    active_discord_events: links.filter(({ link_state }) =>
      ['active', 'conflict'].includes(link_state),
    ).length,
    completed_discord_events: links.filter(({ event_id }) => completed.has(event_id)).length,
    total_interactive_messages: messages.length,
    active_interactive_messages: messages.filter(({ active }) => active === 1).length,
    recent_discord_events: made.filter(since(7)).length,
    recent_interactions: facts.filter(
      (one) =>
        one.topic === 'event' &&
        one.source === 'discord' &&
        shown.has(one.object_id) &&
        since(7)(one),
    ).length,
    signups_by_source: Object.fromEntries([...bySource].map(([door, list]) => [door, list.length])),
    conversion: {
      views: counted('view'),
      clicks: counted('click'),
      signups: signups.length,
      present: signups.filter(({ status }) => status === 'checked_in').length,
    },
    conflicts_24h: conflicts.filter(since(1)).length,
  }
}
