import { fold } from '#core/fold.ts'
import type { z } from 'zod'
import type { RecruitmentChange, recruitmentFrame } from '../contract/live.ts'
import type { RecruitmentJson, RecruitmentState } from '../contract/party.ts'
import { withMyPart, type Reader } from './seats.ts'

/** A change that the live connection brought. */
export type RecruitmentFrame = z.infer<typeof recruitmentFrame>

/** What a list asks for; the names are the API's. */
export type PartyFilter = {
  status?: 'open' | 'closed' | undefined
  state?: RecruitmentState | undefined
  /** Discord id. */
  owner?: string | undefined
  has_space?: boolean | undefined
  participant?: 'me' | undefined
  search?: string | undefined
  discord_guild_id?: string | undefined
  game?: string | undefined
  tag?: string | undefined
  /** ISO instants. */
  starts_after?: string | undefined
  starts_before?: string | undefined
  /** Newest first unless told. */
  ordering?: Ordering | undefined
  page?: number | undefined
}

/** In which order a list is; the names are the API's. */
export type Ordering = '-created_at' | 'starts_at' | '-current_slots' | '-updated_at'

/** A list as the page holds it: what the server said, brought up to date by frames. */
export type PartyList = {
  items: RecruitmentJson[]
  /** How many there are on all pages, as of the last fetch. */
  count: number
  /** Where the live connection continues after this fetch. */
  cursor: string | null
  /** Parties deleted since; a slower fetch must not bring them back. */
  gone: readonly number[]
}

/** An ended party stays for this long before it folds, in milliseconds. */
export const foldAfter = 5 * 60_000

/** Whether the reader has a place in a party, or waits for one. */
function isIn({ my }: RecruitmentJson): boolean {
  return my !== null && (my.position !== null || my.reason === 'already_joined')
}

function matchesDetails(party: RecruitmentJson, filter: PartyFilter): boolean {
  const { state, owner, starts_after: after, starts_before: before } = filter
  if (state && party.state !== state) return false
  if (owner && party.owner.discord_id !== owner) return false
  if (!after && !before) return true
  const starts = party.starts_at === null ? Number.NaN : Date.parse(party.starts_at)
  if (after && !(starts >= Date.parse(after))) return false
  return !before || starts <= Date.parse(before)
}

function matchesTexts(party: RecruitmentJson, { game, tag, search = '' }: PartyFilter): boolean {
  if (game && fold(party.game ?? '') !== fold(game)) return false
  if (tag && !party.tags.map(fold).includes(fold(tag))) return false
  return fold(`${party.title} ${party.description} ${party.game ?? ''}`).includes(fold(search))
}

/** Whether a party, with the reader's part in it, belongs into a list. */
export function matches(party: RecruitmentJson, filter: PartyFilter): boolean {
  if (filter.status && party.status !== filter.status) return false
  if (filter.discord_guild_id && party.discord_guild_id !== filter.discord_guild_id) return false
  if (filter.participant && !isIn(party)) return false
  if (filter.has_space && party.available_slots === 0) return false
  return matchesDetails(party, filter) && matchesTexts(party, filter)
}

/** The newer of two views of one party; a fetch knows the reader's part better than a frame. */
export function newer(
  held: RecruitmentJson | undefined,
  next: RecruitmentJson,
  reader: Reader | null,
  change?: RecruitmentChange,
): RecruitmentJson {
  if (held && held.version > next.version) return held
  if (held && held.version === next.version && !next.my) return held
  // What happened in versions that were skipped is not known here; the next fetch tells.
  const known = held && held.version + 1 === next.version ? change : undefined
  return withMyPart(next, reader, held?.my ?? null, known)
}

type Compare = (a: RecruitmentJson, b: RecruitmentJson) => number

const orders: Record<Ordering, Compare> = {
  '-created_at': (a, b) => b.created_at.localeCompare(a.created_at) || b.id - a.id,
  // Those without a start come last.
  starts_at: (a, b) => (a.starts_at ?? '~').localeCompare(b.starts_at ?? '~') || a.id - b.id,
  '-current_slots': (a, b) => b.current_slots - a.current_slots || b.id - a.id,
  '-updated_at': (a, b) => b.updated_at.localeCompare(a.updated_at) || b.id - a.id,
}

function inOrder(items: RecruitmentJson[], { ordering = '-created_at' }: PartyFilter) {
  return items.toSorted(orders[ordering])
}

/** Puts a changed party into a list; the same list when nothing changes for it. */
export function putParty(
  list: PartyList,
  party: RecruitmentJson,
  context: { filter: PartyFilter; reader: Reader | null; change?: RecruitmentChange | undefined },
): PartyList {
  const { filter, reader, change } = context
  if (list.gone.includes(party.id)) return list
  const held = list.items.find((item) => item.id === party.id)
  if (held) {
    const next = newer(held, party, reader, change)
    if (next === held) return list
    return { ...list, items: list.items.map((item) => (item === held ? next : item)) }
  }
  const next = withMyPart(party, reader, null)
  if ((filter.page ?? 1) > 1 || !matches(next, filter)) return list
  return { ...list, items: inOrder([...list.items, next], filter), count: list.count + 1 }
}

/** Takes a deleted party out of a list. */
export function dropParty(list: PartyList, id: number): PartyList {
  if (list.gone.includes(id)) return list
  const items = list.items.filter((item) => item.id !== id)
  const count = list.count - (list.items.length - items.length)
  return { ...list, items, count, gone: [...list.gone, id] }
}

/**
 * A fetched list laid over the held one. What frames brought while the fetch was under way stays
 * (`before` is the list as the fetch began), and so do parties that have just left the filter.
 */
export function mergeFetched(
  lists: { before: PartyList | undefined; held: PartyList | undefined; fetched: PartyList },
  context: { filter: PartyFilter; reader: Reader | null },
): PartyList {
  const { before, held, fetched } = lists
  if (!held) return fetched
  const { filter, reader } = context
  const known = new Map(held.items.map((item) => [item.id, item]))
  const items = fetched.items
    .filter((item) => !held.gone.includes(item.id))
    .map((item) => newer(known.get(item.id), item, reader))
  const listed = new Set(items.map((item) => item.id))
  const untouched = new Set(before?.items)
  const kept = held.items.filter(
    (item) => !listed.has(item.id) && (!matches(item, filter) || !untouched.has(item)),
  )
  return { ...fetched, items: inOrder([...items, ...kept], filter), gone: held.gone }
}

/** Whether a party has ended, by any way, for longer than cards stay whole. */
export function isFolded(party: RecruitmentJson, now: number): boolean {
  if (party.status === 'open' || party.state === 'started') return false
  const ended = Date.parse(party.closed_at ?? party.updated_at)
  return now - ended >= foldAfter
}
