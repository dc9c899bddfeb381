import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useAnnounce } from '#web/announce.tsx'
import { useLiveTopic } from '#web/live/use-live-topic.ts'
import { useApi, useSession } from '#web/session.tsx'
import {
  fullStatus,
  staffFrame,
  staffRow,
  timeline,
  type FullStatus,
  type StaffRow,
} from '../contract.ts'
import { applyFrame, isOnline, type Roster } from './roster-state.ts'
import { useTexts } from './texts.ts'

const rosterKey = (guild: string | undefined) => ['staff', 'roster', guild ?? ''] as const

/** The roster of a server that stays true by itself; null until it is there. */
export function useRoster(guild: string | undefined): Roster | null {
  const queries = useQueryClient()
  const { me } = useSession()
  const announce = useAnnounce()
  const { text } = useTexts()
  const { data } = useQuery<Roster | null>({
    queryKey: rosterKey(guild),
    queryFn: () => null,
    initialData: null,
    staleTime: Infinity,
    // It is brought by the live connection alone.
    enabled: false,
  })
  const path = guild === undefined ? '/ws/staff/' : `/ws/staff/${guild}/`
  const ask = useLiveTopic({
    path,
    start: me.user ? { cursor: null } : null,
    onFrame(raw) {
      const parsed = staffFrame.safeParse(raw)
      if (!parsed.success) return
      const held = queries.getQueryData<Roster | null>(rosterKey(guild)) ?? null
      const applied = applyFrame(held, parsed.data)
      if (!applied) return
      queries.setQueryData(rosterKey(guild), applied.roster)
      if (applied.gap) ask('refresh')
      if (parsed.data.type === 'presence_link') {
        void queries.invalidateQueries({ queryKey: ['staff', 'status'] })
      }
      if (parsed.data.type !== 'staff_discord_status') return
      const { rows } = applied.roster
      const online = rows.filter(isOnline).length
      announce(text('web.staff.count', { online, total: rows.length }))
    },
  })
  return data
}

/** How the bot is doing; null until it is known. */
export function useStatus(guild: string | undefined): FullStatus | null {
  const api = useApi()
  const { me } = useSession()
  const { data } = useQuery({
    queryKey: ['staff', 'status', guild ?? ''],
    queryFn: async () => {
      const query = { discord_guild_id: guild }
      return (await api.get('/api/staff/discord/status/', fullStatus, query)).body
    },
    enabled: me.user !== null,
    refetchInterval: 60_000,
  })
  return data ?? null
}

/** The reader's own row: undefined until it is known, null when there is none. */
export function useOwnRow(guild: string | undefined): {
  row: StaffRow | null | undefined
  error: unknown
  refresh: () => void
} {
  const api = useApi()
  const { me } = useSession()
  const query = useQuery({
    queryKey: ['staff', 'me', guild ?? ''],
    queryFn: async () =>
      (await api.get('/api/staff/me/', staffRow, { discord_guild_id: guild })).body,
    enabled: me.user !== null,
    retry: false,
  })
  return {
    row: query.isError ? null : query.data,
    error: query.error,
    refresh: () => void query.refetch(),
  }
}

/** One row and what is kept of it. */
export function useMember(id: string) {
  const api = useApi()
  const timezone = Intl.DateTimeFormat().resolvedOptions().timeZone
  const row = useQuery({
    queryKey: ['staff', 'row', id],
    queryFn: async () => (await api.get(`/api/staff/roster/${id}/`, staffRow)).body,
    retry: false,
  })
  const kept = useQuery({
    queryKey: ['staff', 'timeline', id],
    queryFn: async () =>
      (await api.get(`/api/staff/roster/${id}/timeline/`, timeline, { timezone })).body,
    retry: false,
  })
  return { row, kept }
}
