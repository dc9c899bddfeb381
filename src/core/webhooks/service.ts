import { rightsIn } from '../access/rights.ts'
import type { Context, Unit } from '../context.ts'
import { AppError, coreError } from '../errors.ts'
import { en } from '../i18n/locales/en.ts'
import { randomToken } from '../ids.ts'
import type { CreateBody, DeliveriesQuery, PatchBody } from './contract.ts'
import { endpointFact, streamJob } from './deliver.ts'
import {
  addDelivery,
  attemptsOf,
  findDelivery,
  listDeliveries,
  renewDeliveries,
  saveDelivery,
  type Attempt,
  type Delivery,
} from './deliveries.ts'
import { bodyOf } from './messages.ts'
import { sealSecret } from './secrets.ts'
import { newSecret } from './signature.ts'
import {
  addEndpoint,
  findEndpoint,
  listEndpoints,
  removeEndpoint,
  saveEndpoint,
  takeEndpoint,
  type Endpoint,
} from './store.ts'
import { refusalTexts, refuseUrl, type AllowList } from './target.ts'

/** How long a replaced secret signs beside the new one. */
export const secretOverlapMs = 24 * 3_600_000
/** Endpoints of one guild at most. */
const endpointLimit = 25

/** A message with its attempts. */
export type Logged = Delivery & { log: Attempt[] }

/** Whether the caller may manage the endpoints of a guild, or those of every guild (null). */
async function mayManage(context: Context, guildId: string | null): Promise<boolean> {
  const { key, user } = context.actor
  if (guildId !== null) return (await rightsIn(context, guildId, 'admin')).manager
  return key !== null && user === null && key.guild_ids === null && key.scopes.includes('admin')
}

async function requireManager(context: Context, guildId: string | null): Promise<void> {
  if (!(await mayManage(context, guildId))) throw coreError('permission_denied')
}

/** The same without a refusal; still throws when it cannot be found out. */
async function manages(context: Context, guildId: string | null): Promise<boolean> {
  try {
    return await mayManage(context, guildId)
  } catch (error) {
    if (error instanceof AppError && (error.status === 403 || error.status === 404)) return false
    throw error
  }
}

/** An endpoint that the caller may manage; `not_found` for all others. */
async function ownEndpoint(context: Context, id: string): Promise<Endpoint> {
  const endpoint = await findEndpoint(context.database, id)
  if (!endpoint || !(await manages(context, endpoint.guild_id))) throw coreError('not_found')
  return endpoint
}

async function taken(unit: Unit, context: Context, id: string): Promise<Endpoint> {
  const endpoint = await takeEndpoint(unit, id, context.clock.now())
  if (!endpoint) throw coreError('not_found')
  return endpoint
}

function checkUrl(text: string, allow: AllowList): void {
  const refusal = refuseUrl(new URL(text), allow)
  if (refusal) throw coreError('validation_error', { fields: { url: [refusalTexts[refusal]] } })
}

/** The endpoints of a guild, or all that the caller may manage. */
export async function list(context: Context, guildId: string | undefined): Promise<Endpoint[]> {
  if (guildId !== undefined) await requireManager(context, guildId)
  const all = await listEndpoints(context.database)
  const asked = all.filter((one) => guildId === undefined || one.guild_id === guildId)
  const guilds = [...new Set(asked.map(({ guild_id }) => guild_id))]
  const mine = new Set<string | null>()
  for (const guild of guilds) {
    if (await manages(context, guild)) mine.add(guild)
  }
  return asked.filter(({ guild_id }) => mine.has(guild_id))
}

/** Makes an endpoint; its secret is in the result, in plain text this once. */
export async function create(
  context: Context,
  body: CreateBody,
  allow: AllowList,
): Promise<Endpoint> {
  const { url, types, discord_guild_id: guild_id } = body
  await requireManager(context, guild_id)
  checkUrl(url, allow)
  const { random, clock, actor } = context
  const id = `wh_${randomToken(random, 12)}`
  const created_by = actor.user?.discord_id ?? null
  const secret = newSecret(random)
  return context.write(async (unit) => {
    const siblings = (await listEndpoints(unit)).filter((one) => one.guild_id === guild_id)
    if (siblings.length >= endpointLimit) {
      throw coreError('validation_error', { fields: { url: [en['issue.webhook_limit']] } })
    }
    const sealed = sealSecret(context.secretBox, id, secret)
    const values = { id, guild_id, url, types, secret: sealed, created_by }
    const endpoint = await addEndpoint(unit, values, clock.now())
    await unit.fact(endpointFact(endpoint, 'created'))
    return { ...endpoint, secret }
  })
}

/** Sends what waits on a fresh schedule. */
async function resume(unit: Unit, { id, guild_id }: Endpoint, now: number): Promise<void> {
  for (const stream of await renewDeliveries(unit, id, now)) {
    await unit.job(streamJob({ webhook_id: id, stream }, guild_id, 'now'))
  }
}

/** Changes an endpoint. Turning one on sends what has waited meanwhile, on a fresh schedule. */
export async function change(
  context: Context,
  id: string,
  body: PatchBody,
  allow: AllowList,
): Promise<Endpoint> {
  await ownEndpoint(context, id)
  if (body.url !== undefined) checkUrl(body.url, allow)
  return context.write(async (unit) => {
    const now = context.clock.now()
    const before = await taken(unit, context, id)
    const { url = before.url, types = before.types, enabled = before.enabled } = body
    const turned = enabled !== before.enabled
    const reason = turned ? (enabled ? null : ('manual' as const)) : before.disabled_reason
    const paused_until = url === before.url && !turned ? before.paused_until : 0
    const changed = { ...before, url, types, enabled, disabled_reason: reason, paused_until }
    await saveEndpoint(unit, changed)
    if (turned && enabled) await resume(unit, changed, now)
    await unit.fact(endpointFact(changed, 'updated'))
    return changed
  })
}

/** Gives an endpoint a new secret, in plain text in the result; the old one signs beside it for a day. */
export async function rotate(context: Context, id: string): Promise<Endpoint> {
  await ownEndpoint(context, id)
  const secret = newSecret(context.random)
  return context.write(async (unit) => {
    const before = await taken(unit, context, id)
    const previous_until = context.clock.now() + secretOverlapMs
    const sealed = sealSecret(context.secretBox, id, secret)
    const changed = {
      ...before,
      secret: sealed,
      previous_secret: before.secret,
      previous_until,
    }
    await saveEndpoint(unit, changed)
    await unit.fact(endpointFact(changed, 'secret_changed'))
    return { ...changed, secret }
  })
}

/** Removes an endpoint and its log. */
export async function remove(context: Context, id: string): Promise<void> {
  const endpoint = await ownEndpoint(context, id)
  await context.write(async (unit) => {
    if (!(await removeEndpoint(unit, id))) throw coreError('not_found')
    const { version } = endpoint
    await unit.fact(endpointFact({ ...endpoint, version: version + 1 }, 'deleted'))
  })
}

/** Sends a message of the type `webhook.test`, once, even to an endpoint that is turned off. */
export async function test(context: Context, id: string): Promise<Logged> {
  const { guild_id } = await ownEndpoint(context, id)
  const message = `msg_${randomToken(context.random, 20)}`
  return context.write(async (unit) => {
    const now = context.clock.now()
    const type = 'webhook.test'
    const stream = `once:${message}`
    const body = bodyOf({ type, data: { webhook_id: id, discord_guild_id: guild_id } }, now)
    const draft = { id: message, webhook_id: id, position: 0, stream, type, body, once: true }
    await addDelivery(unit, draft, now)
    await unit.job(streamJob(draft, guild_id))
    return logged(unit, message)
  })
}

async function logged(store: Pick<Unit, 'db' | 'dialect'>, id: string): Promise<Logged> {
  const delivery = await findDelivery(store, id)
  if (!delivery) throw coreError('not_found')
  return { ...delivery, log: await attemptsOf(store, id) }
}

/** Messages of an endpoint with their attempts, newest first. */
export async function deliveries(
  context: Context,
  id: string,
  query: DeliveriesQuery,
): Promise<Logged[]> {
  await ownEndpoint(context, id)
  const { database } = context
  const { status, limit } = query
  const before = query.before === undefined ? null : await findDelivery(database, query.before)
  if (query.before !== undefined && before?.webhook_id !== id) throw coreError('not_found')
  const page = await listDeliveries(database, id, { before, limit, status })
  return Promise.all(page.map(async (one) => ({ ...one, log: await attemptsOf(database, one.id) })))
}

/**
 * Sends a message again under the same `webhook-id`: one that waits for a further attempt at once; one
 * that ended, or whose endpoint is turned off, once more outside the order of its object.
 */
export async function resend(context: Context, messageId: string): Promise<Logged> {
  const found = await findDelivery(context.database, messageId)
  if (!found) throw coreError('not_found')
  const { guild_id, enabled } = await ownEndpoint(context, found.webhook_id)
  return context.write(async (unit) => {
    const one = await logged(unit, messageId)
    const next_try_at = context.clock.now()
    const waits = one.status === 'pending' && enabled
    const again: Delivery = waits
      ? { ...one, next_try_at }
      : { ...one, status: 'pending', next_try_at, once: true, stream: `once:${messageId}` }
    await saveDelivery(unit, again)
    await unit.job(streamJob(again, guild_id, 'now'))
    return { ...again, log: one.log }
  })
}
