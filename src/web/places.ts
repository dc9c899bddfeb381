import { useQuery } from '@tanstack/react-query'
import { z } from 'zod'
import { useApi, useSession } from './session.tsx'
import { guildSearch } from './shell/guild-switcher.tsx'
import { useUrlSearch } from './url-search.ts'

const places = z.object({
  roles: z.array(z.object({ id: z.string(), name: z.string() })),
  channels: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      type: z.number(),
      parent_id: z.string().nullable(),
    }),
  ),
})

/** Roles and channels of a server that forms let people choose from. */
export type Places = z.infer<typeof places>

/** Kinds of channels by Discord's numbers. */
export const channelKinds = {
  text: [0, 5],
  voice: [2, 13],
  category: [4],
  forum: [15, 16],
} as const

const nothing: Places = { roles: [], channels: [] }

/** Roles and channels of a server; nothing while they are fetched, or without a server. */
export function usePlaces(guild: string): Places {
  const api = useApi()
  const { data = nothing } = useQuery({
    queryKey: ['guild-places', guild],
    enabled: guild !== '',
    staleTime: 60_000,
    retry: false,
    queryFn: async () => (await api.get(`/api/me/guilds/${guild}/places`, places)).body,
  })
  return data
}

/** The channels of some kind. */
export function channelsOf({ channels }: Places, kinds: readonly number[]): Places['channels'] {
  return channels.filter(({ type }) => kinds.includes(type))
}

/** The server that the reader has chosen, or else the first one; empty without any. */
export function useChosenGuild(): string {
  const { me } = useSession()
  const [{ guild: chosen }] = useUrlSearch(guildSearch)
  return chosen ?? me.guilds[0]?.id ?? ''
}
