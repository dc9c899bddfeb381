import type { Transaction } from '#core/db/database.ts'
import { eventFields, type EventFields } from '../contract/event.ts'
import { tables as eventTables, type Reader } from './events.ts'

/** Events that repeat. Times are epoch milliseconds. */
export type SeriesRecord = {
  id: string
  org_id: string
  created_by: string | null
  rule: string
  timezone: string
  local_start: string
  duration_minutes: number
  options: {
    window: number
    keep_signups: boolean
    post_minutes_before: number | null
    native_recurrence: boolean
    guild_id: string | null
    channel_id: string | null
  }
  fields: EventFields
  skipped: string[]
  origin: 'muster' | 'discord'
  until: number | null
  ended: boolean
  version: number
  created_at: number
  updated_at: number
}

type SeriesRow = Omit<SeriesRecord, 'options' | 'fields' | 'skipped' | 'ended'> & {
  options: string
  fields: string
  skipped: string
  ended: number
}
type SeriesTables = { event_series: SeriesRow }

function tables(from: Reader) {
  return from.db.$extendTables<SeriesTables>()
}

function seriesOf(row: SeriesRow): SeriesRecord {
  return {
    ...row,
    options: JSON.parse(row.options) as SeriesRecord['options'],
    fields: eventFields.parse(JSON.parse(row.fields)),
    skipped: JSON.parse(row.skipped) as string[],
    ended: row.ended === 1,
  }
}

/** One series; null when there is none. */
export async function loadSeries(from: Reader, id: string): Promise<SeriesRecord | null> {
  const row = await tables(from)
    .selectFrom('event_series')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst()
  return row ? seriesOf(row) : null
}

/** The series of organisations, newest first. */
export async function listSeries(
  from: Reader,
  orgIds: readonly string[] | 'all',
): Promise<SeriesRecord[]> {
  if (orgIds !== 'all' && orgIds.length === 0) return []
  let query = tables(from).selectFrom('event_series').selectAll()
  if (orgIds !== 'all') query = query.where('org_id', 'in', [...orgIds])
  return (await query.orderBy('created_at', 'desc').execute()).map(seriesOf)
}

/** Stores a series, new or not. */
export async function saveSeries(tx: Transaction, series: SeriesRecord): Promise<void> {
  const row: SeriesRow = {
    ...series,
    options: JSON.stringify(series.options),
    fields: JSON.stringify(series.fields),
    skipped: JSON.stringify(series.skipped),
    ended: Number(series.ended),
  }
  const { id: _, created_at: __, ...changes } = row
  await tables(tx)
    .insertInto('event_series')
    .values(row)
    .onConflict((conflict) => conflict.column('id').doUpdateSet(changes))
    .execute()
}

/** The occurrences of a series that exist as events, deleted ones too, by their key. */
export async function occurrencesOf(
  from: Reader,
  seriesId: string,
): Promise<{ id: string; key: string; start_at: number; state: string; deleted: boolean }[]> {
  const rows = await eventTables(from)
    .selectFrom('events')
    .select(['id', 'occurrence_key', 'start_at', 'state', 'deleted_at'])
    .where('series_id', '=', seriesId)
    .orderBy('start_at')
    .execute()
  return rows.map(({ id, occurrence_key, start_at, state, deleted_at }) => ({
    id,
    key: occurrence_key ?? '',
    start_at,
    state,
    deleted: deleted_at !== null,
  }))
}

/** Gives an event its place in a series; without a key it is none of its dates. */
export async function nameOccurrence(
  tx: Transaction,
  eventId: string,
  { series_id, key }: { series_id: string; key: string | null },
): Promise<void> {
  await eventTables(tx)
    .updateTable('events')
    .set({ series_id, occurrence_key: key })
    .where('id', '=', eventId)
    .execute()
}
