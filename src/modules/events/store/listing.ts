import { sql } from 'kysely'
import { contains, pageOf } from '#core/db/lists.ts'
import type { EventListQuery } from '../contract/event.ts'
import { loadEvents, tables, type EventView, type Reader } from './events.ts'

/** Whose events are listed: of which organisations, and who reads. */
export type ListScope = {
  /** Organisations whose members' events the reader may see. */
  orgIds: readonly string[] | 'all'
  user_id: string | null
  /** Organisations that have the guild of the filter. */
  guildOrgIds: readonly string[] | null
}

function matching(from: Reader, query: EventListQuery, scope: ListScope) {
  let rows = tables(from).selectFrom('events').where('deleted_at', 'is', null)
  const { orgIds, user_id, guildOrgIds } = scope
  if (orgIds !== 'all') {
    rows = rows.where((eb) =>
      eb.or([
        eb.and([eb('visibility', '=', 'public'), eb('state', '<>', 'draft')]),
        ...(orgIds.length > 0
          ? [eb.and([eb('org_id', 'in', [...orgIds]), eb('state', '<>', 'draft')])]
          : []),
        ...(user_id === null ? [] : [eb('created_by', '=', user_id)]),
      ]),
    )
  }
  if (query.state) rows = rows.where('state', 'in', query.state)
  if (query.type !== undefined) rows = rows.where('type', '=', query.type)
  if (query.org_id !== undefined) rows = rows.where('org_id', '=', query.org_id)
  if (query.series_id !== undefined) rows = rows.where('series_id', '=', query.series_id)
  if (guildOrgIds) {
    rows =
      guildOrgIds.length > 0
        ? rows.where('org_id', 'in', [...guildOrgIds])
        : rows.where(sql<boolean>`1 = 0`)
  }
  if (query.from !== undefined) rows = rows.where('end_at', '>=', Date.parse(query.from))
  if (query.to !== undefined) rows = rows.where('start_at', '<', Date.parse(query.to))
  if (query.q !== undefined && query.q !== '') {
    rows = rows.where(contains(sql<string>`search_text`, query.q))
  }
  if (query.mine === true) {
    rows = rows.where((eb) =>
      eb.exists(
        eb
          .selectFrom('event_signups')
          .select('event_signups.id')
          .whereRef('event_signups.event_id', '=', 'events.id')
          .where('event_signups.user_id', '=', user_id ?? '')
          .where('event_signups.status', 'not in', ['withdrawn', 'removed', 'declined']),
      ),
    )
  }
  return rows
}

/** One page of events and how many there are. */
export async function listEvents(
  from: Reader,
  query: EventListQuery,
  scope: ListScope,
): Promise<{ count: number; views: EventView[] }> {
  const { ordering } = query
  const direction = ordering.startsWith('-') ? 'desc' : 'asc'
  const column = ordering.endsWith('updated') ? 'updated_at' : 'start_at'
  const total = await matching(from, query, scope)
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  const count = Number(total.count)
  const found = matching(from, query, scope)
    .select('id')
    .orderBy(column, direction)
    .orderBy('id', direction)
  const rows = await pageOf(found, count, query)
  const views = await loadEvents(
    from,
    rows.map(({ id }) => id),
  )
  return { count, views }
}
