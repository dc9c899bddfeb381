import { z } from 'zod'
import type { Headers } from '../access/access.ts'
import type { Actor } from '../access/actor.ts'
import { coreError } from '../errors.ts'
import type { Live } from './live.ts'

/** What a live address may be asked for, whatever carries it. */
export const liveQuery = z.looseObject({
  cursor: z.string().optional().catch(undefined),
  snapshot: z.stringbool().catch(false),
  ticket: z.string().optional().catch(undefined),
})

/** The parameters of a live address. */
export const pathParams = z.record(z.string(), z.string()).catch({})

/** The address that connections are counted by; a proxy or this machine itself says nothing. */
export function countedAddress(address: string): string | null {
  return /^(127\.|::1$|::ffff:127\.)/.test(address) ? null : address
}

/**
 * Who opens a connection, by key or cookie. A browser sends cookies along whatever page opens the
 * connection, and always names a foreign one, which is refused with `permission_denied`.
 */
export function actorOfHeaders({ access }: Live, headers: Headers): Promise<Actor> {
  const { origin, authorization } = headers
  if (typeof origin === 'string' && authorization === undefined && !access.isOwnOrigin(origin)) {
    throw coreError('permission_denied')
  }
  return access.resolveActor(headers)
}
