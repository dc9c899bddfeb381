import type { PanelKey } from './keys.ts'

/**
 * Changes of messages that are on their way. Answers of several clicks travel side by side, and nobody
 * says in which order they took effect: one that is heard of first may have been the last.
 */
export type UnderWay = {
  /** `isOld` when a newer version was sent before: this one hides it. */
  send(key: PanelKey, isOld: boolean): void
  /** It is there, or has failed. True when the message may not show the newest version that was sent. */
  arrive(key: PanelKey): boolean
}

/** What was under way together, from the first that was sent until nothing is. */
type Sent = { open: number; stale: boolean }

/** Nothing is under way. */
export function createUnderWay(): UnderWay {
  const all = new Map<PanelKey, Sent>()
  return {
    send(key, isOld) {
      const sent = all.get(key)
      if (!sent) all.set(key, { open: 1, stale: isOld })
      else Object.assign(sent, { open: sent.open + 1, stale: true })
    },
    arrive(key) {
      const sent = all.get(key)
      if (!sent) return false
      sent.open -= 1
      if (sent.open > 0) return false
      all.delete(key)
      return sent.stale
    },
  }
}
