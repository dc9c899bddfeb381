import { createPrivateKey, createPublicKey } from 'node:crypto'
import { ApplicationFlags } from 'discord-api-types/v10'
import type { Application } from '../discord/entities.ts'

// PKCS #8 header of an Ed25519 private key; the 32 key bytes follow (RFC 8410).
const pkcs8Header = '302e020100300506032b657004220420'
// The raw public key is the end of its SPKI form.
const publicKeyBytes = 32

/** The sandbox's bot application. Its id, keys and secrets are fixed and worthless outside of the sandbox. */
export function sandboxApplication(ownerId: string): Application {
  const id = '1100000000000000001'
  const private_key = 'a5'.repeat(publicKeyBytes)
  const key = createPrivateKey({
    key: Buffer.from(pkcs8Header + private_key, 'hex'),
    format: 'der',
    type: 'pkcs8',
  })
  const spki = createPublicKey(key).export({ format: 'der', type: 'spki' })
  return {
    id,
    name: 'Muster',
    description: 'Parties, events, staff, trading and forms.',
    owner_id: ownerId,
    public_key: spki.subarray(-publicKeyBytes).toString('hex'),
    private_key,
    bot_token: `${Buffer.from(id).toString('base64url')}.sandbox.the-bot-of-the-sandbox`,
    client_secret: 'sandbox-client-secret',
    flags:
      ApplicationFlags.GatewayPresenceLimited |
      ApplicationFlags.GatewayGuildMembersLimited |
      ApplicationFlags.GatewayMessageContentLimited,
    redirect_uris: [],
    interactions_endpoint_url: null,
  }
}
