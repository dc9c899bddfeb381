import { pageBody } from '#core/http/paging.ts'
import { z } from 'zod'
import { toInstant } from '#core/contract.ts'
import { route, type AnyRoute } from '#core/http/route.ts'
import {
  importAnswer,
  importBody,
  importSource as importSourceShape,
  type ImportAnswer,
  type ImportBody,
  type ImportSource,
} from '../contract/import.ts'
import { inviteAnswer, timeline as timelineShape } from '../contract/person.ts'
import {
  coverage as coverageShape,
  createBody,
  patchBody,
  rosterPage,
  rosterQuery,
  type CreateBody,
  type PatchBody,
  type RosterQuery,
} from '../contract/roster.ts'
import * as contract from '../contract/row.ts'
import { guildQuery, type GuildQuery } from '../contract/shared.ts'
import * as history from '../service/history.ts'
import { importSheet } from '../service/import.ts'
import * as link from '../service/link.ts'
import { importSource } from '../service/sheet.ts'
import * as service from '../service/roster.ts'
import { sessionJson } from '../views/json.ts'
import {
  base,
  idOf,
  params,
  readAccess,
  rowAnswer,
  tags,
  writeAccess,
  type Params,
} from './shared.ts'

const list = route<unknown, RosterQuery, unknown, { count: number; results: contract.StaffRow[] }>({
  method: 'GET',
  path: `${base}/roster`,
  summary: 'The roster with what is known of everybody’s presence',
  tags,
  access: readAccess,
  query: rosterQuery,
  responses: { 200: rosterPage },
  perform: (context, { query }) => service.list(context, query),
  respond: (found, context, input) => ({ status: 200, body: pageBody(context, input, found) }),
})

const detail = route<Params, unknown, unknown, contract.StaffRow>({
  method: 'GET',
  path: `${base}/roster/:id`,
  summary: 'One row of the roster',
  tags,
  access: readAccess,
  params,
  responses: { 200: contract.staffRow },
  perform: (context, input) => service.get(context, idOf(input.params)),
  respond: rowAnswer,
})

const create = route<unknown, unknown, CreateBody, contract.SavedRow>({
  method: 'POST',
  path: `${base}/roster`,
  summary: 'Put somebody on the roster',
  tags,
  access: writeAccess,
  body: createBody,
  responses: { 201: contract.savedRow },
  perform: (context, { body }) => service.create(context, body),
  respond: (row) => ({ ...rowAnswer(row), status: 201 }),
})

const patch = route<Params, unknown, PatchBody, contract.SavedRow>({
  method: 'PATCH',
  path: `${base}/roster/:id`,
  summary: 'Change a row, also by linking an id by hand',
  tags,
  access: writeAccess,
  params,
  body: patchBody,
  responses: { 200: contract.savedRow },
  perform: (context, input) => service.patch(context, idOf(input.params), input.body),
  respond: rowAnswer,
})

const removal = route<Params, unknown, unknown, contract.StaffRow>({
  method: 'DELETE',
  path: `${base}/roster/:id`,
  summary: 'Take somebody off the roster; the history stays',
  tags,
  access: writeAccess,
  params,
  responses: { 200: contract.staffRow },
  perform: (context, input) => service.deactivate(context, idOf(input.params)),
  respond: rowAnswer,
})

const unlink = route<Params, unknown, unknown, contract.StaffRow>({
  method: 'DELETE',
  path: `${base}/roster/:id/link`,
  summary: 'Take the Discord account off a row',
  tags,
  access: writeAccess,
  params,
  responses: { 200: contract.staffRow },
  perform: (context, input) => link.unlink(context, idOf(input.params)),
  respond: rowAnswer,
})

const invite = route<Params, unknown, unknown, { url: string; expires_at: number }>({
  method: 'POST',
  path: `${base}/roster/:id/invite`,
  summary: 'A link by which somebody takes over a row with the own Discord account',
  tags,
  access: writeAccess,
  params,
  responses: { 201: inviteAnswer },
  perform: (context, input) => link.invite(context, idOf(input.params)),
  respond: ({ url, expires_at }) => ({
    status: 201,
    body: { url, expires_at: toInstant(expires_at) },
  }),
})

const zoneQuery = z.strictObject({ timezone: z.string().max(64).optional() })
type ZoneQuery = z.infer<typeof zoneQuery>

const timeline = route<Params, ZoneQuery, unknown, history.PersonTimeline>({
  method: 'GET',
  path: `${base}/roster/:id/timeline`,
  summary: 'When somebody was online and on duty',
  tags,
  access: readAccess,
  params,
  query: zoneQuery,
  responses: { 200: timelineShape },
  perform: (context, input) =>
    history.timelineOf(context, idOf(input.params), input.query.timezone),
  respond: ({ spans, sessions, from, to, ...rest }) => ({
    status: 200,
    body: {
      ...rest,
      from: toInstant(from),
      to: toInstant(to),
      spans: spans.map((span) => ({
        from: toInstant(span.from),
        to: toInstant(span.to),
        status: span.status,
      })),
      sessions: sessions.map(sessionJson),
    },
  }),
})

const coverageQuery = guildQuery.extend(zoneQuery.shape)
type CoverageQuery = z.infer<typeof coverageQuery>

const coverage = route<
  unknown,
  CoverageQuery,
  unknown,
  { timezone: string; days: number; hours: number[] }
>({
  method: 'GET',
  path: `${base}/coverage`,
  summary: 'How many are usually on duty in each hour of the day',
  tags,
  access: readAccess,
  query: coverageQuery,
  responses: { 200: coverageShape },
  perform: (context, { query }) => history.coverageOf(context, query),
  respond: ({ hours, ...rest }) => ({
    status: 200,
    body: { ...rest, hours: hours.map((average, hour) => ({ hour, average })) },
  }),
})

const importFrom = route<unknown, GuildQuery, unknown, ImportSource>({
  method: 'GET',
  path: `${base}/import`,
  summary: 'With whom a sheet at Google is to be shared before it is read',
  tags,
  access: writeAccess,
  query: guildQuery,
  responses: { 200: importSourceShape },
  perform: (context, { query }) => importSource(context, query.discord_guild_id),
  respond: (body) => ({ status: 200, body }),
})

const imports = route<unknown, unknown, ImportBody, ImportAnswer>({
  method: 'POST',
  path: `${base}/import`,
  summary: 'Read a sheet; with `apply` the roster takes it over',
  tags,
  access: writeAccess,
  body: importBody,
  responses: { 200: importAnswer },
  perform: (context, { body }) => importSheet(context, body),
  respond: (body) => ({ status: 200, body }),
})

/** Reading and changing the roster. */
export const rosterRoutes: readonly AnyRoute[] = [
  list,
  create,
  detail,
  patch,
  removal,
  unlink,
  invite,
  timeline,
  coverage,
  importFrom,
  imports,
]
