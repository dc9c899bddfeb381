import { systemActor } from '#core/access/actor.ts'
import type { Clock } from '#core/clock.ts'
import { createContext, type Services } from '#core/context.ts'
import type { Database } from '#core/db/database.ts'
import type { Outbox, PublishedFact } from '#core/outbox/outbox.ts'
import { createReconciler } from '#core/reconcile/reconcile.ts'
import type { Listener } from '../gateway/dispatcher.ts'
import { readMeta } from '../meta.ts'
import type { DiscordRest } from '../rest/rest.ts'
import { createMemory, type PanelMemory } from './memory.ts'
import type { PanelNotes } from './notes.ts'
import { createDoubts } from './doubts.ts'
import { createPasses, type Kinds } from './passes.ts'
import type { RemoteNote } from './remote.ts'
import { createRounds } from './rounds.ts'
import { cursorKey, dirtyPanels, panelOfMessage } from './store.ts'
import { deletedMessages, keyOf } from './keys.ts'
import { createNoting, hearNote, ownNotes } from './noting.ts'
import { createTransit } from './transit.ts'
import { createWaker, type Waker } from './waker.ts'

/** Keeps all posted messages equal to the state of their objects. */
export type Panels = {
  notes: PanelNotes
  /** What the gateway must be told. */
  listeners: readonly Listener[]
  /** Something about rights changed in these places: what was refused there may work now. */
  heal(ids: readonly string[]): void
  /** Something may have been missed: looks at all messages that people still use. */
  lookAtAll(): void
  /** A note of another process. */
  hear(note: RemoteNote): void
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

function factHearer(
  kinds: Kinds,
  memory: PanelMemory,
  waker: Waker,
  isEarlier = false,
): (fact: PublishedFact) => void {
  const byTopic = Map.groupBy(
    [...kinds.values()].map(({ kind }) => kind),
    ({ topic }) => topic,
  )
  return (fact) => {
    for (const { kind } of byTopic.get(fact.topic) ?? []) {
      const key = keyOf(kind, fact.object_id)
      memory.want(key, fact.version, fact.position, isEarlier)
      if (fact.source === 'discord') waker.soon(key)
      else waker.now(key)
    }
  }
}

function deletionListeners(database: Database, memory: PanelMemory, waker: Waker): Listener[] {
  async function hear(data: unknown): Promise<void> {
    for (const messageId of deletedMessages(data)) {
      const entry = memory.ofMessage(messageId) ?? (await panelOfMessage(database, messageId))
      if (!entry) continue
      const key = keyOf(entry.kind, entry.objectId)
      memory.lose(key, messageId)
      waker.now(key)
    }
  }
  return ['MESSAGE_DELETE', 'MESSAGE_DELETE_BULK'].map((event) => ({ event, mode: 'queued', hear }))
}

/** Makes the keeper of all modules' panels. */
export function createPanels(needs: {
  services: Services
  rest: DiscordRest
  kinds: Kinds
  botId: () => string
  /** Monotonic; for what follows Discord's time and not the program's. */
  realTime: Clock
}): Panels {
  const { services, rest, kinds, botId, realTime } = needs
  const { database, clock, outbox } = services
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

  const transit = createTransit(realTime)
  const noting = createNoting(memory, waker, transit)
  const rounds = createRounds({
    rest,
    context: createContext(services, { actor: systemActor, locale: 'en' }),
    kinds,
    realTime,
    repair(key) {
      memory.unshow(key)
      waker.now(key)
    },
  })
  const doubts = createDoubts({
    database,
    kinds,
    memory,
    log,
    unshown: (panel) => noting.unshown(panel),
  })

  const hearFact = factHearer(kinds, memory, waker)
  const hearEarlier = factHearer(kinds, memory, waker, true)

  return {
    notes: ownNotes(noting, doubts),
    hear: (note) => hearNote(note, noting, doubts),
    lookAtAll: () => rounds.begin(),
    listeners: deletionListeners(database, memory, waker),
    heal(ids) {
      for (const key of passes.blockedIn(new Set(ids))) waker.now(key)
    },
    async start() {
      unsubscribe = outbox.subscribe(hearFact)
      const left = await dirtyPanels(database)
      await factsSinceCursor(database, outbox, hearEarlier)
      loop.start()
      rounds.start()
      for (const entry of left) waker.now(keyOf(entry.kind, entry.objectId))
    },
    async settle() {
      do {
        await doubts.settle()
        await rounds.settle()
        transit.hurry()
        waker.hurry()
        for (const key of passes.hurry()) waker.now(key)
        await loop.settle()
      } while (transit.isWaiting() || waker.isWaiting() || passes.hurry().length > 0)
    },
    async stop() {
      unsubscribe()
      transit.stop()
      waker.stop()
      await rounds.stop()
      await doubts.settle()
      await loop.stop()
      await memory.flush()
    },
  }
}
