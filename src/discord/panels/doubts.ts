import type { Database } from '#core/db/database.ts'
import type { Log } from '#core/log.ts'
import { readCustomId } from '../custom-id.ts'
import type { PanelMemory } from './memory.ts'
import type { Kinds } from './passes.ts'
import { panelOfMessage, readPanel } from './store.ts'

/** Messages that somebody found to be out of date. */
export type Doubts = {
  /** A component of this message was used in vain: the message is made anew. */
  stale(messageId: string, customId: string): void
  settle(): Promise<void>
}

/** Makes it; `unshown` has a panel shown again. */
export function createDoubts(needs: {
  database: Database
  kinds: Kinds
  memory: PanelMemory
  log: Log
  unshown: (panel: { kind: string; object_id: string }) => void
}): Doubts {
  const { database, kinds, memory, log, unshown } = needs
  const looking = new Set<Promise<void>>()

  async function panelsOf(messageId: string, customId: string) {
    const entry = memory.ofMessage(messageId) ?? (await panelOfMessage(database, messageId))
    if (entry) return [entry]
    // The object may have another message by now.
    const found = [...kinds.values()].flatMap(({ kind, spelling }) => {
      const read = readCustomId(customId, spelling)
      return read ? [readPanel(database, kind.kind, read.id)] : []
    })
    return (await Promise.all(found)).filter((one) => one !== null)
  }

  return {
    stale(messageId, customId) {
      const work = panelsOf(messageId, customId)
        .then((entries) => {
          for (const { kind, objectId } of entries) unshown({ kind, object_id: objectId })
        })
        .catch((error: unknown) => log.warn({ err: error }, 'an old message was not looked at'))
        .finally(() => looking.delete(work))
      looking.add(work)
    },
    async settle() {
      while (looking.size > 0) await Promise.all(looking)
    },
  }
}
