import type { PageServices } from '#web/module.ts'
import { knownMe } from '#web/session.tsx'
import { eventQuery } from './cache.ts'

/** Begins to fetch one event, so that it is there when the page is; failures show on the page. */
export function prefetchEvent(services: PageServices, id: string): void {
  const context = { ...services, reader: knownMe(services.queries).user }
  services.queries.query(eventQuery(context, id)).catch(() => null)
}
