import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'

// Two fixed primes: the key of the sandbox's service account is the same in every world, and worthless outside of it.
const p =
  'xWNwvWIjOHgctk5fDGW-8TCZ1IDfVBw-P7dg88ZT0PonA-eNdEfkQU7r2YahRuN4OXS43ZcJtiBiwBb6mjm9jh9fLOCDtayY6cV9qUW8ANN_w-uHfPusgHydiqWnoQ5hq88pjq8FPhxMvQMAM4KUuSA1lU1VKIwalC4_T15P-N8'
const q =
  '4fiRxcgpbi_fIPPzmhzxaywjatDrhJArKe-ZwF829U0zcmDhLg8RI_yhNvbF-f5-a5Yi-UPJrdaSExNiY-CUMDbyuHzOgCG9K940zWdSW6RFieffqN_shB2mqYc8x3T4eVgZuJwn-zjBIvNwoqS4VqxzEGjsMo-x98coKWBVmx0'
const publicExponent = 65_537n

const toNumber = (text: string): bigint =>
  BigInt(`0x${Buffer.from(text, 'base64url').toString('hex')}`)

function toText(value: bigint): string {
  const hex = value.toString(16)
  return Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex').toString('base64url')
}

/** The inverse of `value` modulo `modulus`, by the extended Euclidean algorithm. */
function inverse(value: bigint, modulus: bigint): bigint {
  let [r, next] = [modulus, value % modulus]
  let [t, nextT] = [0n, 1n]
  while (next !== 0n) {
    const quotient = r / next
    ;[r, next] = [next, r - quotient * next]
    ;[t, nextT] = [nextT, t - quotient * nextT]
  }
  return ((t % modulus) + modulus) % modulus
}

/** The RSA key of the service account (2048 bits), as RFC 8017 §3.2 makes it of two primes. */
function makeKey(): KeyObject {
  const [first, second] = [toNumber(p), toNumber(q)]
  const d = inverse(publicExponent, (first - 1n) * (second - 1n))
  return createPrivateKey({
    format: 'jwk',
    key: {
      kty: 'RSA',
      n: toText(first * second),
      e: toText(publicExponent),
      d: toText(d),
      p,
      q,
      dp: toText(d % (first - 1n)),
      dq: toText(d % (second - 1n)),
      qi: toText(inverse(second, first)),
    },
  })
}

/** The Google Cloud project of the sandbox. Everything here is fixed. */
export const project = { id: 'muster-sandbox', number: '420000000001' }

/** The service account that programs sign in as. */
export const serviceAccount = {
  email: `muster@${project.id}.iam.gserviceaccount.com`,
  id: '110000000000000000042',
  key_id: '5a9d0b0f00c0ffee5a9d0b0f00c0ffee5a9d0b0f',
}

/** The OAuth client, and the refresh token that its owner granted. */
export const oauthClient = {
  client_id: `${project.number}-sandbox.apps.googleusercontent.com`,
  client_secret: 'GOCSPX-sandbox-client-secret',
  refresh_token: '1//0sandbox-refresh-token',
}

/** A service account's key file, as Google Cloud hands it out. */
export type KeyFile = Record<string, string>

/** The key file of the sandbox's service account; `root` is where the emulated Google is served. */
export function keyFile(root: string): KeyFile {
  return {
    type: 'service_account',
    project_id: project.id,
    private_key_id: serviceAccount.key_id,
    private_key: makeKey().export({ type: 'pkcs8', format: 'pem' }).toString(),
    client_email: serviceAccount.email,
    client_id: serviceAccount.id,
    auth_uri: `${root}/o/oauth2/auth`,
    token_uri: `${root}/token`,
    universe_domain: 'googleapis.com',
  }
}

/** The public half of that key, as PEM. */
export function publicKeyPem(): string {
  return createPublicKey(makeKey()).export({ type: 'spki', format: 'pem' }).toString()
}
