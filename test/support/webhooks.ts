import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { TestContext } from 'node:test'
import { systemActor, type Actor } from '#core/access/actor.ts'
import { createContext, type Context, type Services } from '#core/context.ts'
import type { Database } from '#core/db/database.ts'
import { systemRandom } from '#core/ids.ts'
import { createJobs } from '#core/jobs/create-jobs.ts'
import { silentLog } from '#core/log.ts'
import { createOutbox } from '#core/outbox/outbox.ts'
import { createLocalSignals } from '#core/signals.ts'
import type { AllowList } from '#core/webhooks/target.ts'
import { webhookAllowSetting } from '#core/webhooks/target.ts'
import type { WebhookSource } from '#core/webhooks/source.ts'
import { createWebhooks, type Webhooks } from '#core/webhooks/webhooks.ts'
import type { TestDatabase, TestStore } from './databases.ts'
import { testInstallation } from './installation.ts'
import { createManualClock, type ManualClock } from './manual-clock.ts'

/** A service key with every right. */
export const adminKey: Actor = {
  source: 'api',
  user: null,
  key: { id: 'k', scopes: ['admin'], guild_ids: null },
  member: null,
}

/** What a receiver was sent. */
export type Received = {
  path: string
  headers: IncomingHttpHeaders
  body: string
  /** Parsed `data` of the body. */
  data: Record<string, unknown>
  type: string
}

/** Other software that listens on loopback and answers as it is told to. */
export type Receiver = {
  url: string
  received: Received[]
  /** How the following requests are answered; default 204. */
  answer: (response: ServerResponse, request: Received) => void
}

/** Starts a receiver that is closed after the test. */
export async function openReceiver(context: TestContext): Promise<Receiver> {
  const receiver: Receiver = {
    url: '',
    received: [],
    answer: (response) => response.writeHead(204).end(),
  }
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString()
      const { type, data } = JSON.parse(body) as Pick<Received, 'type' | 'data'>
      const one = { path: request.url ?? '', headers: request.headers, body, type, data }
      receiver.received.push(one)
      receiver.answer(response, one)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  context.after(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  receiver.url = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/hook`
  return receiver
}

/** Tells every fact of the topic `thing` under its own type. */
export const thingSource: WebhookSource = {
  topic: 'thing',
  async render(_context, { type, object_id, version, data }) {
    return type === 'quiet'
      ? null
      : { type: `thing.${type}`, data: { id: object_id, version, ...data } }
  },
}

/** One process that tells of things. */
export type WebhookProcess = {
  services: Services
  webhooks: Webhooks
  context: Context
  /** Records a fact of the topic `thing`. */
  tell(id: string, type: string, version: number, guild?: string | null): Promise<void>
  settle(): Promise<void>
  stop(): Promise<void>
}

/** Several processes over one store and one clock. */
export type WebhookWorld = {
  clock: ManualClock
  store: TestDatabase
  process: (database?: Database) => Promise<WebhookProcess>
}

function servicesOver(
  database: Database,
  clock: ManualClock,
  kinds: () => Webhooks | null,
): Services {
  const random = systemRandom
  const log = silentLog
  const signals = createLocalSignals()
  const services: Services = {
    database,
    clock,
    random,
    log,
    outbox: createOutbox({ database, clock, log, signals }),
    jobs: createJobs({ database, clock, random, log, signals }, () => kinds()?.jobs() ?? [], []),
    members: {
      account: async () => null,
      member: () => Promise.resolve(null),
      guildOfChannel: () => null,
      hasLeft: () => Promise.resolve(false),
      isIn: () => null,
      takesMessages: () => Promise.resolve(true),
      guildsOf: () => Promise.resolve([]),
      guildName: () => null,
      guildLocale: () => 'en' as const,
      everyone: async () => [],
      search: async () => [],
      roles: () => [],
      postableChannels: () => Promise.resolve([]),
      channels: () => Promise.resolve([]),
    },
    cursor: () => '0-0',
    publicUrl: 'http://127.0.0.1:8080',
    discordWebUrl: 'https://discord.com',
    ...testInstallation(() => services),
  }
  return services
}

/** What loopback needs. */
export const allowLoopback: AllowList = webhookAllowSetting.parse('127.0.0.0/8')

/** Opens a store whose processes tell of things; everything is closed after the test. */
export async function openWebhooks(
  test: TestContext,
  store: TestStore,
  source: WebhookSource = thingSource,
): Promise<WebhookWorld> {
  const opened = await store.open()
  const clock = createManualClock(Date.UTC(2030, 0, 1))
  const all = new Set<WebhookProcess>()
  test.after(async () => {
    await Promise.all([...all].map((process) => process.stop()))
    await opened.close()
  })
  return {
    clock,
    store: opened,
    async process(database = opened.database) {
      let made: Webhooks | null = null
      const services = servicesOver(database, clock, () => made)
      const webhooks = createWebhooks({ services, sources: [source], allow: allowLoopback })
      made = webhooks
      const { outbox, jobs } = services
      await outbox.start()
      await webhooks.start()
      await jobs.start()
      const process: WebhookProcess = {
        services,
        webhooks,
        context: createContext(services, { actor: adminKey, locale: 'en' }),
        tell: (object_id, type, version, guild_id = null) =>
          createContext(services, { actor: systemActor, locale: 'en' }).write((unit) =>
            unit.fact({ topic: 'thing', type, object_id, guild_id, version, data: {} }),
          ),
        async settle() {
          await outbox.settle()
          await webhooks.settle()
          await jobs.settle()
          await outbox.settle()
        },
        async stop() {
          if (!all.delete(process)) return
          await webhooks.stop()
          await jobs.stop(1_000)
          await outbox.stop()
        },
      }
      all.add(process)
      return process
    },
  }
}
