import { randomBytes } from 'node:crypto'

/** Source of randomness: fills a fresh buffer of the given length (bytes). */
export type Random = (bytes: number) => Buffer

/** The operating system's cryptographic randomness. */
export const systemRandom: Random = (bytes) => randomBytes(bytes)

/** An unguessable URL-safe token of `bytes` random bytes (default 256 bit). */
export function randomToken(random: Random, bytes = 32): string {
  return random(bytes).toString('base64url')
}

/** A fraction in [0, 1) for jitter; never for secrets. */
export function randomFraction(random: Random): number {
  return random(4).readUInt32BE() / 2 ** 32
}

/** A short reference that a user can read out to support and an operator finds in the log. */
export function newReference(random: Random): string {
  return random(5).toString('hex')
}
