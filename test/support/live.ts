import Fastify from 'fastify'
import { sql, type Kysely } from 'kysely'
import WebSocket from 'ws'
import { createAccess, type Access } from '#core/access/access.ts'
import { visitor, type Actor } from '#core/access/actor.ts'
import type { Clock } from '#core/clock.ts'
import { createContext, type Services } from '#core/context.ts'
import type { Database } from '#core/db/database.ts'
import { createTexts } from '#core/i18n/texts.ts'
import { systemRandom } from '#core/ids.ts'
import { createJobs } from '#core/jobs/create-jobs.ts'
import { formatCursor, loadEpoch } from '#core/live/cursor.ts'
import { Live, type LiveOptions } from '#core/live/live.ts'
import type { LiveFrame, Topic } from '#core/live/topic.ts'
import { registerSse } from '#core/live/sse.ts'
import { registerLive } from '#core/live/websocket.ts'
import { silentLog } from '#core/log.ts'
import { createOutbox } from '#core/outbox/outbox.ts'
import { createLocalSignals, type Signals } from '#core/signals.ts'
import { coreError } from '#core/errors.ts'
import { noMembers } from './members.ts'
import { testInstallation } from './installation.ts'
import { createManualClock, type ManualClock } from './manual-clock.ts'

type CountersTable = { counters: { id: string; version: number; secret: number } }

/** Objects that do nothing but count; a secret one is known to keys only. */
export const counterTables = {
  owner: 'counters',
  migrations: [
    {
      name: '0001-counters',
      async up(db: Kysely<unknown>) {
        await db.schema
          .createTable('counters')
          .addColumn('id', 'text', (column) => column.primaryKey())
          .addColumn('version', 'bigint', (column) => column.notNull())
          .addColumn('secret', 'integer', (column) => column.notNull())
          .execute()
      },
    },
  ],
}

const counterOf = (db: Database['db'], id: string) =>
  db
    .$extendTables<CountersTable>()
    .selectFrom('counters')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst()

/** Follows counters: all at `/ws/counters`, one at `/ws/counters/:id`. */
export const counterTopic: Topic = {
  paths: ['/ws/counters', '/ws/counters/:id'],
  streams: ['/api/counters/stream', '/api/counters/:id/stream'],
  facts: ['counter'],
  async authorize({ actor, database }, { id }) {
    const staff = actor.key !== null
    if (id === 'forbidden') throw coreError('permission_denied')
    if (id !== undefined) {
      const counter = await counterOf(database.db, id)
      if (!counter || (counter.secret === 1 && !staff)) throw coreError('not_found')
    }
    return { audience: staff ? 'staff' : 'public' }
  },
  async snapshot({ database }, _params, audience) {
    const all = await database.db
      .$extendTables<CountersTable>()
      .selectFrom('counters')
      .selectAll()
      .orderBy('id')
      .execute()
    const seen = all.filter(({ secret }) => secret === 0 || audience === 'staff')
    return [{ type: 'snapshot', counters: seen.map(({ id, version }) => ({ id, version })) }]
  },
  async frame({ database }, fact, { id }, audience): Promise<LiveFrame | null> {
    if (id !== undefined && id !== fact.object_id) return null
    const counter = await counterOf(database.db, fact.object_id)
    if (!counter || (counter.secret === 1 && audience !== 'staff')) return null
    if (fact.type === 'broken') throw new Error('this frame cannot be built')
    return { type: 'counter_update', id: counter.id, version: counter.version }
  },
  matches: (frame, filter) => filter['id'] === undefined || frame['id'] === filter['id'],
}

/** One process that serves live topics. */
export type LiveProcess = {
  live: Live
  services: Services
  access: Access
  clock: ManualClock
  epoch: string
  /** Adds one to a counter, in a transaction with its fact; returns the new version. */
  count(id: string, options?: { secret?: boolean; type?: string; topic?: string }): Promise<number>
  /** Resolves when all that was committed has been sent. */
  settle(): Promise<void>
  /** Serves WebSockets and streams, and returns the base address (`ws://127.0.0.1:port`). */
  listen(): Promise<string>
  /** Ids of keys that are no longer valid, and of those that lost their rights. */
  ended: Set<string>
  demoted: Set<string>
  stop(): Promise<void>
}

function createServices(
  database: Database,
  clock: Clock,
  signals: Signals,
  epoch: string,
): Services {
  const random = systemRandom
  const log = silentLog
  const outbox = createOutbox({ database, clock, log, signals })
  const services: Services = {
    clock,
    random,
    log,
    database,
    outbox,
    members: noMembers,
    jobs: createJobs({ database, clock, random, log, signals }, () => [], []),
    cursor: () => formatCursor({ epoch, position: outbox.position() }),
    publicUrl: 'http://127.0.0.1:8080',
    discordWebUrl: 'https://discord.com',
    ...testInstallation(() => services),
  }
  return services
}

/** Starts a process over a database that has `counterTables`. */
export async function startLiveProcess(
  database: Database,
  options: Partial<Pick<LiveOptions, 'limits' | 'window'>> & {
    signals?: Signals
    clock?: ManualClock
  } = {},
): Promise<LiveProcess> {
  const { signals = createLocalSignals(), clock = createManualClock(Date.UTC(2030, 0, 1)) } =
    options
  const epoch = await loadEpoch(database, systemRandom)
  const services = createServices(database, clock, signals, epoch)
  const texts = createTexts([])
  const botApiToken = 'a-token-for-tests'
  const guildsOf = () => Promise.resolve([])
  const access = createAccess({ services, texts, signIn: null, guildsOf, botApiToken })
  const ended = new Set<string>()
  const demoted = new Set<string>()
  const refresh = (actor: Actor) => {
    const id = actor.key?.id ?? ''
    if (ended.has(id)) return Promise.resolve(null)
    return Promise.resolve(demoted.has(id) ? visitor : actor)
  }
  const live = new Live({
    services,
    topics: [counterTopic],
    access: { ...access, refresh },
    texts,
    epoch,
    heartbeat: clock,
    ...options,
  })
  await services.outbox.start()
  live.start()
  const app = Fastify({ logger: false, routerOptions: { ignoreTrailingSlash: true } })
  const context = createContext(services, { actor: visitor, locale: 'en' })
  return {
    live,
    services,
    access,
    clock,
    epoch,
    ended,
    demoted,
    count: (id, { secret = false, type = 'counted', topic = 'counter' } = {}) =>
      context.write(async (unit) => {
        const counter = await unit.db
          .$extendTables<CountersTable>()
          .insertInto('counters')
          .values({ id, version: 1, secret: secret ? 1 : 0 })
          .onConflict((oc) => oc.column('id').doUpdateSet({ version: sql`counters.version + 1` }))
          .returning('version')
          .executeTakeFirstOrThrow()
        const { version } = counter
        await unit.fact({ topic, type, object_id: id, guild_id: null, version, data: {} })
        return version
      }),
    async settle() {
      await services.outbox.settle()
      await live.settle()
    },
    async listen() {
      registerLive(app, live)
      registerSse(app, live)
      const address = await app.listen({ host: '127.0.0.1', port: 0 })
      return address.replace('http', 'ws')
    },
    async stop() {
      live.stop()
      await app.close()
      await services.outbox.stop()
    },
  }
}

/** A frame as a client reads it. */
export type ReadFrame = { type: string; cursor?: string } & Record<string, unknown>

/** A plain client that notes all it is sent. */
export type Listener = {
  socket: WebSocket
  frames: ReadFrame[]
  /** Resolves with the close code. */
  closed: Promise<number>
  /** Resolves with the first frame of this kind, from the beginning or later. */
  next(matches: (frame: ReadFrame) => boolean): Promise<ReadFrame>
  send(frame: object): void
  /** Resolves when all that the server sent before is here; returns the cursor of the answer. */
  sync(): Promise<string>
  close(): Promise<void>
}

/** Connects to a live address. */
export function listenTo(
  url: string,
  options: { protocols?: string[]; headers?: Record<string, string> } = {},
): Listener {
  const socket = new WebSocket(url, options.protocols ?? [], { headers: options.headers ?? {} })
  const frames: ReadFrame[] = []
  const waiting = new Set<() => void>()
  const opened = new Promise<void>((resolve) => socket.once('open', resolve))
  const closed = new Promise<number>((resolve) => socket.once('close', resolve))
  socket.on('error', () => {})
  socket.on('message', (data) => {
    frames.push(JSON.parse(Buffer.isBuffer(data) ? data.toString() : '') as ReadFrame)
    for (const look of waiting) look()
  })
  void closed.then(() => waiting.forEach((look) => look()))

  function next(matches: (frame: ReadFrame) => boolean): Promise<ReadFrame> {
    return new Promise((resolve, reject) => {
      const look = () => {
        const found = frames.find(matches)
        if (found) resolve(found)
        else if (socket.readyState === WebSocket.CLOSED) reject(new Error('closed before'))
        else return
        waiting.delete(look)
      }
      waiting.add(look)
      look()
    })
  }

  const pongs = () => frames.filter(({ type }) => type === 'pong').length
  const send = (frame: object) => void opened.then(() => socket.send(JSON.stringify(frame)))

  return {
    socket,
    frames,
    closed,
    next,
    send,
    async sync() {
      const before = pongs()
      send({ type: 'ping' })
      await next(() => pongs() > before)
      return frames.findLast(({ type }) => type === 'pong')?.cursor ?? ''
    },
    async close() {
      socket.close()
      await closed
    },
  }
}
