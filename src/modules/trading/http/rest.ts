import { z } from 'zod'
import type { Context } from '#core/context.ts'
import { route, type AnyRoute } from '#core/http/route.ts'
import {
  balanceData,
  limitsData,
  marketsData,
  ordersData,
  performanceData,
  positionsData,
  signalsData,
  statusData,
  strategiesData,
} from '../contract/data.ts'
import { commandAnswer } from '../contract/envelope.ts'
import {
  actingFor,
  candlesAnswer,
  candlesQuery,
  commandBody,
  eventsAnswer,
  listQuery,
  newOrder,
  notificationsAnswer,
  ordersQuery,
  overview,
  quoteAnswer,
  roleMapping,
} from '../contract/rest.ts'
import { orderDetail, type Right } from '../contract/values.ts'
import { runCommand, type CommandOutcome } from '../service/commands/run.ts'
import { identify, type Sent } from '../service/guard.ts'
import * as read from '../service/reading.ts'
import { authorise, bodyLimit, checkRight, commandReply, personOf, tags } from './shared.ts'

type In<P, Q, B> = { params: P; query: Q; body: B } & Sent

/** A route that only shows something, for those who may see it. */
function shows<T, Q = unknown, P = unknown>(of: {
  path: string
  summary: string
  shape: z.ZodType
  query?: z.ZodType<Q>
  params?: z.ZodType<P>
  right?: Right
  read: (context: Context, input: In<P, Q, unknown>) => Promise<T>
}): AnyRoute {
  const { path, summary, shape, query, params, right = 'view', read: find } = of
  return route<P, Q, unknown, T>({
    method: 'GET',
    path: `/api/trading/${path}`,
    summary,
    tags,
    access: { kind: 'caller', scope: 'trading:view' },
    authorise,
    ...(query && { query }),
    ...(params && { params }),
    responses: { 200: shape },
    async perform(context, input) {
      await checkRight(context, input, right)
      return find(context, input)
    },
    respond: (value) => ({ status: 200, body: value }),
  })
}

type Spoken = { outcome: CommandOutcome; requestId: string }

/** A route that runs a command for the signed-in person, or for whom a program's key names. */
function runs<P, B extends z.infer<typeof actingFor>>(of: {
  path: string
  summary: string
  params?: z.ZodType<P>
  body: z.ZodType<B>
  command: (input: In<P, unknown, Omit<B, 'discord_user_id'>>) => {
    name: string
    parameters: Record<string, unknown>
  }
}): AnyRoute {
  const { path, summary, params, body, command } = of
  return route<P, unknown, B, Spoken>({
    method: 'POST',
    path: `/api/trading/${path}`,
    summary,
    tags,
    access: { kind: 'caller' },
    bodyLimit,
    ownIdempotency: true,
    authorise,
    ...(params && { params }),
    body,
    responses: { 200: commandAnswer },
    async perform(context, input) {
      const caller = identify(context, input)
      const { discord_user_id, ...told } = input.body
      const key = input.headers['idempotency-key']
      const outcome = await runCommand(context, {
        ...command({ ...input, body: told }),
        user_id: personOf(context, input, { discord_user_id }),
        cap: caller.cap,
        channel_id: null,
        guild_id: null,
        source_kind: context.actor.source === 'web' ? 'web' : 'api',
        request: key === undefined ? null : { caller: caller.name, key },
      })
      return { outcome, requestId: key ?? context.random(8).toString('hex') }
    },
    respond: ({ outcome, requestId }, context) => commandReply(outcome, context, requestId),
  })
}

const id = z.object({ id: z.string().max(40) })
const marketsQuery = z.object({
  query: z.string().max(40).optional(),
  page: z.coerce.number().int().min(1).max(100).default(1),
})

const reading: readonly AnyRoute[] = [
  shows({
    path: 'overview',
    summary: 'All that the first page shows',
    shape: overview,
    read: (context, input) => read.overviewFor(context, input),
  }),
  shows({ path: 'status', summary: 'How trading is', shape: statusData, read: read.status }),
  shows({
    path: 'balance',
    summary: 'What the account holds',
    shape: balanceData,
    read: read.balance,
  }),
  shows({
    path: 'limits',
    summary: 'The limits and how much of them is used',
    shape: limitsData,
    right: 'admin',
    read: read.limits,
  }),
  shows({
    path: 'positions',
    summary: 'What is held, by our own books',
    shape: positionsData,
    read: (context) => read.positions(context),
  }),
  shows({
    path: 'markets',
    summary: 'Markets, most traded first',
    shape: marketsData,
    query: marketsQuery,
    read: (context, { query }) => read.markets(context, query),
  }),
  shows({
    path: 'orders',
    summary: 'Orders, newest first',
    shape: ordersData,
    query: ordersQuery,
    read: (context, { query }) => read.orders(context, query),
  }),
  shows({
    path: 'orders/:id',
    summary: 'One order with its steps and fills',
    shape: orderDetail,
    params: id,
    read: (context, { params }) => read.order(context, params.id),
  }),
  shows({
    path: 'signals',
    summary: 'What strategies saw, newest first',
    shape: signalsData,
    query: listQuery,
    read: (context, { query }) => read.signals(context, query),
  }),
  shows({
    path: 'candles',
    summary: 'Candles with indicators, signals and fills',
    shape: candlesAnswer,
    query: candlesQuery,
    read: (context, { query }) => read.candles(context, query),
  }),
  shows({
    path: 'events',
    summary: 'What happened, newest first',
    shape: eventsAnswer,
    query: listQuery,
    read: (context, { query }) => read.events(context, query.limit),
  }),
  shows({
    path: 'notifications',
    summary: 'What is told where, and what was told',
    shape: notificationsAnswer,
    read: read.notifications,
  }),
]

const periodQuery = z.object({ period: z.enum(['7d', '30d', '90d', 'all']).default('30d') })

const results: readonly AnyRoute[] = [
  shows({
    path: 'performance',
    summary: 'Result against buy and hold',
    shape: performanceData,
    query: periodQuery,
    read: (context, { query }) => read.performance(context, query),
  }),
  shows({
    path: 'strategies',
    summary: 'All strategies',
    shape: strategiesData,
    read: read.strategyList,
  }),
]

const writing: readonly AnyRoute[] = [
  runs({
    path: 'commands/:name',
    summary: 'Runs a command with the body as its parameters',
    params: z.object({ name: z.string().max(64) }),
    body: commandBody,
    command: ({ params, body }) => ({ name: params.name, parameters: body }),
  }),
  runs({
    path: 'orders',
    summary: 'Places an order, or asks back',
    body: newOrder.extend(actingFor.shape),
    command: ({ body: { side, ...parameters } }) => ({ name: side, parameters }),
  }),
  ...(['confirm', 'reject', 'cancel'] as const).map((verb) =>
    runs({
      path: `orders/:id/${verb}`,
      summary: `The command ${verb} for one order`,
      params: id,
      body: actingFor,
      command: ({ params }) => ({ name: verb, parameters: { id: params.id } }),
    }),
  ),
]

const quote = route<unknown, unknown, z.infer<typeof newOrder>, z.infer<typeof quoteAnswer>>({
  method: 'POST',
  path: '/api/trading/quotes',
  summary: 'What an order would come to; nothing is stored',
  tags,
  access: { kind: 'caller', scope: 'trading:view' },
  changesNothing: true,
  bodyLimit,
  authorise,
  body: newOrder,
  responses: { 200: quoteAnswer },
  async perform(context, input) {
    return read.quote(context, input.body, await checkRight(context, input, 'view'))
  },
  respond: (body) => ({ status: 200, body }),
})

const roleBody = roleMapping.extend(actingFor.shape)

const mapRole = route<unknown, unknown, z.infer<typeof roleBody>, unknown>({
  method: 'POST',
  path: '/api/trading/permissions/roles',
  summary: 'Maps a role of the primary server to a right, or forgets it',
  tags,
  access: { kind: 'caller', scope: 'trading:admin' },
  bodyLimit,
  authorise,
  body: roleBody,
  responses: { 200: z.object({ status: z.literal('ok') }) },
  async perform(context, input) {
    const { role_id, right } = input.body
    const userId = personOf(context, input, input.body)
    await checkRight(context, input, 'admin', input.body)
    return runCommand(context, {
      name: 'permissions',
      parameters: { role: role_id, right: right ?? 'none' },
      user_id: userId,
      cap: identify(context, input).cap,
      channel_id: null,
      guild_id: null,
      source_kind: 'web',
      request: null,
    })
  },
  respond: () => ({ status: 200, body: { status: 'ok' } }),
})

const imageQuery = z.object({ token: z.string().max(2_000) })

const image = route<unknown, z.infer<typeof imageQuery>, unknown, Buffer>({
  method: 'GET',
  path: '/api/trading/images',
  summary: 'A picture whose address was handed out lately',
  tags,
  access: { kind: 'public' },
  query: imageQuery,
  responses: { 200: z.unknown() },
  perform: (context, { query }) => read.picture(context, query.token),
  respond: (png) => ({
    status: 200,
    headers: { 'content-type': 'image/png', 'cache-control': 'private, max-age=600' },
    body: png,
  }),
})

/** Our own interface: what pages and programs read, and the same commands as everywhere. */
export const restRoutes: readonly AnyRoute[] = [
  ...reading,
  ...results,
  ...writing,
  quote,
  mapRole,
  image,
]
