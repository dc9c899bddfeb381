import { createPrivateKey, sign } from 'node:crypto'
import type { Sandbox } from '#sandbox/sandbox.ts'

/** A request to the interactions endpoint, as Discord signs it. */
export type SignedRequest = { headers: Record<string, string>; body: string }

/** The head of an Ed25519 private key in DER (RFC 8410). */
const derPrefix = Buffer.from('302e020100300506032b657004220420', 'hex')

/** Makes the signer of a sandbox's application; `at` is in epoch milliseconds. */
export function createSigner(sandbox: Sandbox): (body: string, at?: number) => SignedRequest {
  const seed = Buffer.from(sandbox.world.state.application.private_key, 'hex')
  const key = createPrivateKey({
    key: Buffer.concat([derPrefix, seed.subarray(0, 32)]),
    format: 'der',
    type: 'pkcs8',
  })
  return (body, at = sandbox.clock.now()) => {
    const timestamp = String(Math.floor(at / 1_000))
    const signature = sign(null, Buffer.from(timestamp + body), key).toString('hex')
    return {
      body,
      headers: {
        'content-type': 'application/json',
        'x-signature-ed25519': signature,
        'x-signature-timestamp': timestamp,
      },
    }
  }
}
