import { createHash, createHmac } from 'node:crypto'
import type { Random } from '../ids.ts'

const prefix = 'whsec_'

/** A new signing secret: `whsec_` and 32 random bytes in base64 (Standard Webhooks). */
export function newSecret(random: Random): string {
  return prefix + random(32).toString('base64')
}

/** What identifies one sending of a message; `timestamp` is in whole seconds. */
export type Signed = { id: string; timestamp: number; body: string }

/** One signature as it stands in `webhook-signature` (`v1,…`): HMAC-SHA256 over id, time and body. */
export function sign(secret: string, { id, timestamp, body }: Signed): string {
  const key = Buffer.from(secret.slice(prefix.length), 'base64')
  const mac = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')
  return `v1,${mac}`
}

/**
 * The headers of one sending (Standard Webhooks). While a secret is being changed both sign, so that
 * the receiver may know either.
 */
export function signedHeaders(
  secrets: readonly string[],
  message: Signed,
): { 'webhook-id': string; 'webhook-timestamp': string; 'webhook-signature': string } {
  return {
    'webhook-id': message.id,
    'webhook-timestamp': String(message.timestamp),
    'webhook-signature': secrets.map((secret) => sign(secret, message)).join(' '),
  }
}

/**
 * The constant `webhook-id` of what an endpoint is told of one fact: it follows from the two, so it
 * stays the same however often the fact is read.
 */
export function messageId(endpointId: string, position: number, createdAt: number): string {
  const digest = createHash('sha256').update(`${endpointId}\n${position}\n${createdAt}`)
  return `msg_${digest.digest('base64url').slice(0, 27)}`
}
