import type { QueryClient } from '@tanstack/react-query'
import type { Api } from '#web/api/client.ts'
import { event, eventPage, type EventJson } from '../../contract/event.ts'
import {
  dropEvent,
  mergeFetched,
  newer,
  putEvent,
  type EventFilter,
  type EventFrame,
  type EventList,
} from './lists.ts'
import type { Reader } from './mine.ts'

/** Where the API of events begins. */
export const eventsPath = '/api/v1/events'

/** One event as its page holds it; `gone` once it was deleted. */
export type HeldEvent = { event: EventJson; cursor: string | null; gone: boolean }

/** What the functions here work with. */
export type CacheContext = { api: Api; queries: QueryClient; reader: Reader | null }

/**
 * What was fetched this short a time ago (milliseconds) is not fetched again when a page opens: the
 * live connection resumes from its cursor and misses nothing.
 */
const freshFor = 5000
const pageSize = 100
/** A calendar shows at most so many pages of events at once. */
const mostPages = 5

const listsKey = ['events', 'list'] as const

/** Cache key of one event. */
export function eventKey(id: string) {
  return ['events', 'one', id] as const
}

/** How a list is fetched and kept. */
export function listQuery(context: CacheContext, filter: EventFilter) {
  const queryKey = [...listsKey, filter] as const
  return { queryKey, queryFn: () => fetchList(context, filter), staleTime: freshFor }
}

/** How one event is fetched and kept. */
export function eventQuery(context: CacheContext, id: string) {
  return { queryKey: eventKey(id), queryFn: () => fetchEvent(context, id), staleTime: freshFor }
}

async function fetchList(context: CacheContext, filter: EventFilter): Promise<EventList> {
  const { api, queries, reader } = context
  const items: EventJson[] = []
  let cursor: string | null = null
  let count = 0
  for (let page = 1; page <= mostPages; page += 1) {
    const query = { ...filter, page, page_size: pageSize }
    const { body, headers } = await api.get(`${eventsPath}/`, eventPage, query)
    cursor ??= headers.get('x-muster-cursor')
    items.push(...body.results)
    count = body.count
    if (items.length >= count || body.results.length === 0) break
  }
  const fetched: EventList = { items, cursor, gone: [], more: items.length < count }
  const held = queries.getQueryData<EventList>([...listsKey, filter])
  return mergeFetched(held, fetched, reader)
}

async function fetchEvent(context: CacheContext, id: string): Promise<HeldEvent> {
  const { api, queries, reader } = context
  const { body, headers } = await api.get(`${eventsPath}/${encodeURIComponent(id)}`, event)
  const held = queries.getQueryData<HeldEvent>(eventKey(id))
  return {
    event: newer(held?.event, body, reader),
    cursor: headers.get('x-muster-cursor'),
    gone: held?.gone ?? false,
  }
}

function eachList(
  queries: QueryClient,
  change: (list: EventList, filter: EventFilter) => EventList,
): void {
  for (const query of queries.getQueryCache().findAll({ queryKey: listsKey })) {
    const filter = query.queryKey[2] as EventFilter
    queries.setQueryData<EventList>(query.queryKey, (list) => list && change(list, filter))
  }
}

/** Brings an event that the server sent, by whatever way, into everything that shows it. */
export function storeEvent(context: Omit<CacheContext, 'api'>, changed: EventJson): void {
  const { queries, reader } = context
  eachList(queries, (list, filter) => putEvent(list, changed, { filter, reader }))
  queries.setQueryData<HeldEvent>(
    eventKey(changed.id),
    (held) => held && { ...held, event: newer(held.event, changed, reader) },
  )
}

/** Brings a live frame into everything that is shown. Applying one twice changes nothing. */
export function storeFrame(context: Omit<CacheContext, 'api'>, frame: EventFrame): void {
  const { queries } = context
  if (frame.type === 'event_deleted') {
    const id = frame.event_id
    eachList(queries, (list) => dropEvent(list, id))
    queries.setQueryData<HeldEvent>(eventKey(id), (held) => held && { ...held, gone: true })
    return
  }
  const changed = frame.type === 'snapshot' ? frame.events : [frame.event]
  for (const one of changed) storeEvent(context, one)
  // A snapshot says nothing about what has left a filter or was deleted; a fetch does.
  if (frame.type === 'snapshot') void queries.invalidateQueries({ queryKey: ['events'] })
  // What belongs to the event and is not in it: history, sync, attendance.
  else void queries.invalidateQueries({ queryKey: ['event-parts', frame.event.id] })
}
