import type { Timer } from '#core/clock.ts'
import type { Services } from '#core/context.ts'
import type { PostedMessage } from '../rest/messages.ts'
import { become, isBehind, newEntry, type PanelEntry } from './entry.ts'
import { splitKey, type PanelKey } from './keys.ts'
import { readPanel, writePanels } from './store.ts'
import { createUnderWay, type UnderWay } from './under-way.ts'

/** What came up about a panel since it was looked at last. */
type Note = {
  wanted: number
  /** Position of the first fact among them; infinite when there was none. */
  since: number
  shown: { version: number; looks: () => string; message: PostedMessage | null } | null
  unshown: boolean
  lost: string | null
  /** An earlier process may have posted it without having written that down. */
  search: boolean
}

/** Entries in use, and what came up about them; written to the database now and then. */
export type PanelMemory = {
  /**
   * A fact says that this version is to be shown. With `search` an earlier process may have posted the
   * message without having written that down.
   */
  want(key: PanelKey, version: number, position: number, search: boolean): void
  /** The message shows this version; `looks` is the hash of its body. */
  show(key: PanelKey, version: number, looks: () => string, message?: PostedMessage): void
  unshow(key: PanelKey): void
  /** The newest version that was put on the message, or is about to be; -1 when none is known. */
  newest(key: PanelKey): number
  underWay: UnderWay
  /** A message was deleted. */
  lose(key: PanelKey, messageId: string): void
  /** The entry with everything that came up about it. */
  take(key: PanelKey): Promise<PanelEntry>
  /** The next edit need not keep its distance. */
  hurry(key: PanelKey): void
  /** A pass is over. */
  touch(entry: PanelEntry): void
  ofMessage(messageId: string): PanelEntry | null
  /** The channel of a panel; empty when it is not in use. */
  placeOf(key: PanelKey): string
  flush(): Promise<void>
}

/** How far the stored state may lag, in milliseconds; a crash repeats what came after it. */
const writeEveryMs = 1_000
const keptEntries = 5_000

function heard(note: Note, version: number, position: number): void {
  note.wanted = Math.max(note.wanted, version)
  note.since = Math.min(note.since, position)
}

function merge(entry: PanelEntry, note: Note): void {
  const { shown, wanted, unshown, lost, search } = note
  if (shown && shown.version >= entry.shownVersion) {
    entry.shownVersion = shown.version
    entry.shownHash = shown.looks()
    entry.changed = true
  }
  if (shown?.message) become(entry, shown.message.channel_id, shown.message.id)
  if (search) entry.searchFirst = true
  if (unshown) Object.assign(entry, { shownHash: null, forced: true, changed: true })
  if (lost !== null && lost === entry.messageId) entry.gone = true
  entry.wantedVersion = Math.max(entry.wantedVersion, wanted)
}

/** Makes the memory; `position` is the newest fact that `want` was told of. */
export function createMemory(needs: {
  services: Pick<Services, 'database' | 'clock' | 'log'>
  position: () => number
}): PanelMemory {
  const { database, clock, log } = needs.services
  const entries = new Map<PanelKey, PanelEntry>()
  const notes = new Map<PanelKey, Note>()
  let timer: Timer | null = null
  let writing: Promise<void> = Promise.resolve()

  function note(key: PanelKey): Note {
    let found = notes.get(key)
    if (!found) {
      const since = Number.POSITIVE_INFINITY
      found = { wanted: -1, since, shown: null, unshown: false, lost: null, search: false }
      notes.set(key, found)
    }
    return found
  }

  async function write(): Promise<void> {
    const changed = [...entries.values()].filter((entry) => entry.changed || isBehind(entry))
    const open = Math.min(...[...notes.values()].map(({ since }) => since))
    for (const entry of changed) entry.changed = false
    await writePanels(database, changed, Math.min(needs.position(), open - 1))
    if (entries.size <= keptEntries) return
    for (const [key, entry] of entries) {
      if (!entry.changed && !isBehind(entry) && !notes.has(key)) entries.delete(key)
    }
  }

  function flush(): Promise<void> {
    timer?.cancel()
    timer = null
    writing = writing.then(write).catch((error: unknown) => {
      log.warn({ err: error }, 'the state of the posted messages could not be written down')
    })
    return writing
  }

  return {
    want(key, version, position, search) {
      heard(note(key), version, position)
      note(key).search ||= search
    },
    show(key, version, looks, message) {
      const found = note(key)
      if (found.shown && found.shown.version > version) return
      found.shown = { version, looks, message: message ?? found.shown?.message ?? null }
    },
    newest: (key) =>
      Math.max(entries.get(key)?.shownVersion ?? -1, notes.get(key)?.shown?.version ?? -1),
    underWay: createUnderWay(),
    unshow(key) {
      note(key).unshown = true
    },
    lose(key, messageId) {
      note(key).lost = messageId
    },
    async take(key) {
      const { kind, objectId } = splitKey(key)
      const known = entries.get(key) ?? (await readPanel(database, kind, objectId))
      const entry = known ?? newEntry(kind, objectId)
      entries.set(key, entry)
      const found = notes.get(key)
      notes.delete(key)
      if (found) merge(entry, found)
      timer ??= clock.after(writeEveryMs, () => void flush())
      return entry
    },
    hurry(key) {
      const entry = entries.get(key)
      if (entry) entry.editedAt = 0
    },
    touch(entry) {
      if (entry.changed) timer ??= clock.after(writeEveryMs, () => void flush())
    },
    ofMessage: (messageId) =>
      [...entries.values()].find((entry) => entry.messageId === messageId) ?? null,
    placeOf: (key) => entries.get(key)?.channelId ?? '',
    flush,
  }
}
