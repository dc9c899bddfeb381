import type { PanelKey } from './keys.ts'

/**
 * Changes of messages that are on their way. Answers of several clicks travel side by side, and one
 * that is sent again may arrive after a newer one and hide it.
 */
export type UnderWay = {
  send(key: PanelKey): void
  /**
   * It is there, or has failed; not `watched` when that is only likely, because nobody says when an
   * answer over HTTP is read. True when it may have hidden a newer version: the message is stale.
   */
  arrive(key: PanelKey, version: number, watched: boolean): boolean
}

/** What was under way together, from the first that was sent until nothing is. */
type Sent = { count: number; all: number; newest: number; stale: boolean; watched: boolean }

/** Nothing is under way. */
export function createUnderWay(): UnderWay {
  const all = new Map<PanelKey, Sent>()
  return {
    send(key) {
      const sent = all.get(key) ?? { count: 0, all: 0, newest: -1, stale: false, watched: true }
      sent.count += 1
      sent.all += 1
      all.set(key, sent)
    },
    arrive(key, version, watched) {
      const sent = all.get(key)
      if (!sent) return false
      sent.stale ||= version < sent.newest
      sent.watched &&= watched
      sent.newest = Math.max(sent.newest, version)
      sent.count -= 1
      if (sent.count > 0) return false
      all.delete(key)
      return sent.stale || (sent.all > 1 && !sent.watched)
    },
  }
}
