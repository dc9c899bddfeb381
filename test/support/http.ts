import type { FastifyInstance } from 'fastify'
import { createAccess, type Access } from '#core/access/access.ts'
import type { Actor } from '#core/access/actor.ts'
import type { SignInProvider } from '#core/access/sign-in.ts'
import { rememberUser } from '#core/access/users.ts'
import type { Clock } from '#core/clock.ts'
import type { Services } from '#core/context.ts'
import type { Database } from '#core/db/database.ts'
import type { MigrationSet } from '#core/db/migrate.ts'
import type { ReadyChecks } from '#core/http/health.ts'
import { createLocalLimits, rateLimitsSetting } from '#core/http/limits.ts'
import type { PageStart } from '#core/http/page-start.ts'
import type { AnyRoute } from '#core/http/route.ts'
import { createHttpServer, type HttpServer } from '#core/http/server.ts'
import { createTexts } from '#core/i18n/texts.ts'
import { systemRandom } from '#core/ids.ts'
import { createJobs } from '#core/jobs/create-jobs.ts'
import { createLog, type Log } from '#core/log.ts'
import { createOutbox } from '#core/outbox/outbox.ts'
import { createLocalSignals } from '#core/signals.ts'
import { noMembers } from './members.ts'
import type { TestStore } from './databases.ts'
import { testInstallation } from './installation.ts'

/** A clock that stands still until it is moved. Its timers never fire. */
export function createStillClock(start = Date.UTC(2030, 0, 1)): Clock & { pass(ms: number): void } {
  let now = start
  return {
    now: () => now,
    after: () => ({ cancel: () => {} }),
    pass(ms) {
      now += ms
    },
  }
}

/** The HTTP door over a fresh store, with everything that it needs and nothing else. */
export type TestDoor = {
  app: FastifyInstance
  server: HttpServer
  access: Access
  database: Database
  clock: ReturnType<typeof createStillClock>
  services: Services
  /** Lines that were logged, as JSON text. */
  logged: string[]
  /** Whom access told to have lost their session. */
  ended: ((actor: Actor) => boolean)[]
  /** Signs a person in and returns what a browser then sends. */
  signIn(discordId: string, name?: string): Promise<{ cookie: string; 'x-csrf-token': string }>
  close(): Promise<void>
}

/** How the door of one test differs from the usual. */
export type TestDoorOptions = {
  routes?: readonly AnyRoute[]
  publicUrl?: string
  rateLimits?: string
  signIn?: SignInProvider
  botApiToken?: string
  frameAncestors?: string
  webRoot?: string
  pages?: readonly PageStart[]
  checks?: ReadyChecks
  /** Tables of others than the core. */
  migrations?: readonly MigrationSet[]
}

const off = '{"login": "off", "writes": "off", "keys": "off"}'

function createServices(database: Database, clock: Clock, log: Log, publicUrl: string): Services {
  const signals = createLocalSignals()
  const random = systemRandom
  const outbox = createOutbox({ database, clock, log, signals })
  const jobs = createJobs({ database, clock, random, log, signals }, () => [], [])
  const cursor = () => '0-0'
  const discordWebUrl = 'https://discord.com'
  const services: Services = {
    clock,
    random,
    log,
    database,
    jobs,
    outbox,
    members: noMembers,
    ...testInstallation(() => services),
    cursor,
    publicUrl,
    discordWebUrl,
  }
  return services
}

/** Opens the HTTP door for one test; requests go in by `app.inject`. */
export async function openDoor(store: TestStore, options: TestDoorOptions = {}): Promise<TestDoor> {
  const { database, close } = await store.open(options.migrations ?? [])
  const clock = createStillClock()
  const logged: string[] = []
  const log = createLog('warn', [], { write: (line) => logged.push(line) })
  const publicUrl = options.publicUrl ?? 'http://127.0.0.1:8080'
  const services = createServices(database, clock, log, publicUrl)
  const texts = createTexts([])
  const ended: TestDoor['ended'] = []
  const access = createAccess({
    services,
    texts,
    signIn: options.signIn ?? null,
    guildsOf: () => Promise.resolve([{ id: '100000000000000001', name: 'Guild', icon: null }]),
    botApiToken: options.botApiToken,
    onEnded: (concerns) => ended.push(concerns),
  })
  const limits = createLocalLimits(clock)
  const server = createHttpServer({
    services,
    texts,
    access,
    limits,
    rateLimits: rateLimitsSetting.parse(options.rateLimits ?? off),
    modules: [{ routes: options.routes ?? [], pages: options.pages ?? [] }],
    checks: options.checks ?? {},
    version: '0.0.0',
    webRoot: options.webRoot ?? 'dist/no-such-folder',
    frameAncestors: options.frameAncestors ?? "'none'",
    trustedProxies: '',
  })
  await server.app.ready()
  const cookieName = `muster_${new URL(publicUrl).port}`

  return {
    app: server.app,
    server,
    access,
    database,
    clock,
    services,
    logged,
    ended,
    async signIn(discordId, name = 'someone') {
      const token = await database.write(async (tx) => {
        const user = await rememberUser(tx, { id: discordId, username: name }, clock)
        return access.sessions.begin(tx, user, { userAgent: 'test', previousToken: undefined })
      })
      const cookie = `${cookieName}=${token}`
      const me = await server.app.inject({ url: '/api/me', headers: { cookie } })
      return { cookie, 'x-csrf-token': String(me.json()['csrf_token']) }
    },
    async close() {
      await server.close()
      await limits.close()
      await close()
    },
  }
}
