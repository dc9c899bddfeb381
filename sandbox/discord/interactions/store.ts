import type { World } from '../world.ts'
import type { InteractionRecord } from './record.ts'

/** The interactions of this world since its last load. */
export type Interactions = {
  /** How long an application has for its first answer, in milliseconds. */
  readonly answerWithinMs: number
  add(record: Omit<InteractionRecord, 'n'>): InteractionRecord
  byId(id: string): InteractionRecord | undefined
  byToken(token: string): InteractionRecord | undefined
  /** The latest interaction that a client sent with this nonce. */
  byNonce(nonce: string): InteractionRecord | undefined
  /** The interaction whose modal was shown last to somebody and is still open. */
  lastModal(userId: string): InteractionRecord | undefined
  /** Interactions numbered above `n`, oldest first. */
  since(n: number): InteractionRecord[]
  /** Tells waiting callers that a record changed. */
  changed(record: InteractionRecord): void
  /** Listens to changes of records; call the result to stop. */
  onChange(listener: (record: InteractionRecord) => void): () => void
}

// Records are kept for the inspector; tokens of older ones are long void.
const kept = 5000

/** An empty store that is emptied again when the world's state is replaced. */
export function createInteractions(world: World, answerWithinMs: number): Interactions {
  const records = new Map<string, InteractionRecord>()
  const tokens = new Map<string, InteractionRecord>()
  const nonces = new Map<string, InteractionRecord>()
  const forget = (record: InteractionRecord): void => {
    records.delete(record.id)
    tokens.delete(record.token)
    if (record.nonce !== undefined) nonces.delete(record.nonce)
  }
  const listeners = new Set<(record: InteractionRecord) => void>()
  let count = 0
  world.onLoad(() => {
    records.clear()
    tokens.clear()
    nonces.clear()
    count = 0
  })
  return {
    answerWithinMs,
    add(record) {
      count += 1
      const added = { ...record, n: count }
      records.set(added.id, added)
      tokens.set(added.token, added)
      if (added.nonce !== undefined) nonces.set(added.nonce, added)
      if (records.size > kept)
        for (const old of [...records.values()].slice(0, kept / 10)) forget(old)
      return added
    },
    byId: (id) => records.get(id),
    byToken: (token) => tokens.get(token),
    byNonce: (nonce) => nonces.get(nonce),
    lastModal: (userId) =>
      [...records.values()]
        .filter((record) => record.user_id === userId && record.modal?.open === true)
        .at(-1),
    since: (n) => [...records.values()].filter((record) => record.n > n),
    changed(record) {
      for (const listener of listeners) listener(record)
    },
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
