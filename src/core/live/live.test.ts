import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import fc from 'fast-check'
import { systemActor, visitor, type Actor } from '#core/access/actor.ts'
import {
  counterTables,
  counterTopic,
  startLiveProcess,
  type LiveProcess,
} from '../../../test/support/live.ts'
import { databases, type TestDatabase } from '../../../test/support/databases.ts'
import type { Database } from '#core/db/database.ts'
import type { PublishedFact } from '#core/outbox/outbox.ts'
import { parseCursor } from './cursor.ts'
import type { LiveConnection } from './live.ts'
import { slowReaderBytes } from './reader.ts'

const staff: Actor = {
  ...systemActor,
  source: 'api',
  key: { id: 'k', scopes: ['admin'], guild_ids: null },
}

type Seen = { type: string; cursor: string; id?: string; version?: number; resumed?: boolean } & {
  counters?: { id: string; version: number }[]
}

/** A client that keeps state as a page does and remembers which positions it was told of. */
class Client {
  readonly actor: Actor
  readonly state = new Map<string, number>()
  baseline = 0
  positions: number[] = []
  slow = false
  #cursor: string | null = null
  #connection: Promise<LiveConnection | null> | null = null
  #generation = 0

  constructor(actor: Actor) {
    this.actor = actor
  }

  connect({ live }: LiveProcess): Promise<unknown> {
    if (this.#connection) return this.#connection
    this.#generation += 1
    const generation = this.#generation
    this.slow = false
    const cursor = this.#cursor ?? undefined
    const request = { topic: counterTopic, params: {}, actor: this.actor, locale: 'en' as const }
    this.#connection = live.open(
      { ...request, address: null, cursor, snapshot: cursor === undefined },
      {
        send: (frame) =>
          generation === this.#generation && this.#take(JSON.parse(frame.toString())),
        buffered: () => (this.slow ? slowReaderBytes * 2 : 0),
        probe: () => {},
        close: () => void this.disconnect(),
      },
    )
    return this.#connection
  }

  /** As a transport does, whoever ended the connection. */
  async disconnect(): Promise<void> {
    const connection = this.#connection
    this.#connection = null
    this.#generation += 1
    const open = await connection
    open?.closed()
  }

  #take(frame: Seen): void {
    const position = parseCursor(frame.cursor)?.position ?? -1
    if (frame.type === 'hello') return assert.ok(!frame.resumed || frame.cursor === this.#cursor)
    if (frame.type === 'resync') {
      this.#cursor = null
      return
    }
    this.#cursor = frame.cursor
    if (frame.type === 'snapshot') {
      this.baseline = position
      this.positions = []
      this.state.clear()
      for (const { id, version } of frame.counters ?? []) this.state.set(id, version)
      return
    }
    this.positions.push(position)
    const { id = '', version = 0 } = frame
    this.state.set(id, Math.max(version, this.state.get(id) ?? 0))
  }
}

type Step =
  | { kind: 'count'; id: string; topic: string; at: number }
  | { kind: 'settle'; at: number }
  | { kind: 'connect' | 'disconnect' | 'slow'; client: number; at: number }
const clients = 4
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constant('count' as const),
    id: fc.constantFrom('a', 'b', 'secret'),
    topic: fc.constantFrom('counter', 'counter', 'other'),
    at: fc.nat(1),
  }),
  fc.record({ kind: fc.constant('settle' as const), at: fc.nat(1) }),
  fc.record({
    kind: fc.constantFrom('connect', 'connect', 'disconnect', 'disconnect', 'slow'),
    client: fc.nat(clients - 1),
    at: fc.nat(1),
  }),
)
const script = fc.array(fc.record({ step: anyStep, waits: fc.boolean() }), {
  minLength: 5,
  maxLength: 60,
})

function perform(processes: LiveProcess[], crowd: Client[], step: Step): Promise<unknown> {
  const process = processes[step.at % processes.length]
  assert.ok(process)
  if (step.kind === 'count') {
    return process.count(step.id, { topic: step.topic, secret: step.id === 'secret' })
  }
  if (step.kind === 'settle') return process.settle()
  const client = crowd[step.client]
  assert.ok(client)
  if (step.kind === 'connect') return client.connect(process)
  if (step.kind === 'disconnect') return client.disconnect()
  client.slow = true
  return Promise.resolve()
}

/** Compares what each client was told with the facts in the database. */
function check(facts: readonly PublishedFact[], crowd: Client[]): void {
  const counted = facts.filter(({ topic }) => topic === 'counter')
  for (const client of crowd) {
    const isHidden = (id: string) => id === 'secret' && client.actor !== staff
    const missed = counted.filter(
      ({ object_id, position }) => position > client.baseline && !isHidden(object_id),
    )
    assert.deepEqual(
      client.positions,
      missed.map(({ position }) => position),
    )
    for (const { object_id: id, version } of counted) {
      if (isHidden(id)) assert.ok(!client.state.has(id))
      else assert.ok((client.state.get(id) ?? 0) >= version)
    }
  }
}

/** One or two processes over one database; they do not wake each other, so one lags behind. */
async function start(opened: TestDatabase, second: Database | null, facts: number) {
  const options = { window: { facts, ageMs: 600_000 } }
  const first = await startLiveProcess(opened.database, options)
  return second ? [first, await startLiveProcess(second, options)] : [first]
}

for (const store of databases()) {
  describe(`live topics on ${store.name}`, () => {
    let opened: TestDatabase
    let second: Database | null = null
    before(async () => {
      opened = await store.open([counterTables])
      if (store.name === 'PostgreSQL') second = opened.again()
    })
    after(() => opened.close())

    test('however it comes, each client ends with every fact once and in order', async () => {
      const property = fc.asyncProperty(script, fc.constantFrom(3, 1_000), async (steps, facts) => {
        const processes = await start(opened, second, facts)
        const crowd = Array.from({ length: clients }, (_, n) => new Client(n % 2 ? staff : visitor))
        const settle = () => Promise.all(processes.map((process) => process.settle()))
        const [process] = processes
        assert.ok(process)
        try {
          const all: Promise<unknown>[] = []
          for (const { step, waits } of steps) {
            all.push(perform(processes, crowd, step))
            if (waits) await all.at(-1)
          }
          await Promise.all(all)
          // Whoever was slow is cut by the next fact, and comes again.
          await process.count('a')
          await process.count('secret', { secret: true })
          await settle()
          for (const client of crowd) await client.connect(process)
          await process.count('b')
          await settle()
          check(await process.services.outbox.since(0, 1_000_000), crowd)
        } finally {
          for (const client of crowd) await client.disconnect()
          for (const { live } of processes) {
            assert.deepEqual(live.stats(), { connections: 0, groups: 0 })
          }
          await Promise.all(processes.map((each) => each.stop()))
        }
      })
      await fc.assert(property, { numRuns: store.name === 'SQLite' ? 80 : 30 })
    })
  })
}
