import type { QueryClient } from '@tanstack/react-query'
import { recruitmentPage } from '../contract/list.ts'
import type { RecruitmentChange } from '../contract/live.ts'
import { recruitment, type RecruitmentJson } from '../contract/party.ts'
import type { Api } from '#web/api/client.ts'
import {
  dropParty,
  mergeFetched,
  newer,
  putParty,
  type PartyFilter,
  type PartyList,
  type RecruitmentFrame,
} from './parties.ts'
import type { Reader } from './seats.ts'

/** One party as its page holds it; `gone` once it was deleted. */
export type HeldParty = { party: RecruitmentJson; cursor: string | null; gone: boolean }

const base = '/api/discord/recruitments/'
const listsKey = ['recruitments', 'list'] as const

function listKey(filter: PartyFilter) {
  return [...listsKey, filter] as const
}

function partyKey(id: number) {
  return ['recruitments', 'one', id] as const
}

/** What the functions here work with. */
export type CacheContext = { api: Api; queries: QueryClient; reader: Reader | null }

/**
 * What was fetched this short a time ago (milliseconds) is not fetched again when a page opens: the
 * live connection resumes from its cursor and misses nothing.
 */
const freshFor = 5000

/** How a list is fetched and kept. */
export function listQuery(context: CacheContext, filter: PartyFilter) {
  const queryFn = () => fetchList(context, filter)
  return { queryKey: listKey(filter), queryFn, staleTime: freshFor }
}

/** How one party is fetched and kept. */
export function partyQuery(context: CacheContext, id: number) {
  const queryFn = () => fetchParty(context, id)
  return { queryKey: partyKey(id), queryFn, staleTime: freshFor }
}

/** Fetches a list and lays it over what is held. */
async function fetchList(context: CacheContext, filter: PartyFilter): Promise<PartyList> {
  const { api, queries, reader } = context
  const key = listKey(filter)
  const before = queries.getQueryData<PartyList>(key)
  const { body, headers } = await api.get(base, recruitmentPage, filter)
  const cursor = headers.get('x-muster-cursor')
  const fetched: PartyList = { items: body.results, count: body.count, cursor, gone: [] }
  const held = queries.getQueryData<PartyList>(key)
  return mergeFetched({ before, held, fetched }, { filter, reader })
}

/** Fetches one party; a newer one that is held wins. */
async function fetchParty(context: CacheContext, id: number): Promise<HeldParty> {
  const { api, queries, reader } = context
  const { body, headers } = await api.get(`${base}${String(id)}/`, recruitment)
  const held = queries.getQueryData<HeldParty>(partyKey(id))
  return {
    party: newer(held?.party, body, reader),
    cursor: headers.get('x-muster-cursor'),
    gone: held?.gone ?? false,
  }
}

function eachList(
  queries: QueryClient,
  change: (list: PartyList, filter: PartyFilter) => PartyList,
): void {
  for (const query of queries.getQueryCache().findAll({ queryKey: listsKey })) {
    const filter = query.queryKey[2] as PartyFilter
    queries.setQueryData<PartyList>(query.queryKey, (list) => list && change(list, filter))
  }
}

/** Brings a party that the server sent, by whatever way, into everything that shows it. */
export function storeParty(
  context: Omit<CacheContext, 'api'>,
  party: RecruitmentJson,
  change?: RecruitmentChange,
): void {
  const { queries, reader } = context
  eachList(queries, (list, filter) => putParty(list, party, { filter, reader, change }))
  queries.setQueryData<HeldParty>(
    partyKey(party.id),
    (held) => held && { ...held, party: newer(held.party, party, reader, change) },
  )
}

/** Brings a live frame into everything that is shown. Applying one twice changes nothing. */
export function storeFrame(context: Omit<CacheContext, 'api'>, frame: RecruitmentFrame): void {
  const { queries } = context
  if (frame.type === 'recruitment_deleted') {
    const id = frame.recruitment_id
    eachList(queries, (list) => dropParty(list, id))
    queries.setQueryData<HeldParty>(partyKey(id), (held) => held && { ...held, gone: true })
    return
  }
  const parties = frame.type === 'snapshot' ? frame.recruitments : [frame.recruitment]
  const change = frame.type === 'recruitment_update' ? frame.change : undefined
  for (const party of parties) storeParty(context, party, change)
  // A snapshot says nothing about what has left a filter or was deleted; a fetch does.
  if (frame.type === 'snapshot') void queries.invalidateQueries({ queryKey: ['recruitments'] })
}
