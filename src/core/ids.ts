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

/** A random UUID (RFC 9562, version 4). */
export function newUuid(random: Random): string {
  const bytes = random(16)
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x40, 6)
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8)
  const hex = bytes.toString('hex')
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ].join('-')
}
