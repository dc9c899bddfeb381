import { z } from 'zod'
import { toInstant } from '#core/contract.ts'
import type { AnyRoute } from '#core/http/route.ts'
import { coreError } from '#core/errors.ts'
import * as contract from '../contract/insight.ts'
import { eventIdParams, flag, idParams, noFilters } from '../contract/shared.ts'
import { attendanceReport } from '../contract/signup.ts'
import { checkinLeadMs } from '../rules/places.ts'
import { guildDefaults } from '../rules/guild.ts'
import { history, type History } from '../service/history.ts'
import { recordView } from '../service/counts.ts'
import { get } from '../service/reading.ts'
import { checkinCode } from '../service/signups.ts'
import { inspect, requestSync, resolve } from '../service/sync.ts'
import { historyStep } from '../views/history.ts'
import { shownSignups, signupsJson, webUrl, type Seen } from '../views/json.ts'
import { qrSvg } from '../views/qr.ts'
import { attendanceCsv } from './attendance-csv.ts'
import { inspectorJson, linksJson, type Inspected } from '../views/sync.ts'
import { base, discordBase, eventRoute, readAccess, writeAccess } from './shared.ts'

type Params = z.infer<typeof idParams>

const historyRoute = eventRoute<Params, unknown, unknown, History>({
  method: 'GET',
  path: `${base}/:id/history`,
  summary: 'What happened to an event; for members of its servers',
  access: readAccess,
  params: idParams,
  query: noFilters,
  responses: { 200: contract.eventHistory },
  perform: (context, { params }) => history(context, params.id),
  respond: ({ seen, facts, people }, { locale }) => ({
    status: 200,
    body: {
      event_id: seen.event.id,
      results: facts.map((fact) => historyStep(fact, people, locale)),
    },
  }),
})

const inspector = eventRoute<Params, unknown, unknown, Inspected>({
  method: 'GET',
  path: `${base}/:id/sync`,
  summary: 'Ours, theirs and what both last agreed on; for managers',
  access: readAccess,
  params: idParams,
  responses: { 200: contract.syncInspector },
  perform: (context, { params }) => inspect(context, params.id),
  respond: (inspected, context) => ({ status: 200, body: inspectorJson(inspected, context) }),
})

const again = eventRoute<Params, unknown, unknown, Inspected>({
  method: 'POST',
  path: `${base}/:id/sync`,
  summary: 'Compare both sides now; for managers',
  inSteps: true,
  access: writeAccess,
  params: idParams,
  responses: { 200: contract.syncInspector },
  async perform(context, { params }) {
    await requestSync(context, params.id)
    return inspect(context, params.id)
  },
  respond: (inspected, context) => ({ status: 200, body: inspectorJson(inspected, context) }),
})

const decision = eventRoute<Params, unknown, z.infer<typeof contract.resolveBody>, Inspected>({
  method: 'POST',
  path: `${base}/:id/sync/resolve`,
  summary: 'Decide a conflict, or restore the value that lost; for managers',
  inSteps: true,
  access: writeAccess,
  params: idParams,
  body: contract.resolveBody,
  responses: { 200: contract.syncInspector },
  async perform(context, { params, body }) {
    await resolve(context, params.id, body)
    return inspect(context, params.id)
  },
  respond: (inspected, context) => ({ status: 200, body: inspectorJson(inspected, context) }),
})

function linksRoute<P extends { id: string } | { event_id: string }>(
  path: string,
  params: z.ZodType<P>,
) {
  return eventRoute<P, unknown, unknown, Seen>({
    method: 'GET',
    path,
    summary: "Discord's events that an event is joined with",
    access: readAccess,
    params,
    query: noFilters,
    responses: { 200: contract.discordEventList },
    perform: (context, input) =>
      get(context, 'id' in input.params ? input.params.id : input.params.event_id),
    respond: (seen) => ({ status: 200, body: linksJson(seen) }),
  })
}

const attendanceQuery = z.strictObject({ format: z.enum(['json', 'csv']).default('json') })

const attendance = eventRoute<Params, z.infer<typeof attendanceQuery>, unknown, Seen>({
  method: 'GET',
  path: `${base}/:id/attendance`,
  summary: 'Who was there; for the organiser and managers',
  access: readAccess,
  params: idParams,
  query: attendanceQuery,
  responses: { 200: attendanceReport },
  async perform(context, { params }) {
    const seen = await get(context, params.id)
    if (!seen.viewer.manager) throw coreError('permission_denied')
    return seen
  },
  respond(seen, context, { query }) {
    const { event, guilds } = seen
    const entries = shownSignups(seen.signups).filter(({ status }) =>
      ['confirmed', 'checked_in', 'no_show'].includes(status),
    )
    if (query.format === 'csv') {
      const headers = { 'content-type': 'text/csv; charset=utf-8' }
      return { status: 200, headers, body: attendanceCsv(seen, entries) }
    }
    const options = guilds[0]?.options ?? guildDefaults
    const count = (result: string) => entries.filter((one) => one.result === result).length
    const code = checkinCode(context, event.id)
    return {
      status: 200,
      body: {
        event_id: event.id,
        enabled: event.attendance_enabled,
        required_minutes: options.attendance_minutes,
        late_after_minutes: options.late_minutes,
        checkin_url: `${webUrl(event.id, context)}/checkin?code=${code}`,
        checkin_opens_at: toInstant(event.start_at - checkinLeadMs),
        checkin_closes_at: toInstant(event.end_at),
        present: count('present'),
        late: count('late'),
        partial: count('partial'),
        absent: count('absent'),
        entries: signupsJson(entries, seen),
      },
    }
  },
})

const qr = eventRoute<Params, unknown, unknown, Seen>({
  method: 'GET',
  path: `${base}/:id/checkin.svg`,
  summary: 'The check-in link as a picture; for the organiser and managers',
  access: readAccess,
  params: idParams,
  responses: {},
  async perform(context, { params }) {
    const seen = await get(context, params.id)
    if (!seen.viewer.manager) throw coreError('permission_denied')
    return seen
  },
  respond: ({ event }, context) => ({
    status: 200,
    headers: { 'content-type': 'image/svg+xml' },
    body: qrSvg(`${webUrl(event.id, context)}/checkin?code=${checkinCode(context, event.id)}`),
  }),
})

const view = eventRoute<Params, { quiet?: boolean | undefined }, unknown, { id: string }>({
  method: 'POST',
  path: `${base}/:id/views`,
  summary: 'Count that the page was looked at; nothing is kept of who did',
  inSteps: true,
  access: { kind: 'public' },
  params: idParams,
  query: z.object({ quiet: flag.optional() }),
  responses: {},
  async perform(context, { params }) {
    const { event } = await get(context, params.id)
    await recordView(context, event.id, 'web')
    return { id: event.id }
  },
  respond: () => ({ status: 204 }),
})

/** History, both sides, attendance. */
export const insightRoutes: readonly AnyRoute[] = [
  historyRoute,
  inspector,
  again,
  decision,
  linksRoute(`${base}/:id/discord`, idParams),
  linksRoute(`${discordBase}/events/events/:event_id/discord`, eventIdParams),
  attendance,
  qr,
  view,
]
