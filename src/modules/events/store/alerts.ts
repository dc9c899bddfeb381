import { statement, type Transaction } from '#core/db/database.ts'
import type { AlertDetail, AlertKind } from '../rules/alerts.ts'
import type { Reader } from './events.ts'

/** A problem that somebody was told of. Times are epoch milliseconds. */
export type AlertRecord = {
  id: string
  /** Empty for the whole installation. */
  guild_id: string
  kind: AlertKind
  detail: AlertDetail
  since: number
  /** Null while it lasts. */
  ended_at: number | null
}

type AlertRow = Omit<AlertRecord, 'detail'> & { detail: string }

const alertOf = (row: AlertRow): AlertRecord => ({
  ...row,
  detail: JSON.parse(row.detail) as AlertDetail,
})

const selectOpen = statement<AlertRow>(
  'select * from event_alerts where ended_at is null order by since, id',
)
const selectOne = statement<AlertRow>('select * from event_alerts where id = $1')
const insert = statement<{ id: string }>(
  `insert into event_alerts (id, guild_id, kind, detail, since) values ($1, $2, $3, $4, $5)
   on conflict (kind, guild_id) where ended_at is null do nothing returning id`,
)
const end = statement<{ id: string }>(
  'update event_alerts set ended_at = $2 where id = $1 and ended_at is null returning id',
)

/** The problems that last. */
export async function openAlerts(from: Reader): Promise<AlertRecord[]> {
  return (await selectOpen(from)).map(alertOf)
}

/** One problem; null when there is none. */
export async function loadAlert(from: Reader, id: string): Promise<AlertRecord | null> {
  const [row] = await selectOne(from, id)
  return row ? alertOf(row) : null
}

/** Notes that a problem began; false when it is known already. */
export async function raiseAlert(tx: Transaction, alert: AlertRecord): Promise<boolean> {
  const { id, guild_id, kind, detail, since } = alert
  return (await insert(tx, id, guild_id, kind, JSON.stringify(detail), since)).length > 0
}

/** Notes that a problem is over; false when it was already. */
export async function endAlert(tx: Transaction, id: string, at: number): Promise<boolean> {
  return (await end(tx, id, at)).length > 0
}

type PerGuild = { guild_id: string; count: number }

const repairs = statement<PerGuild>(
  `select guild_id, count(*) as count from event_sync_log
   where cause = 'reconcile' and at >= $1 group by guild_id`,
)
const conflicts = statement<PerGuild>(
  'select guild_id, count(*) as count from event_conflicts where created_at >= $1 group by guild_id',
)
const events = statement<PerGuild>(
  `select guild_id, count(*) as count from discord_events
   where link_state in ('active', 'conflict') and discord_event_id is not null group by guild_id`,
)

const byGuild = (rows: readonly PerGuild[]) =>
  new Map(rows.map(({ guild_id, count }) => [guild_id, Number(count)]))

/** What happened in each server since an instant, and how many of its events are joined with ours. */
export async function guildFigures(from: Reader, since: number) {
  return {
    repaired: byGuild(await repairs(from, since)),
    conflicts: byGuild(await conflicts(from, since)),
    events: byGuild(await events(from)),
  }
}
