import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { isIP } from 'node:net'
import { z } from 'zod'
import { refusal } from '../errors.ts'
import type { ApiKey, ExchangeState, Permission } from '../state.ts'

const claims = z.object({
  access_key: z.string(),
  nonce: z.string().min(1),
  query_hash: z.string().optional(),
  query_hash_alg: z.literal('SHA512').optional(),
})
const algorithms: Record<string, string> = { HS256: 'sha256', HS512: 'sha512' }
const header = z.object({ alg: z.enum(['HS256', 'HS512']) })

/** How long a nonce is remembered. */
const nonceMs = 600_000

/** What authentication looks at. `parameters` is the query or body as `a=1&b[]=2`, not encoded, in the order sent. */
export type Credentials = {
  authorization: string | undefined
  parameters: string
  ip: string
  now: number
}

/** The body of a POST as it is hashed. */
export function bodyParameters(body: unknown): string {
  const parsed = z.record(z.string(), z.unknown()).safeParse(body)
  if (!parsed.success) return ''
  return Object.entries(parsed.data)
    .flatMap(([key, value]) =>
      Array.isArray(value)
        ? value.map((one) => `${key}[]=${String(one)}`)
        : [`${key}=${String(value)}`],
    )
    .join('&')
}

/** The query of an address as it is hashed. */
export function queryParameters(url: string): string {
  const [, query = ''] = /\?(.*)$/s.exec(url) ?? []
  try {
    return decodeURIComponent(query)
  } catch {
    return query
  }
}

function decode(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString())
  } catch {
    return undefined
  }
}

function addressOf(ip: string): string {
  return ip.startsWith('::ffff:') && isIP(ip.slice(7)) === 4 ? ip.slice(7) : ip
}

function checkToken(
  state: ExchangeState,
  token: string,
): { key: ApiKey; claims: z.output<typeof claims> } {
  const [head = '', payload = '', signature = ''] = token.split('.')
  const alg = header.safeParse(decode(head))
  const claimed = claims.safeParse(decode(payload))
  if (!alg.success || !claimed.success) throw refusal(401, 'jwt_verification')
  const key = state.keys.find(({ access_key }) => access_key === claimed.data.access_key)
  if (!key) throw refusal(401, 'invalid_access_key')
  const expected = createHmac(algorithms[alg.data.alg] ?? 'sha512', key.secret_key)
    .update(`${head}.${payload}`)
    .digest()
  const given = Buffer.from(signature, 'base64url')
  if (given.length !== expected.length || !timingSafeEqual(given, expected))
    throw refusal(401, 'jwt_verification')
  return { key, claims: claimed.data }
}

function useNonce(state: ExchangeState, nonce: string, now: number): void {
  for (const [used, at] of state.nonces) {
    if (at > now - nonceMs) break
    state.nonces.delete(used)
  }
  if (state.nonces.has(nonce)) throw refusal(401, 'nonce_used')
  state.nonces.set(nonce, now)
}

/** Finds the key that a request was signed with, and checks all that the service checks. Throws its refusals. */
export function authenticate(
  state: ExchangeState,
  given: Credentials,
  needed: Permission | null,
): ApiKey {
  const [, token] = /^Bearer (\S+)$/.exec(given.authorization ?? '') ?? []
  if (token === undefined) throw refusal(401, 'no_authorization_token')
  const { key, claims: claimed } = checkToken(state, token)
  if (key.expires_at <= given.now) throw refusal(401, 'expired_access_key')
  if (key.ips.length > 0 && !key.ips.includes(addressOf(given.ip)))
    throw refusal(401, 'no_authorization_ip')
  useNonce(state, claimed.nonce, given.now)
  if (given.parameters !== '') {
    const hash = createHash('sha512').update(given.parameters).digest('hex')
    if (claimed.query_hash?.toLowerCase() !== hash) throw refusal(401, 'invalid_query_payload')
  }
  if (needed !== null && !key.permissions.includes(needed)) throw refusal(403, 'out_of_scope')
  return key
}
