import { z } from 'zod'
import type { PartyFilter } from './parties.ts'

/** What the list may show. */
export const statuses = ['open', 'closed', 'all'] as const

/** The list's address: what it shows. Whatever does not fit falls back to the default. */
export const listSearch = z.object({
  status: z.enum(statuses).catch('open'),
  has_space: z.stringbool().catch(false),
  mine: z.stringbool().catch(false),
  search: z.string().max(100).catch(''),
  guild: z.string().optional().catch(undefined),
  page: z.coerce.number().int().min(1).catch(1),
})

/** The list's address, read. */
export type ListSearch = z.infer<typeof listSearch>

/** Changes some of the filters; undefined goes back to the default. */
export type ChangeSearch = (patch: Partial<Record<keyof ListSearch, string | undefined>>) => void

/** Whether anything is narrowed beyond the default. */
export function isNarrowed(search: ListSearch): boolean {
  return search.has_space || search.mine || search.search !== '' || search.status !== 'open'
}

/** The filter as the API takes it. */
export function filterOf(search: ListSearch): PartyFilter {
  return {
    status: search.status === 'all' ? undefined : search.status,
    has_space: search.has_space || undefined,
    participant: search.mine ? 'me' : undefined,
    search: search.search || undefined,
    discord_guild_id: search.guild,
    page: search.page > 1 ? search.page : undefined,
  }
}
