import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { z } from 'zod'
import { useAnnounce } from '#web/announce.tsx'
import { useLiveTopic } from '#web/live/use-live-topic.ts'
import { useApi, useSession } from '#web/session.tsx'
import { importSource } from '../contract/import.ts'
import { staffFrame, type StaffFrame } from '../contract/live.ts'
import { timeline } from '../contract/person.ts'
import { guildRole, rank } from '../contract/rank.ts'
import { staffRow, type StaffRow } from '../contract/row.ts'
import { fullStatus, type FullStatus } from '../contract/status.ts'
import { applyFrames, isOnline, type Roster } from './roster-state.ts'
import { useTexts } from './texts.ts'

const rosterKey = (guild: string | undefined) => ['staff', 'roster', guild ?? ''] as const

/** Changes of presences are shown together, this often at most. In milliseconds. */
const shownEveryMs = 50

type Show = (frames: readonly StaffFrame[]) => void

/** Gathers frames: those of presences wait for a moment, all others bring along what waits. */
function useGathered(): (frame: StaffFrame, show: Show) => void {
  const waiting = useRef<StaffFrame[]>([])
  const timer = useRef<number | null>(null)
  const stop = () => {
    if (timer.current !== null) clearTimeout(timer.current)
    timer.current = null
  }
  useEffect(() => stop, [])
  return (frame, show) => {
    const flush = () => {
      stop()
      show(waiting.current.splice(0))
    }
    waiting.current.push(frame)
    if (frame.type !== 'staff_discord_status') flush()
    else timer.current ??= window.setTimeout(flush, shownEveryMs)
  }
}

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
  const gather = useGathered()
  const ask = useLiveTopic({
    path,
    start: me.user ? { cursor: null } : null,
    onFrame(raw) {
      const parsed = staffFrame.safeParse(raw)
      if (parsed.success) gather(parsed.data, show)
      function show(frames: readonly StaffFrame[]): void {
        const held = queries.getQueryData<Roster | null>(rosterKey(guild)) ?? null
        const applied = applyFrames(held, frames)
        if (!applied) return
        queries.setQueryData(rosterKey(guild), applied.roster)
        if (applied.gap) ask('refresh')
        const types = new Set(frames.map(({ type }) => type))
        if (types.has('presence_link')) {
          void queries.invalidateQueries({ queryKey: ['staff', 'status'] })
        }
        if (!types.has('staff_discord_status')) return
        const { rows } = applied.roster
        const online = rows.filter(isOnline).length
        announce(text('web.staff.count', { online, total: rows.length }))
      }
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

/** The ranks of a server, the highest first; undefined until they are known. */
export function useRanks(guild: string | undefined) {
  const api = useApi()
  const { me } = useSession()
  const { data } = useQuery({
    queryKey: ['staff', 'ranks', guild ?? ''],
    queryFn: async () => {
      const query = { discord_guild_id: guild }
      return (await api.get('/api/staff/roles/', z.array(rank), query)).body
    },
    enabled: me.user !== null,
  })
  return data
}

/** The roles of Discord that may stand for a rank; none for those who do not manage. */
export function useGuildRoles(guild: string | undefined) {
  const api = useApi()
  const { me } = useSession()
  const { data } = useQuery({
    queryKey: ['staff', 'guild-roles', guild ?? ''],
    queryFn: async () => {
      const query = { discord_guild_id: guild }
      return (await api.get('/api/staff/discord/roles/', z.array(guildRole), query)).body
    },
    enabled: me.user !== null,
    retry: false,
  })
  return data ?? []
}

/** With whom a sheet at Google is to be shared; null until it is known. */
export function useImportSource(guild: string | undefined) {
  const api = useApi()
  const { me } = useSession()
  const { data } = useQuery({
    queryKey: ['staff', 'import-source', guild ?? ''],
    queryFn: async () => {
      const query = { discord_guild_id: guild }
      return (await api.get('/api/staff/import/', importSource, query)).body
    },
    enabled: me.user !== null,
    retry: false,
  })
  return data ?? null
}
