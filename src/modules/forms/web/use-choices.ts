import { useSession } from '#web/session.tsx'
import { guildSearch } from '#web/shell/guild-switcher.tsx'
import { useUrlSearch } from '#web/url-search.ts'
import { formChoices } from '../contract/builder.ts'
import { base, useRead } from './api.ts'

/** Roles, channels and defaults of a server, and whether the reader manages its forms. */
export function useChoices(guild: string | undefined) {
  return useRead(`${base}/choices`, formChoices, {
    query: { guild_id: guild },
    enabled: guild !== undefined,
  })
}

/** The server that the pages are about: the chosen one, or the first. */
export function useGuild(): string | undefined {
  const { me } = useSession()
  const [{ guild = me.guilds[0]?.id }] = useUrlSearch(guildSearch)
  return guild
}
