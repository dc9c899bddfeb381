import { z } from 'zod'
import { calendar, calendarAnswer, type CalendarItem } from '#core/calendar/ical.ts'
import { toInstant } from '#core/contract.ts'
import type { AnyRoute, RouteAnswer } from '#core/http/route.ts'
import type { Context } from '#core/context.ts'
import { feedAnswer, noticePreferences, noticePreferencesBody } from '../contract/insight.ts'
import { idParams } from '../contract/shared.ts'
import * as feeds from '../service/feeds.ts'
import { guildCalendar } from '../service/calendars.ts'
import { loadPreferences, savePreferences, type Preferences } from '../service/preferences.ts'
import { get } from '../service/reading.ts'
import { calendarItem } from '../views/calendar.ts'
import { base, eventRoute } from './shared.ts'

type Params = z.infer<typeof idParams>
const fileParams = z.object({ file: z.string().max(120) })
type FileParams = z.infer<typeof fileParams>
type Feed = { name: string; items: CalendarItem[] }

const nameOf = (file: string) => file.replace(/\.ics$/, '')

function answer({ name, items }: Feed, context: Context, held: string | undefined): RouteAnswer {
  const text = calendar({ name, locale: context.locale, items })
  return calendarAnswer(text, { filename: 'events.ics', held })
}

function feedRoute(
  path: string,
  summary: string,
  load: (context: Context, name: string) => Promise<Feed>,
) {
  return eventRoute<FileParams, unknown, unknown, Feed>({
    method: 'GET',
    path,
    summary,
    access: { kind: 'public' },
    params: fileParams,
    responses: {},
    perform: (context, { params }) => load(context, nameOf(params.file)),
    respond: (feed, context, { headers }) => answer(feed, context, headers['if-none-match']),
  })
}

async function eventFeed(context: Context, id: string): Promise<Feed> {
  const { event } = await get(context, id)
  return { name: event.title, items: [calendarItem(event, null, context)] }
}

async function personalFeed(context: Context, token: string): Promise<Feed> {
  const { user_id, views } = await feeds.eventsOfToken(context, token)
  const items = views.map(({ event, signups }) =>
    calendarItem(event, signups.find((one) => one.user_id === user_id) ?? null, context),
  )
  return { name: 'Muster', items }
}

async function guildFeed(context: Context, slug: string): Promise<Feed> {
  const { name, events } = await guildCalendar(context, slug)
  return { name, items: events.map((event) => calendarItem(event, null, context)) }
}

const ofEvent = eventRoute<Params, unknown, unknown, Feed>({
  method: 'GET',
  path: `${base}/:id/ics`,
  summary: 'One event for a calendar',
  access: { kind: 'public' },
  params: idParams,
  responses: {},
  perform: (context, { params }) => eventFeed(context, params.id),
  respond: (feed, context, { headers }) => answer(feed, context, headers['if-none-match']),
})

function ownRoute(
  method: 'GET' | 'POST' | 'DELETE',
  summary: string,
  work: (context: Context) => Promise<feeds.OwnFeed>,
) {
  return eventRoute<unknown, unknown, unknown, feeds.OwnFeed>({
    method,
    path: `${base}/feed`,
    summary,
    access: { kind: 'caller', scope: 'events:read' },
    responses: { 200: feedAnswer },
    perform: work,
    respond: ({ url, created_at }) => ({
      status: 200,
      body: { url, created_at: toInstant(created_at) },
    }),
  })
}

const ownFeed = [
  ownRoute('GET', 'The address of the own calendar', (context) => feeds.ownFeed(context)),
  ownRoute('POST', 'Another address for the own calendar; the old one stops', (context) =>
    feeds.renewFeed(context),
  ),
  ownRoute('DELETE', 'Take the address of the own calendar back', (context) =>
    feeds.revokeFeed(context),
  ),
]

const preferences = eventRoute<unknown, unknown, unknown, Preferences>({
  method: 'GET',
  path: `${base}/notices`,
  summary: 'What one wants to be told directly',
  access: { kind: 'caller', scope: 'events:read' },
  responses: { 200: noticePreferences },
  perform: (context) => loadPreferences(context),
  respond: (body) => ({ status: 200, body }),
})

const setPreferences = eventRoute<
  unknown,
  unknown,
  z.infer<typeof noticePreferencesBody>,
  Preferences
>({
  method: 'PATCH',
  path: `${base}/notices`,
  summary: 'Decide what one wants to be told directly',
  access: { kind: 'caller', scope: 'events:write' },
  body: noticePreferencesBody,
  responses: { 200: noticePreferences },
  perform: (context, { body }) => savePreferences(context, body),
  respond: (body) => ({ status: 200, body }),
})

/** Calendars, and what people want to be told. */
export const calendarRoutes: readonly AnyRoute[] = [
  feedRoute('/ical/guild/:file', 'The events of a server for a calendar', guildFeed),
  feedRoute('/ical/event/:file', 'One event for a calendar', eventFeed),
  feedRoute(
    '/ical/me/:file',
    'What one signed up for, for a calendar; by a secret address',
    personalFeed,
  ),
  ofEvent,
  ...ownFeed,
  preferences,
  setPreferences,
]
