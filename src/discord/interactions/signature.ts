import { createPublicKey, verify, type KeyObject } from 'node:crypto'
import type { Clock } from '#core/clock.ts'

/** The headers of a signed request; anything may be missing. */
export type SignatureHeaders = { signature: string | undefined; timestamp: string | undefined }

/**
 * Checks that Discord signed a request: Ed25519 over the timestamp and the raw body
 * (https://docs.discord.com/developers/interactions/overview#setting-up-an-endpoint).
 */
export type SignatureCheck = {
  /** False for headers that cannot be right, before any body is read. */
  plausible(headers: SignatureHeaders): boolean
  /** At once, or on another thread when `busy`: slower for one request, faster for many. */
  verify(headers: SignatureHeaders, body: Buffer, busy: boolean): boolean | Promise<boolean>
}

/** How far the timestamp may be from our clock, in milliseconds. */
export const timestampWindowMs = 5 * 60_000
/** The head of an Ed25519 key in DER (RFC 8410). */
const derPrefix = Buffer.from('302a300506032b6570032100', 'hex')

function keyOf(hex: string): KeyObject {
  if (!/^[0-9a-f]{64}$/i.test(hex)) {
    throw new Error(
      'DISCORD_PUBLIC_KEY must be 64 hexadecimal digits, as the developer portal shows',
    )
  }
  const der = Buffer.concat([derPrefix, Buffer.from(hex, 'hex')])
  return createPublicKey({ key: der, format: 'der', type: 'spki' })
}

/**
 * Makes the check for one key, or for two while keys are changed. Throws when a key is malformed or
 * when the check does not refuse a forged signature.
 */
export function createSignatureCheck(publicKeys: readonly string[], clock: Clock): SignatureCheck {
  const keys = publicKeys.map(keyOf)

  function inThread(key: KeyObject, data: Buffer, signature: Buffer): Promise<boolean> {
    return new Promise((resolve) => {
      verify(null, data, key, signature, (error, valid) => resolve(error === null && valid))
    })
  }

  async function verifyBusy(data: Buffer, signature: Buffer): Promise<boolean> {
    for (const key of keys) if (await inThread(key, data, signature)) return true
    return false
  }

  function plausible({ signature, timestamp }: SignatureHeaders): boolean {
    if (!signature || !timestamp) return false
    if (!/^[0-9a-f]{128}$/i.test(signature) || !/^\d{1,12}$/.test(timestamp)) return false
    return Math.abs(clock.now() - Number(timestamp) * 1_000) <= timestampWindowMs
  }

  const check: SignatureCheck = {
    plausible,
    verify(headers, body, busy) {
      const { signature, timestamp } = headers
      if (!plausible(headers) || !signature || !timestamp) return false
      const data = Buffer.concat([Buffer.from(timestamp), body])
      const bytes = Buffer.from(signature, 'hex')
      if (busy) return verifyBusy(data, bytes)
      return keys.some((key) => verify(null, data, key, bytes))
    },
  }
  const forged = { signature: '0'.repeat(128), timestamp: String(Math.floor(clock.now() / 1_000)) }
  if (check.verify(forged, Buffer.from('{"type":1}'), false) !== false) {
    throw new Error('the signature check accepts a forged signature')
  }
  return check
}
