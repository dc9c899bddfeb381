import type { SealedColumn } from '../db/sealed.ts'
import type { SecretBox } from '../crypto/secret-box.ts'
import type { Endpoint } from './store.ts'

const about = (id: string) => `webhook ${id}`

/** Where they are stored. */
export const sealedWebhooks: readonly SealedColumn[] = ['secret', 'previous_secret'].map(
  (column) => ({ table: 'webhooks', column, owner: 'id', about, text: 'doctor.sealed.webhooks' }),
)

/** A signing secret as it is stored. */
export function sealSecret(box: SecretBox, id: string, secret: string): string {
  return box.seal(secret, about(id))
}

/** A stored secret in plain text; those from before there was a master key are stored so. */
function openSecret(box: SecretBox, id: string, stored: string): string {
  return stored.startsWith('box1.') ? box.open(stored, about(id)) : stored
}

/** The secrets that sign now, in plain text, the newest first. */
export function secretsOf(endpoint: Endpoint, box: SecretBox, now: number): string[] {
  const { id, secret, previous_secret, previous_until } = endpoint
  const stored =
    previous_secret !== null && now < (previous_until ?? 0) ? [secret, previous_secret] : [secret]
  return stored.map((one) => openSecret(box, id, one))
}
