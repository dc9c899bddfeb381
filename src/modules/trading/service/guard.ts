import { createHmac, timingSafeEqual } from 'node:crypto'
import { mayActFor } from '#core/access/actor.ts'
import type { Context, Services } from '#core/context.ts'
import { coreError } from '#core/errors.ts'
import type { Wire } from '#core/http/route.ts'
import { refuse } from '../errors.ts'
import { isInRanges, parseInstant } from '../rules/requests.ts'
import { rightsUpTo, type Rights } from '../rules/rights.ts'
import { spendNonce } from '../store/requests.ts'
import { engineOf } from './engine.ts'
import { capOf } from './rights.ts'

/** The parts of a request that say who sends it. */
export type Sent = { headers: Readonly<Record<string, string | undefined>>; wire: Wire }

/** Who calls the trading interface, before it is known for whom. */
export type Caller = {
  /** What may be done at most, whoever is named. */
  cap: Rights
  /** Names the caller for idempotency keys. */
  name: string
  /** Whether the caller may act in the name of a person. */
  mayActFor: (discordUserId: string) => boolean
}

/** Throws `ip_not_allowed` for an address that is not on the list. */
export function checkAddress(services: Services, { wire }: Sent): void {
  const { TRADING_ALLOWED_IPS: ranges } = engineOf(services).settings
  if (!isInRanges(wire.address, ranges)) throw refuse('ip_not_allowed')
}

/**
 * Who calls: a key, a signed-in person, or, in the compatibility profile, a program on this machine
 * that shows nothing. Throws `unauthorized`.
 */
export function identify(context: Context, { wire }: Sent): Caller {
  const { actor } = context
  const own = (discordUserId: string) => mayActFor(actor, discordUserId)
  if (actor.key) {
    return { cap: capOf(context), name: `key:${actor.key.id}`, mayActFor: own }
  }
  if (actor.session && actor.user) {
    const id = actor.user.discord_id
    return { cap: capOf(context), name: `session:${id}`, mayActFor: own }
  }
  const { TRADING_COMPAT_INSECURE } = engineOf(context).settings
  if (!wire.isLocal && !TRADING_COMPAT_INSECURE) throw refuse('unauthorized')
  return { cap: rightsUpTo('trade', 'compat'), name: 'compat', mayActFor: () => true }
}

/** Whether this is the compatibility profile: nobody has shown anything. */
export function isCompat({ name }: Caller): boolean {
  return name === 'compat'
}

function keyText({ headers }: Sent): string {
  const bearer = /^Bearer (\S+)$/i.exec(headers['authorization'] ?? '')?.[1]
  return bearer ?? headers['x-api-key'] ?? ''
}

function sameHex(given: string, right: string): boolean {
  const [a, b] = [Buffer.from(given.toLowerCase()), Buffer.from(right)]
  return a.length === b.length && timingSafeEqual(a, b)
}

/** Throws `stale_timestamp` for a time that is too far from now, or that cannot be read. */
export function checkFresh(services: Services, timestamp: string | number): void {
  const skewMs = engineOf(services).settings.TRADING_MAX_SKEW_S * 1_000
  const at = parseInstant(timestamp)
  if (at === null) {
    const fields = { timestamp: ['Must be a time with an offset, or seconds since 1970.'] }
    throw coreError('validation_error', { fields })
  }
  if (Math.abs(services.clock.now() - at) > skewMs) throw refuse('stale_timestamp')
}

/**
 * Checks the signature of a signed request over its raw bytes, its time and its nonce, which is good
 * once. A page has no key to sign with: its session answers for it. Throws `bad_signature`,
 * `stale_timestamp`, `replayed`.
 */
export async function checkSignature(context: Context, sent: Sent): Promise<void> {
  const { headers, wire } = sent
  const timestamp = headers['x-muster-timestamp']
  const nonce = headers['x-muster-nonce']
  const signature = headers['x-muster-signature']
  const { settings } = engineOf(context)
  if (signature === undefined && nonce === undefined && timestamp === undefined) {
    const isPage = context.actor.session !== undefined && context.actor.key === null
    if (settings.TRADING_REQUIRE_SIGNATURE && !isPage) throw refuse('bad_signature')
    return
  }
  const key = keyText(sent)
  const isComplete = timestamp !== undefined && nonce !== undefined && signature !== undefined
  if (!isComplete || key === '' || !/^[\x21-\x7e]{8,128}$/.test(nonce))
    throw refuse('bad_signature')
  const signed = createHmac('sha256', key)
    .update(`${timestamp}.${nonce}.${wire.method}.${wire.url}.`)
    .update(wire.body)
    .digest('hex')
  if (!sameHex(signature, signed)) throw refuse('bad_signature')
  checkFresh(context, timestamp)
  const expires = context.clock.now() + 2 * settings.TRADING_MAX_SKEW_S * 1_000
  const name = createHmac('sha256', key).update(nonce).digest('base64url')
  const isNew = await context.database.write((tx) => spendNonce(tx, name, expires))
  if (!isNew) throw refuse('replayed')
}

/** What a command over HTTP counts against beside its person: where the caller sits, and the caller. */
export function sendersOf(caller: Caller, { wire }: Sent): string[] {
  return [`address:${wire.address}`, caller.name]
}

/**
 * Counts a command against each of those who have part in it; throws `rate_limited` when one of
 * them sent too many.
 */
export async function countCommand(
  services: Services,
  kind: 'view' | 'trade' | 'backtest',
  names: readonly string[],
): Promise<void> {
  const limit = engineOf(services).settings.TRADING_RATE_LIMITS[kind]
  if (limit === 0) return
  const policy = { name: `trading.${kind}`, limit, windowMs: 60_000 }
  for (const name of names) {
    const { allowed, retryAfterMs } = await services.limits.take(policy, name)
    if (!allowed) throw coreError('rate_limited', { retryAfterMs })
  }
}
