import type { ShownPanel } from '../part.ts'
import type { PostedMessage } from '../rest/messages.ts'
import type { Doubts } from './doubts.ts'
import { hashOf } from './entry.ts'
import { keyOf } from './keys.ts'
import type { PanelMemory } from './memory.ts'
import type { PanelNotes } from './notes.ts'
import type { RemoteNote } from './remote.ts'
import type { Transit } from './transit.ts'
import type { Waker } from './waker.ts'

/** Takes note of what answers did to messages, without a query. */
export type Noting = {
  shown(panel: ShownPanel, looks: () => string): void
  arrived(panel: ShownPanel): void
  left(panel: ShownPanel): void
  unshown(panel: Pick<ShownPanel, 'kind' | 'object_id'>): void
  posted(panel: ShownPanel, looks: () => string, message: PostedMessage): void
}

/** Makes it; `looks` is the hash of a message's body. */
export function createNoting(memory: PanelMemory, waker: Waker, transit: Transit): Noting {
  function arrive(panel: ShownPanel): void {
    const key = keyOf(panel.kind, panel.object_id)
    if (!memory.underWay.arrive(key)) return
    memory.unshow(key)
    waker.now(key)
  }

  return {
    shown(panel, looks) {
      const key = keyOf(panel.kind, panel.object_id)
      memory.underWay.send(key, panel.version < memory.newest(key))
      memory.show(key, panel.version, looks)
      waker.soon(key)
    },
    arrived: arrive,
    left: (panel) => transit.begin(() => arrive(panel)),
    unshown(panel) {
      const key = keyOf(panel.kind, panel.object_id)
      memory.unshow(key)
      waker.now(key)
    },
    posted(panel, looks, message) {
      const key = keyOf(panel.kind, panel.object_id)
      memory.show(key, panel.version, looks, message)
      waker.now(key)
    },
  }
}

/** Notes of this process. */
export function ownNotes(noting: Noting, doubts: Doubts): PanelNotes {
  return {
    shown: (panel, body) => noting.shown(panel, () => hashOf(body)),
    arrived: (panel) => noting.arrived(panel),
    left: (panel) => noting.left(panel),
    unshown: (panel) => noting.unshown(panel),
    posted: (panel, body, message) => noting.posted(panel, () => hashOf(body), message),
    stale: (messageId, customId) => doubts.stale(messageId, customId),
  }
}

/** Takes a note of another process. */
export function hearNote(note: RemoteNote, noting: Noting, doubts: Doubts): void {
  switch (note.what) {
    case 'shown':
      return noting.shown(note.panel, () => note.hash)
    case 'arrived':
      return noting.arrived(note.panel)
    case 'left':
      return noting.left(note.panel)
    case 'unshown':
      return noting.unshown(note.panel)
    case 'posted':
      return noting.posted(note.panel, () => note.hash, note.message)
    case 'stale':
      return doubts.stale(note.message_id, note.custom_id)
  }
}
