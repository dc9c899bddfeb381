import { useQuery } from '@tanstack/react-query'
import { useApi } from '#web/session.tsx'
import {
  channelMappingList,
  discordGuild,
  guildDoctor,
  guildList,
  mappingPreview,
  roleMappingList,
  roleMenuList,
} from '../../contract/guild.ts'

/** Where the API of servers begins. */
export const guildsPath = '/api/v1/discord/guilds'

/** Cache key of everything about a server. */
export function guildKey(id: string) {
  return ['event-guilds', id] as const
}

/** All servers that the reader manages. */
export function useServers() {
  const api = useApi()
  return useQuery({
    queryKey: ['event-guilds', 'list'],
    retry: false,
    queryFn: async () => (await api.get(guildsPath, guildList)).body,
  })
}

/** One server and what it has decided. */
export function useServer(id: string) {
  const api = useApi()
  return useQuery({
    queryKey: [...guildKey(id), 'settings'],
    retry: false,
    queryFn: async () => (await api.get(`${guildsPath}/${id}`, discordGuild)).body,
  })
}

/** What is missing on a server. */
export function useServerDoctor(id: string) {
  const api = useApi()
  return useQuery({
    queryKey: [...guildKey(id), 'doctor'],
    retry: false,
    queryFn: async () => (await api.get(`${guildsPath}/${id}/doctor`, guildDoctor)).body,
  })
}

/** Which roles of Discord stand for what. */
export function useRoleMappings(id: string) {
  const api = useApi()
  return useQuery({
    queryKey: [...guildKey(id), 'role-mappings'],
    retry: false,
    queryFn: async () => (await api.get(`${guildsPath}/${id}/role-mappings`, roleMappingList)).body,
  })
}

/** Who would get or lose a role if a mapping were added or removed; asked for while `query` is not null. */
export function useMappingPreview(id: string, query: Record<string, string> | null) {
  const api = useApi()
  return useQuery({
    queryKey: [...guildKey(id), 'role-mappings', 'preview', query],
    enabled: query !== null,
    retry: false,
    queryFn: async () =>
      (await api.get(`${guildsPath}/${id}/role-mappings/preview`, mappingPreview, query ?? {}))
        .body,
  })
}

/** Channels that belong to events. */
export function useChannelMappings(id: string) {
  const api = useApi()
  return useQuery({
    queryKey: [...guildKey(id), 'channel-mappings'],
    retry: false,
    queryFn: async () =>
      (await api.get(`${guildsPath}/${id}/channel-mappings`, channelMappingList)).body,
  })
}

/** The role menus of a server. */
export function useRoleMenus(id: string) {
  const api = useApi()
  return useQuery({
    queryKey: [...guildKey(id), 'role-menus'],
    retry: false,
    queryFn: async () => (await api.get(`${guildsPath}/${id}/role-menus`, roleMenuList)).body,
  })
}
