import { z } from 'zod'
import { calendar, calendarAnswer } from '#core/calendar/ical.ts'
import { route, type AnyRoute } from '#core/http/route.ts'
import { feedQuery } from '../contract/list.ts'
import { scheduled } from '../service/reading.ts'
import type { Scheduled } from '../store/listing.ts'
import { calendarItem } from '../views/calendar.ts'
import { t } from '../views/texts.ts'
import { base, tags } from './shared.ts'

const feed = route<unknown, z.infer<typeof feedQuery>, unknown, Scheduled[]>({
  method: 'GET',
  path: `${base}/feed.ics`,
  summary: 'Scheduled parties as a calendar to subscribe to',
  tags,
  access: { kind: 'public' },
  query: feedQuery,
  responses: { 200: z.string() },
  perform: (context, { query }) => scheduled(context, query),
  respond(parties, context, { headers }) {
    const { locale } = context
    const items = parties.map((party) => calendarItem(party, context))
    const text = calendar({ name: t(locale, 'calendar.name'), locale, items })
    return calendarAnswer(text, { filename: 'recruitments.ics', held: headers['if-none-match'] })
  },
})

/** Parties for calendar programs. */
export const calendarRoutes: readonly AnyRoute[] = [feed]
