import { useQuery, useQueryClient } from '@tanstack/react-query'
import { ApiError } from '#web/api/error.ts'
import { useClock } from '#web/clock.tsx'
import { useApi, useSession } from '#web/session.tsx'
import type { RecruitmentJson } from '../contract/party.ts'
import { listQuery, partyQuery } from './cache.ts'
import type { PartyFilter } from './parties.ts'
import { withRequest } from './seats.ts'
import { useFrames } from './use-frames.ts'
import { useSeat, useSeatRequests } from './use-seat.ts'

/** How a fetch is doing. */
export type FetchStatus = 'loading' | 'ready' | 'error'

type Seats = ReturnType<typeof useSeat>

/** A list of parties that stays true by itself. */
export type DiscordRecruitments = Seats & {
  items: RecruitmentJson[]
  /** On all pages. */
  count: number
  status: FetchStatus
  error: unknown
  cursor: string | null
  refresh: () => void
}

function statusOf(query: { data: unknown; isError: boolean; error: unknown }): FetchStatus {
  const { error } = query
  // What the reader may no longer see is not left standing.
  if (error instanceof ApiError && (error.status === 403 || error.status === 404)) return 'error'
  if (query.data !== undefined) return 'ready'
  return query.isError ? 'error' : 'loading'
}

/** Lays the reader's unanswered requests over what the server said. */
function useWithRequests(): (party: RecruitmentJson) => RecruitmentJson {
  const { me } = useSession()
  const clock = useClock()
  const requests = useSeatRequests()
  return (party) => {
    const { user } = me
    if (!user) return party
    return requests
      .filter((request) => request.id === party.id)
      .reduce((shown, request) => withRequest(shown, request, user, clock.now()), party)
  }
}

/** Parties by filter: first what the server has, then every change as it happens. */
export function useDiscordRecruitments(options: { filter: PartyFilter }): DiscordRecruitments {
  const { filter } = options
  const api = useApi()
  const queries = useQueryClient()
  const { me } = useSession()
  const overlay = useWithRequests()
  const query = useQuery({
    ...listQuery({ api, queries, reader: me.user }, filter),
    placeholderData: (previous) => previous,
  })
  const { data } = query
  const start = data && !query.isPlaceholderData ? data : null
  useFrames('/ws/discord-recruitments/', start, filter.discord_guild_id)
  return {
    ...useSeat(),
    items: (data?.items ?? []).map(overlay),
    count: data?.count ?? 0,
    status: statusOf(query),
    error: query.error,
    cursor: data?.cursor ?? null,
    refresh: () => void query.refetch(),
  }
}

/** One party that stays true by itself. */
export function useDiscordRecruitment(id: number): Seats & {
  party: RecruitmentJson | null
  /** True once it was deleted. */
  gone: boolean
  status: FetchStatus
  error: unknown
  refresh: () => void
} {
  const api = useApi()
  const queries = useQueryClient()
  const { me } = useSession()
  const overlay = useWithRequests()
  const query = useQuery(partyQuery({ api, queries, reader: me.user }, id))
  const { data } = query
  useFrames(`/ws/discord-recruitments/${String(id)}/`, data ?? null)
  return {
    ...useSeat(),
    party: data ? overlay(data.party) : null,
    gone: data?.gone ?? false,
    status: statusOf(query),
    error: query.error,
    refresh: () => void query.refetch(),
  }
}
