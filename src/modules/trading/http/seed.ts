import { z } from 'zod'
import type { Context } from '#core/context.ts'
import { toInstant } from '#core/contract.ts'
import { coreError } from '#core/errors.ts'
import { route, type AnyRoute, type RouteInput } from '#core/http/route.ts'
import { parseLocale } from '#core/i18n/locale.ts'
import { commandsAnswer, permissionsAnswer } from '../contract/data.ts'
import {
  commandAnswer,
  discordHealthAnswer,
  failureAnswer,
  healthAnswer,
  notificationAnswer,
  notificationQuery,
  notificationRequest,
  webhookRequest,
} from '../contract/envelope.ts'
import { refuse } from '../errors.ts'
import { runCommand, type CommandOutcome } from '../service/commands/run.ts'
import { commandList } from '../service/commands/list.ts'
import { checkAddress, checkFresh, identify, isCompat, sendersOf } from '../service/guard.ts'
import { discordHealth, health } from '../service/health.ts'
import { notify } from '../service/notify.ts'
import { permissionsOf } from '../service/permissions.ts'
import { holds, mayNotify } from '../service/rights.ts'
import { localeFor } from '../service/language.ts'
import { bodyLimit, commandReply, commandRoute, tags } from './shared.ts'

const failures = {
  400: failureAnswer,
  401: failureAnswer,
  403: failureAnswer,
  404: failureAnswer,
  409: failureAnswer,
  503: failureAnswer,
}

type Hook = z.infer<typeof webhookRequest>
type Spoken = { outcome: CommandOutcome; context: Context; requestId: string }

function requestIdOf(
  headers: RouteInput<unknown, unknown, unknown>['headers'],
  given: string | null | undefined,
): string | null {
  return headers['idempotency-key'] ?? given ?? null
}

const webhook = route<unknown, unknown, Hook, Spoken>({
  ...commandRoute,
  method: 'POST',
  path: '/api/discord/webhook',
  summary: 'Runs a command in the name of a person',
  body: webhookRequest,
  responses: { 200: commandAnswer, ...failures },
  async perform(given, { body, headers, wire }) {
    const caller = identify(given, { headers, wire })
    if (!caller.mayActFor(body.user_id)) throw refuse('forbidden')
    if (body.timestamp !== null && body.timestamp !== undefined) checkFresh(given, body.timestamp)
    const locale = await localeFor(given, { userId: body.user_id, headers })
    const context = { ...given, locale }
    const key = requestIdOf(headers, body.request_id)
    const outcome = await runCommand(context, {
      name: body.command,
      parameters: body.parameters,
      user_id: body.user_id,
      cap: caller.cap,
      channel_id: body.channel_id ?? null,
      guild_id: body.guild_id ?? null,
      source_kind: isCompat(caller) ? 'discord' : 'api',
      senders: sendersOf(caller, { headers, wire }),
      request: key === null ? null : { caller: caller.name, key },
    })
    return { outcome, context, requestId: key ?? context.random(8).toString('hex') }
  },
  respond: ({ outcome, context, requestId }) => commandReply(outcome, context, requestId),
})

const userQuery = z.object({
  user_id: z
    .string()
    .regex(/^\d{1,20}$/)
    .optional(),
  lang: z.string().optional(),
})

const list = route<unknown, z.infer<typeof userQuery>, unknown, z.infer<typeof commandsAnswer>>({
  ...commandRoute,
  method: 'GET',
  path: '/api/discord/commands',
  summary: 'All commands, or those that a person may use',
  query: userQuery,
  responses: { 200: commandsAnswer, ...failures },
  perform: async (context, { query, headers, wire }) =>
    commandList(
      { ...context, locale: parseLocale(query.lang) ?? context.locale },
      identify(context, { headers, wire }).cap,
      query.user_id ?? null,
    ),
  respond: (body) => ({ status: 200, body }),
})

const params = z.object({ user_id: z.string() })

const permissions = route<
  z.infer<typeof params>,
  unknown,
  unknown,
  z.infer<typeof permissionsAnswer>
>({
  ...commandRoute,
  method: 'GET',
  path: '/api/discord/users/:user_id/permissions',
  summary: 'What a person may do; `me` is the signed-in one',
  params,
  responses: { 200: permissionsAnswer, ...failures },
  async perform(context, { params: { user_id: given }, headers, wire }) {
    const caller = identify(context, { headers, wire })
    const id = given === 'me' ? (context.actor.user?.discord_id ?? '') : given
    if (!/^\d{1,20}$/.test(id)) {
      if (given === 'me') throw refuse('unauthorized')
      const fields = { user_id: ['Must be a Discord id, or "me".'] }
      throw coreError('validation_error', { fields })
    }
    if (!caller.mayActFor(id) || !holds(caller.cap, 'view')) throw refuse('forbidden')
    return permissionsOf(context, id)
  },
  respond: (body) => ({ status: 200, body }),
})

type Told = Awaited<ReturnType<typeof notify>>

const notification = route<
  unknown,
  z.infer<typeof notificationQuery>,
  z.infer<typeof notificationRequest>,
  Told
>({
  ...commandRoute,
  method: 'POST',
  path: '/api/discord/notification',
  summary: 'Tells something in a channel',
  query: notificationQuery,
  body: notificationRequest,
  responses: { 200: notificationAnswer, 202: notificationAnswer, ...failures },
  async perform(context, { query, body, headers, wire }) {
    const caller = identify(context, { headers, wire })
    // Notifications speak in the program's own name: nobody may do that without a key.
    if (isCompat(caller)) throw refuse('unauthorized')
    if (!mayNotify(context)) throw refuse('forbidden')
    const named = body.dedupe_key ?? headers['idempotency-key'] ?? null
    // What others tell has names of its own: nobody is to silence them, nor what the program tells.
    const dedupe_key = named === null ? null : `told:${caller.name}:${body.channel_id}:${named}`
    return notify(context, { ...body, dedupe_key }, query.wait === true)
  },
  respond: (told) => ({ status: told.delivery === 'queued' ? 202 : 200, body: told }),
})

const ownHealth = route<unknown, unknown, unknown, Awaited<ReturnType<typeof health>>>({
  method: 'GET',
  path: '/health',
  summary: 'Whether the program lives and can reach its data',
  tags,
  access: { kind: 'public' },
  responses: { 200: healthAnswer, 503: healthAnswer },
  perform: (context) => health(context),
  respond: (body) => ({ status: body.status === 'ok' ? 200 : 503, body }),
})

const healthOfDiscord = route<unknown, unknown, unknown, z.infer<typeof discordHealthAnswer>>({
  method: 'GET',
  path: '/api/discord/health',
  summary: 'How Discord, trading and notifications are; little of it without a key',
  tags,
  bodyLimit,
  countsFailures: true,
  access: { kind: 'public' },
  responses: { 200: discordHealthAnswer },
  async perform(context, sent) {
    checkAddress(context, sent)
    const knows = context.actor.key !== null || context.actor.session !== undefined
    const timestamp = toInstant(context.clock.now())
    return knows
      ? { status: 'ok', ...(await discordHealth(context)), timestamp }
      : { status: 'ok', timestamp }
  },
  respond: (body) => ({ status: 200, body }),
})

/** The paths that bots written for the first version know. */
export const seedRoutes: readonly AnyRoute[] = [
  webhook,
  list,
  permissions,
  notification,
  ownHealth,
  healthOfDiscord,
]
