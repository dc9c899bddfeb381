import type { Services } from '../context.ts'
import type { PublishedFact } from '../outbox/outbox.ts'
import { endpointTopic, streamJob } from './deliver.ts'
import { addDelivery } from './deliveries.ts'
import { createDrafter, type Draft } from './messages.ts'
import type { WebhookSource } from './source.ts'
import { advancePosition, enabledEndpoints, loadPosition, type Endpoint } from './store.ts'

const batchSize = 100
/** Facts that nobody wanted are read again after a crash; at most this many. */
const unstoredFacts = 500
const retryMs = 1_000

/** Turns facts into messages, each once, however many processes do it. */
export type Feed = {
  start(): Promise<void>
  /** Resolves when every fact that was committed has been turned into messages. */
  settle(): Promise<void>
  stop(): Promise<void>
}

/** A reader of the outbox whose place is in the database, moved in the transaction of its messages. */
function createReader(services: Services, sources: readonly WebhookSource[]) {
  const { database, outbox, jobs, clock } = services
  const draftsOf = createDrafter(services, sources)
  /** The place in the database as last seen, and how far this process has read. */
  let stored = 0
  let position = 0
  /** Who is told of the facts after `position`; every change of it is itself a fact. */
  let endpoints: Endpoint[] = []

  /** Stores messages and the new place together; false when another process was faster. */
  function store(drafts: readonly Draft[], upTo: number): Promise<boolean> {
    return database.write(async (tx) => {
      if (!(await advancePosition(tx, stored, upTo))) return false
      for (const draft of drafts) {
        const isNew = await addDelivery(tx, draft, clock.now())
        if (isNew) await jobs.enqueue(tx, streamJob(draft, draft.guild_id))
      }
      return true
    })
  }

  async function begin(): Promise<void> {
    stored = await database.write(loadPosition)
    endpoints = await enabledEndpoints(database)
    position = stored
  }

  async function take(facts: readonly PublishedFact[], upTo: number): Promise<void> {
    if (facts.some(({ topic }) => topic === endpointTopic)) {
      endpoints = await enabledEndpoints(database)
    }
    const drafts = await draftsOf(facts, endpoints)
    if (drafts.length > 0 || upTo - stored >= unstoredFacts) {
      if (!(await store(drafts, upTo))) return begin()
      stored = upTo
    }
    position = upTo
  }

  return {
    begin,
    /** Takes the next facts; false when there are none. */
    async next(): Promise<boolean> {
      const facts = await outbox.since(position, batchSize)
      const last = facts.at(-1)
      if (last) await take(facts, last.position)
      return last !== undefined
    },
    /** Passes over the next fact when nobody is told anything; false when it must be taken. */
    pass(fact: PublishedFact): boolean {
      const isNext = fact.position === position + 1 && position - stored < unstoredFacts
      if (endpoints.length > 0 || !isNext || fact.topic === endpointTopic) return false
      position = fact.position
      return true
    },
  }
}

/** Makes the feed of one process. It reads whenever the outbox tells of a fact. */
export function createFeed(services: Services, sources: readonly WebhookSource[]): Feed {
  const { outbox, clock, log } = services
  const reader = createReader(services, sources)
  let wanted = false
  let stopped = false
  let round: Promise<void> | null = null
  let timer = { cancel: () => {} }
  let unsubscribe = () => {}

  async function look(): Promise<void> {
    while (wanted && !stopped) {
      wanted = false
      while (!stopped && (await reader.next()));
    }
  }

  function wake(): void {
    if (stopped) return
    wanted = true
    round ??= look()
      .catch((error: unknown) => {
        wanted = false
        log.warn({ err: error }, 'facts could not be turned into webhooks; trying again')
        timer.cancel()
        timer = clock.after(retryMs, wake)
      })
      .finally(() => {
        round = null
        if (wanted) wake()
      })
  }

  return {
    async start() {
      await reader.begin()
      unsubscribe = outbox.subscribe((fact) => {
        if (round || !reader.pass(fact)) wake()
      })
      wake()
    },
    async settle() {
      wake()
      while (round) await round
    },
    async stop() {
      stopped = true
      unsubscribe()
      timer.cancel()
      if (round) await round
    },
  }
}
