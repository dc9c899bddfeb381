import type { PanelKey } from './keys.ts'

/**
 * Changes of messages that are on their way. Answers of several clicks travel side by side, and one
 * that is sent again may arrive after a newer one and hide it.
 */
export type UnderWay = {
  send(key: PanelKey): void
  /** It is there, or has failed. True when a newer version was there before: the message is stale. */
  arrive(key: PanelKey, version: number): boolean
}

type Sent = { count: number; newest: number; stale: boolean }

/** Nothing is under way. */
export function createUnderWay(): UnderWay {
  const all = new Map<PanelKey, Sent>()
  return {
    send(key) {
      const sent = all.get(key)
      if (sent) sent.count += 1
      else all.set(key, { count: 1, newest: -1, stale: false })
    },
    arrive(key, version) {
      const sent = all.get(key)
      if (!sent) return false
      sent.stale ||= version < sent.newest
      sent.newest = Math.max(sent.newest, version)
      sent.count -= 1
      if (sent.count > 0) return false
      all.delete(key)
      return sent.stale
    },
  }
}
