import type { PageServices } from '#web/module.ts'
import { knownMe } from '#web/session.tsx'
import { listQuery, partyQuery } from './cache.ts'
import { filterOf, listSearch } from './list-search.ts'

/** Begins to fetch a list, so that it is there when the page is; failures show on the page. */
export function prefetchList(services: PageServices, search: unknown): void {
  const context = { ...services, reader: knownMe(services.queries).user }
  const query = listQuery(context, filterOf(listSearch.parse(search)))
  services.queries.query(query).catch(() => null)
}

/** Begins to fetch one party. */
export function prefetchParty(services: PageServices, id: string): void {
  if (!/^[1-9]\d{0,8}$/.test(id)) return
  const context = { ...services, reader: knownMe(services.queries).user }
  services.queries.query(partyQuery(context, Number(id))).catch(() => null)
}
