import type { Message, StoredMessage } from './entities.ts'
import type { World } from './world.ts'

// Discord says "the past few minutes"; five is assumed.
const keptMs = 5 * 60_000

function keyOf(authorId: string, nonce: string | number): string {
  return `${authorId}:${nonce}`
}

/** The message that this author sent with this nonce in the last minutes, if it is still there. */
export function recallNonce(
  world: World,
  authorId: string,
  nonce: string | number | null | undefined,
): StoredMessage | undefined {
  if (nonce === null || nonce === undefined) return undefined
  const known = world.state.nonces.get(keyOf(authorId, nonce))
  if (!known || known.at + keptMs < world.clock.now()) return undefined
  return world.state.messages.get(known.channel_id)?.get(known.message_id)
}

/** Keeps a message for `recallNonce`, and forgets those that are too old. */
export function rememberNonce(world: World, authorId: string, message: Message): void {
  const at = world.clock.now()
  const { nonces } = world.state
  for (const [key, known] of nonces) {
    if (known.at + keptMs >= at) break
    nonces.delete(key)
  }
  if (message.nonce !== undefined)
    nonces.set(keyOf(authorId, message.nonce), {
      channel_id: message.channel_id,
      message_id: message.id,
      at,
    })
}
