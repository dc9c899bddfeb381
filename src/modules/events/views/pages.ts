import type { LinkPreview, PageStart } from '#core/http/page-start.ts'
import type { Locale } from '#core/i18n/locale.ts'
import { event } from '../contract/event.ts'

/** What a link to an event says: when it is, in its own zone, and what it is about. */
function eventPreview(body: unknown, locale: Locale): LinkPreview | null {
  const found = event.safeParse(body).data
  if (!found) return null
  const { title, description, start_at_utc: start, timezone } = found
  const day = { dateStyle: 'full', timeStyle: 'short', timeZone: timezone } as const
  const when = new Intl.DateTimeFormat(locale, day).format(new Date(start))
  const words = [`${when} (${timezone})`, description]
  return { title, description: words.filter(Boolean).join(' · ') }
}

/** The pages of events that come with their data, and what links to them say. */
export const pages: readonly PageStart[] = [
  {
    path: '/events/:id',
    // Other pages stand beside it: `/events/new`.
    asks: ({ params: { id = '' } }) => (/^[\da-f-]{36}$/.test(id) ? [`/api/v1/events/${id}`] : []),
    preview: eventPreview,
  },
]
