import type { z } from 'zod'
import type { Context } from '#core/context.ts'
import { coreError } from '#core/errors.ts'
import type { RouteAnswer } from '#core/http/route.ts'
import { toInstant } from '#core/contract.ts'
import type { CommandAnswer } from '../contract/envelope.ts'
import type { actingFor } from '../contract/rest.ts'
import type { CommandOutcome } from '../service/commands/run.ts'
import type { Right } from '../contract/values.ts'
import { refuse } from '../errors.ts'
import type { Rights } from '../rules/rights.ts'
import { checkAddress, checkSignature, identify, type Sent } from '../service/guard.ts'
import { effectiveRights, holds } from '../service/rights.ts'

/** Bodies of commands are small. */
export const bodyLimit = 16 * 1_024

/** Groups the routes in the API description. */
export const tags = ['trading']

/** Who may call at all: the address, the credential, and the signature where there is one. */
export async function authorise(context: Context, sent: Sent): Promise<void> {
  checkAddress(context, sent)
  identify(context, sent)
  await checkSignature(context, sent)
}

/** What the routes of commands have in common. */
export const commandRoute = {
  tags,
  access: { kind: 'public' },
  bodyLimit,
  ownIdempotency: true,
  countsFailures: true,
  authorise,
} as const

/** Refusals that are failures of the program or its surroundings, with their status. */
const failures: Record<string, number> = {
  halted: 503,
  exchange_unavailable: 503,
  no_price: 503,
  stale_price: 503,
  no_keys: 503,
  not_allowed: 403,
  not_your_order: 403,
  second_person: 403,
  orderer_not_allowed: 403,
  amount_and_volume: 400,
  invalid_amount: 400,
  invalid_price: 400,
  invalid_tif: 400,
  price_needed: 400,
}

/** The codes that failures carry outside. */
function outerCode(code: string, status: number): string {
  if (status === 400) return 'bad_request'
  if (status === 403) return 'forbidden'
  return code === 'halted' ? 'halted' : 'exchange_unavailable'
}

/** A command's outcome as an answer: refusals of orders are answers, failures are errors. */
export function commandReply(
  { command, result, isReplay }: CommandOutcome,
  context: Context,
  requestId: string,
): RouteAnswer {
  const { type, message, data, code } = result
  const headers: Record<string, string> = isReplay ? { 'idempotent-replay': 'true' } : {}
  const status = code === undefined ? undefined : failures[code]
  if (status !== undefined && code !== undefined) {
    const shown = { type: 'error', message, data: { ...data, reason: code } }
    const body = {
      status: 'error',
      code: outerCode(code, status),
      message,
      detail: message,
      request_id: requestId,
      response: shown,
    }
    return { status, headers: { ...headers, ...(status === 503 && { 'retry-after': '5' }) }, body }
  }
  const body: CommandAnswer = {
    status: 'ok',
    message,
    request_id: requestId,
    timestamp: toInstant(context.clock.now()),
    command,
    ...(code !== undefined && { code }),
    response: { type, message, data: data as CommandAnswer['response']['data'] },
  }
  return { status: 200, headers, body }
}

/** Whom the body of a request names. */
type Named = z.infer<typeof actingFor>

/** In whose name a request acts; null for a program's own. Throws `forbidden` for somebody else's. */
export function actorOf(context: Context, sent: Sent, named: Named = {}): string | null {
  const caller = identify(context, sent)
  const id = named.discord_user_id ?? context.actor.user?.discord_id ?? null
  if (id !== null && !caller.mayActFor(id)) throw refuse('forbidden')
  return id
}

/** The same where there must be somebody; throws `validation_error` with the field that is missing. */
export function personOf(context: Context, sent: Sent, named: Named): string {
  const id = actorOf(context, sent, named)
  if (id !== null) return id
  const fields = { discord_user_id: ['This field is required.'] }
  throw coreError('validation_error', { fields })
}

/** What the caller may do here; throws `forbidden` when that is too little. */
export async function checkRight(
  context: Context,
  sent: Sent,
  right: Right,
  named?: Named,
): Promise<Rights> {
  const { cap } = identify(context, sent)
  const id = actorOf(context, sent, named)
  const rights = id === null ? cap : await effectiveRights(context, cap, id)
  if (!holds(rights, right)) throw refuse('forbidden')
  return rights
}
