import { z } from 'zod'
import { snowflake } from '#core/contract.ts'
import { route, type AnyRoute } from '#core/http/route.ts'
import { historyAnswer, statsAnswer, statsQuery } from '../contract/insight.ts'
import { recruitment } from '../contract/party.ts'
import { namedHistory, type History } from '../service/history.ts'
import { markNoShows, statistics } from '../service/statistics.ts'
import { historyEntries } from '../views/history.ts'
import type { Seen } from '../views/json.ts'
import { base, idOf, params, party, tags, writeAccess, type Params } from './shared.ts'

const history = route<Params, unknown, unknown, History>({
  method: 'GET',
  path: `${base}/:id/history`,
  summary: 'What happened to a party, as sentences',
  tags,
  access: { kind: 'caller', scope: 'recruitments:read' },
  params,
  responses: { 200: historyAnswer },
  perform: (context, input) => namedHistory(context, idOf(input.params)),
  respond: ({ steps, names }, context) => ({
    status: 200,
    body: { results: historyEntries(steps, names, context.locale) },
  }),
})

type Query = z.infer<typeof statsQuery>

const stats = route<unknown, Query, unknown, z.infer<typeof statsAnswer>>({
  method: 'GET',
  path: `${base}/stats`,
  summary: 'How a guild’s parties have fared',
  tags,
  access: { kind: 'caller', scope: 'recruitments:read' },
  query: statsQuery,
  responses: { 200: statsAnswer },
  perform: (context, { query }) => statistics(context, query),
  respond: (body) => ({ status: 200, body }),
})

const noShowBody = z.object({ discord_user_ids: z.array(snowflake).max(99) })

const noShow = route<Params, unknown, z.infer<typeof noShowBody>, Seen>({
  method: 'POST',
  path: `${base}/:id/no-show`,
  summary: 'Write down which members did not come',
  tags,
  access: writeAccess,
  params,
  body: noShowBody,
  responses: { 200: recruitment },
  perform: (context, input) =>
    markNoShows(context, idOf(input.params), input.body.discord_user_ids),
  respond: party,
})

/** What became of parties. */
export const historyRoutes: readonly AnyRoute[] = [history, stats, noShow]
