import { createPrivateKey, sign } from 'node:crypto'
import type { KeyObject } from 'node:crypto'

// PKCS #8 header of an Ed25519 private key (RFC 8410, section 7); the 32-byte seed follows.
const pkcs8Header = Buffer.from('302e020100300506032b657004220420', 'hex')

/** The key object of an Ed25519 private key given as 64 hex digits. */
export function ed25519PrivateKey(hex: string): KeyObject {
  return createPrivateKey({
    key: Buffer.concat([pkcs8Header, Buffer.from(hex, 'hex')]),
    format: 'der',
    type: 'pkcs8',
  })
}

/** The two headers that Discord puts on every request to an interactions endpoint. */
export type SignatureHeaders = {
  'X-Signature-Ed25519': string
  'X-Signature-Timestamp': string
}

/** Signs timestamp (Unix seconds) + raw body; the signature is 128 hex digits. */
export function signRequest(key: KeyObject, timestamp: string, body: string): SignatureHeaders {
  return {
    'X-Signature-Ed25519': sign(null, Buffer.from(timestamp + body), key).toString('hex'),
    'X-Signature-Timestamp': timestamp,
  }
}
