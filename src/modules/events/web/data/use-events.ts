import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useClock } from '#web/clock.tsx'
import { useApi, useSession } from '#web/session.tsx'
import type { EventJson } from '../../contract/event.ts'
import { eventQuery, listQuery } from './cache.ts'
import { matches, type EventFilter } from './lists.ts'
import { withRequest } from './mine.ts'
import { useFrames } from './use-frames.ts'
import { useSignupRequests } from './use-signup.ts'

type Status = 'loading' | 'error' | 'ready'

function statusOf(query: { data: unknown; isError: boolean }): Status {
  if (query.data !== undefined) return 'ready'
  return query.isError ? 'error' : 'loading'
}

/** Lays the reader's own unanswered requests over what the server said. */
function useOptimistic(): (event: EventJson) => EventJson {
  const requests = useSignupRequests()
  const { me } = useSession()
  const clock = useClock()
  return (event) => {
    const { user } = me
    if (!user) return event
    return requests
      .filter(({ event_id }) => event_id === event.id)
      .reduce((shown, request) => withRequest(shown, request, user, clock.now()), event)
  }
}

/** A list of events, live, in the order of their starts. */
export function useEvents(filter: EventFilter) {
  const api = useApi()
  const queries = useQueryClient()
  const { me } = useSession()
  const context = { api, queries, reader: me.user }
  const query = useQuery({
    ...listQuery(context, filter),
    placeholderData: (previous) => previous,
  })
  const show = useOptimistic()
  const { data } = query
  useFrames('/ws/events/', data && !query.isPlaceholderData ? { cursor: data.cursor } : null)
  return {
    items: (data?.items ?? []).map(show).filter((item) => matches(item, filter)),
    more: data?.more ?? false,
    status: statusOf(query),
    error: query.error,
    /** Another list is shown while this one is fetched. */
    stale: query.isPlaceholderData,
    refresh: () => void query.refetch(),
  }
}

/** One event, live. */
export function useEvent(id: string) {
  const api = useApi()
  const queries = useQueryClient()
  const { me } = useSession()
  const query = useQuery(eventQuery({ api, queries, reader: me.user }, id))
  const show = useOptimistic()
  const { data } = query
  useFrames(`/ws/events/${encodeURIComponent(id)}/`, data ? { cursor: data.cursor } : null)
  return {
    event: data ? show(data.event) : null,
    gone: data?.gone ?? false,
    status: statusOf(query),
    error: query.error,
    refresh: () => void query.refetch(),
  }
}
