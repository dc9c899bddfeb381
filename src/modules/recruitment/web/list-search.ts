import { z } from 'zod'
import { recruitmentState } from '../contract/party.ts'
import type { Ordering, PartyFilter } from './parties.ts'

/** What the list may show. */
export const statuses = ['open', 'closed', 'all'] as const

/** In which order it is. */
export const sorts = ['newest', 'starts', 'fullest', 'updated'] as const

/** How it looks. */
export const views = ['cards', 'table'] as const

const orderings: Record<(typeof sorts)[number], Ordering> = {
  newest: '-created_at',
  starts: 'starts_at',
  fullest: '-current_slots',
  updated: '-updated_at',
}

/** A local time as the browser's own field writes it, or nothing. */
const localTime = z
  .string()
  .refine((text) => !Number.isNaN(Date.parse(text)))
  .catch('')

/** The list's address: what it shows. Whatever does not fit falls back to the default. */
export const listSearch = z.object({
  status: z.enum(statuses).catch('open'),
  state: z.enum(['', ...recruitmentState.options]).catch(''),
  owner: z
    .string()
    .regex(/^\d{0,19}$/)
    .catch(''),
  has_space: z.stringbool().catch(false),
  mine: z.stringbool().catch(false),
  search: z.string().max(100).catch(''),
  game: z.string().max(100).catch(''),
  tag: z.string().max(32).catch(''),
  starts_after: localTime,
  starts_before: localTime,
  sort: z.enum(sorts).catch('newest'),
  view: z.enum(views).catch('cards'),
  guild: z.string().optional().catch(undefined),
  page: z.coerce.number().int().min(1).catch(1),
})

/** The list's address, read. */
export type ListSearch = z.infer<typeof listSearch>

/** Changes some of the filters; undefined goes back to the default. */
export type ChangeSearch = (patch: Partial<Record<keyof ListSearch, string | undefined>>) => void

/** Whether anything is narrowed beyond the default. */
export function isNarrowed(search: ListSearch): boolean {
  const { has_space, mine, status, ...rest } = search
  const { state, owner, game, tag, starts_after, starts_before } = rest
  const words = [rest.search, state, owner, game, tag, starts_after, starts_before]
  return has_space || mine || status !== 'open' || words.some((word) => word !== '')
}

/** The address without any filter. */
export const unfiltered = {
  status: undefined,
  state: undefined,
  owner: undefined,
  has_space: undefined,
  mine: undefined,
  search: undefined,
  game: undefined,
  tag: undefined,
  starts_after: undefined,
  starts_before: undefined,
  page: undefined,
} as const

const instantOf = (local: string) => (local === '' ? undefined : new Date(local).toISOString())

/** The filter as the API takes it. */
export function filterOf(search: ListSearch): PartyFilter {
  return {
    status: search.status === 'all' ? undefined : search.status,
    state: search.state || undefined,
    owner: search.owner || undefined,
    has_space: search.has_space || undefined,
    participant: search.mine ? 'me' : undefined,
    search: search.search || undefined,
    game: search.game || undefined,
    tag: search.tag || undefined,
    starts_after: instantOf(search.starts_after),
    starts_before: instantOf(search.starts_before),
    ordering: search.sort === 'newest' ? undefined : orderings[search.sort],
    discord_guild_id: search.guild,
    page: search.page > 1 ? search.page : undefined,
  }
}
