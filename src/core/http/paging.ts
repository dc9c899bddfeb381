import type { Wire } from './route.ts'

/** What was asked for: pages count from 1. */
type Asked = { query: { page: number; page_size: number }; wire: Pick<Wire, 'url'> }

/**
 * One page of a list as page-number pagination answers it. The links to the pages beside it repeat
 * the caller's own address, so that they mean the same list whatever was asked for.
 */
export function pageBody<Item>(
  { publicUrl }: { publicUrl: string },
  { query: { page, page_size }, wire }: Asked,
  { count, results }: { count: number; results: Item[] },
) {
  const [path = '', search] = wire.url.split('?')
  const to = (wanted: number): string => {
    const asked = new URLSearchParams(search)
    asked.set('page', String(wanted))
    return `${publicUrl}${path}?${asked.toString()}`
  }
  return {
    count,
    next: page * page_size < count ? to(page + 1) : null,
    previous: page > 1 ? to(page - 1) : null,
    results,
  }
}
