import { createCipheriv, createDecipheriv, createHash, hkdfSync } from 'node:crypto'
import type { Random } from '../ids.ts'

/** A master key: 32 bytes, known by the beginning of its hash. */
export type MasterKey = { id: string; key: Buffer }

/**
 * Keeps secrets in the database unreadable without the master key (AES-256-GCM, NIST SP 800-38D).
 * A sealed text names the key it was sealed with, so that keys can be replaced.
 */
export type SecretBox = {
  /** `about` says what the secret belongs to; it opens only for the same words. */
  seal(secret: string, about: string): string
  /** Throws when the text was changed or belongs elsewhere; `KeyUnknown` without its key. */
  open(sealed: string, about: string): string
  /** The id of the key that seals. */
  keyId: string
  /** 32 bytes for one purpose, derived from the oldest known key (HKDF, RFC 5869). */
  derive(purpose: string): Buffer
}

/** A secret was sealed with a master key that is not known any more. */
export class KeyUnknown extends Error {
  constructor() {
    super('the master key of this secret is not known any more')
    this.name = 'KeyUnknown'
  }
}

const nonceBytes = 12
const tagBytes = 16

/** A master key from its 32 bytes. Throws for any other length. */
export function masterKey(key: Buffer): MasterKey {
  if (key.length !== 32) throw new Error('a master key has 32 bytes')
  return { id: createHash('sha256').update(key).digest('hex').slice(0, 8), key }
}

/** Makes the box. The first key seals, all of them open. */
export function createSecretBox(
  keys: readonly [MasterKey, ...MasterKey[]],
  random: Random,
): SecretBox {
  const [current] = keys
  const oldest = keys.at(-1) ?? current

  return {
    seal(secret, about) {
      const nonce = random(nonceBytes)
      const cipher = createCipheriv('aes-256-gcm', current.key, nonce)
      cipher.setAAD(Buffer.from(about))
      const body = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()])
      const parts = Buffer.concat([nonce, body, cipher.getAuthTag()])
      return `box1.${current.id}.${parts.toString('base64url')}`
    },
    open(sealed, about) {
      const [, id, text = ''] = /^box1\.([0-9a-f]{8})\.([\w-]+)$/.exec(sealed) ?? []
      const found = keys.find((one) => one.id === id)
      if (!found) throw new KeyUnknown()
      const parts = Buffer.from(text, 'base64url')
      if (parts.length < nonceBytes + tagBytes) throw new Error('a sealed secret is too short')
      const decipher = createDecipheriv('aes-256-gcm', found.key, parts.subarray(0, nonceBytes))
      decipher.setAAD(Buffer.from(about))
      decipher.setAuthTag(parts.subarray(-tagBytes))
      const body = parts.subarray(nonceBytes, -tagBytes)
      return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8')
    },
    keyId: current.id,
    derive: (purpose) => Buffer.from(hkdfSync('sha256', oldest.key, '', purpose, 32)),
  }
}
