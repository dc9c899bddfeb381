import { useQuery } from '@tanstack/react-query'
import { z } from 'zod'
import { useApi, useSession } from '#web/session.tsx'
import { guildSearch } from '#web/shell/guild-switcher.tsx'
import { useUrlSearch } from '#web/url-search.ts'

const places = z.object({ roles: z.array(z.object({ id: z.string(), name: z.string() })) })

/** A role of a server. */
export type Role = z.infer<typeof places>['roles'][number]

const none: readonly Role[] = []

/** Roles of the chosen server, or of the first one; none while they are fetched. */
export function useRoles(): readonly Role[] {
  const api = useApi()
  const { me } = useSession()
  const [{ guild: chosen }] = useUrlSearch(guildSearch)
  const guild = chosen ?? me.guilds[0]?.id ?? ''
  const { data } = useQuery({
    queryKey: ['guild-places', guild, 'roles'],
    enabled: guild !== '',
    staleTime: 60_000,
    retry: false,
    queryFn: async () => (await api.get(`/api/me/guilds/${guild}/places`, places)).body.roles,
  })
  return data ?? none
}
