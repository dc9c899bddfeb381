import { createHash, createHmac } from 'node:crypto'
import type { Random } from '#core/ids.ts'

/** Names of parameters with their values, in the order in which they are sent. */
export type Pairs = readonly (readonly [name: string, value: string])[]

/** The keys of an account. */
export type Keys = { accessKey: string; secretKey: string }

const header = Buffer.from(JSON.stringify({ alg: 'HS512', typ: 'JWT' })).toString('base64url')

/** What is hashed: `name=value&…`, unencoded and in the order of sending (Upbit, authentication). */
export function hashedText(pairs: Pairs): string {
  return pairs.map(([name, value]) => `${name}=${value}`).join('&')
}

/** The same as a query of an address; brackets of lists stay as they are. */
export function queryText(pairs: Pairs): string {
  return pairs
    .map(
      ([name, value]) =>
        `${name.replaceAll(/[^\w[\]]/g, encodeURIComponent)}=${encodeURIComponent(value)}`,
    )
    .join('&')
}

function nonce(random: Random): string {
  const bytes = random(16)
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  const hex = bytes.toString('hex')
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ].join('-')
}

/** The token of one request: HS512 over the claims, the secret as it is. */
export function requestToken({ accessKey, secretKey }: Keys, pairs: Pairs, random: Random): string {
  const claims = {
    access_key: accessKey,
    nonce: nonce(random),
    ...(pairs.length > 0 && {
      query_hash: createHash('sha512').update(hashedText(pairs)).digest('hex'),
      query_hash_alg: 'SHA512',
    }),
  }
  const signed = `${header}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}`
  const signature = createHmac('sha512', secretKey).update(signed).digest('base64url')
  return `${signed}.${signature}`
}
