import type { Services } from '#core/context.ts'
import type { Database } from '#core/db/database.ts'
import type { Outbox, PublishedFact } from '#core/outbox/outbox.ts'
import { createReconciler } from '#core/reconcile/reconcile.ts'
import type { Listener } from '../gateway/dispatcher.ts'
import { readMeta } from '../meta.ts'
import type { DiscordPart } from '../part.ts'
import type { DiscordRest } from '../rest/rest.ts'
import { createMemory } from './memory.ts'
import type { PanelNotes } from './notes.ts'
import { createPasses, kindsOf } from './passes.ts'
import { cursorKey, dirtyPanels, panelOfMessage } from './store.ts'
import { deletedMessages, keyOf } from './keys.ts'
import { createWaker, notesOf } from './waker.ts'

/** Keeps all posted messages equal to the state of their objects. */
export type Panels = {
  notes: PanelNotes
  /** What the gateway must be told. */
  listeners: readonly Listener[]
  /** Something about rights changed in these places: what was refused there may work now. */
  heal(ids: readonly string[]): void
  start(): Promise<void>
  /** Resolves when every message is as it should be, or waits for a longer time to pass. */
  settle(): Promise<void>
  stop(): Promise<void>
}

const atOnce = 8
const factsAtOnce = 500

async function factsSinceCursor(
  database: Database,
  outbox: Outbox,
  hear: (fact: PublishedFact) => void,
): Promise<void> {
  let position = Number((await readMeta(database, cursorKey)) ?? 0)
  for (;;) {
    const facts = await outbox.since(position, factsAtOnce)
    facts.forEach(hear)
    position = facts.at(-1)?.position ?? position
    if (facts.length < factsAtOnce) return
  }
}

/** Makes the keeper of all modules' panels. */
export function createPanels(needs: {
  services: Services
  rest: DiscordRest
  parts: readonly DiscordPart[]
  botId: () => string
}): Panels {
  const { services, rest, parts, botId } = needs
  const { database, clock, outbox } = services
  const kinds = kindsOf(parts)
  const byTopic = Map.groupBy(
    [...kinds.values()].map(({ kind }) => kind),
    ({ topic }) => topic,
  )
  const memory = createMemory({ services, position: () => outbox.position() })
  let unsubscribe = () => {}

  const passes = createPasses({ services, rest, kinds, botId, memory })
  const { random, log } = services
  const loop = createReconciler({
    name: 'panels',
    clock,
    random,
    log,
    pass: passes.run,
    concurrency: atOnce,
  })

  const waker = createWaker(clock, (key) => loop.wake(key))

  function hearFact(fact: PublishedFact): void {
    for (const { kind } of byTopic.get(fact.topic) ?? []) {
      const key = keyOf(kind, fact.object_id)
      memory.want(key, fact.version, fact.position)
      if (fact.source === 'discord') waker.soon(key)
      else waker.now(key)
    }
  }

  async function hearDeleted(data: unknown): Promise<void> {
    for (const messageId of deletedMessages(data)) {
      const entry = memory.ofMessage(messageId) ?? (await panelOfMessage(database, messageId))
      if (!entry) continue
      const key = keyOf(entry.kind, entry.objectId)
      memory.lose(key, messageId)
      waker.now(key)
    }
  }

  return {
    notes: notesOf(memory, waker),
    listeners: ['MESSAGE_DELETE', 'MESSAGE_DELETE_BULK'].map((event) => ({
      event,
      mode: 'queued',
      hear: hearDeleted,
    })),
    heal(ids) {
      for (const key of passes.blockedIn(new Set(ids))) waker.now(key)
    },
    async start() {
      unsubscribe = outbox.subscribe(hearFact)
      const left = await dirtyPanels(database)
      await factsSinceCursor(database, outbox, hearFact)
      loop.start()
      for (const entry of left) waker.now(keyOf(entry.kind, entry.objectId))
    },
    async settle() {
      do {
        waker.hurry()
        for (const key of passes.hurry()) waker.now(key)
        await loop.settle()
      } while (waker.isWaiting() || passes.hurry().length > 0)
    },
    async stop() {
      unsubscribe()
      waker.stop()
      await loop.stop()
      await memory.flush()
    },
  }
}
