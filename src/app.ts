import { hostname } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { createAccess, type Access } from '#core/access/access.ts'
import type { MemberDirectory } from '#core/access/actor.ts'
import { systemClock, wait, type Clock } from '#core/clock.ts'
import type { Connection, Services } from '#core/context.ts'
import { loadMasterKeys, parseMasterKeys } from '#core/crypto/master-key.ts'
import { createSecretBox } from '#core/crypto/secret-box.ts'
import { backupJobs, backupSchedule, type BackupTime } from '#core/db/backups.ts'
import type { Database } from '#core/db/database.ts'
import { openDatabase, prepareDatabase } from '#core/db/open.ts'
import { resealJobs, resealSchedule } from '#core/db/sealed.ts'
import { freePort } from '#core/http/free-port.ts'
import { createLocalLimits } from '#core/http/limits.ts'
import { createRedisLimits } from '#core/http/limits-redis.ts'
import type { AnyRoute } from '#core/http/route.ts'
import { createHttpServer } from '#core/http/server.ts'
import { createMetrics } from '#core/http/metrics.ts'
import type { Locale } from '#core/i18n/locale.ts'
import { systemRandom, type Random } from '#core/ids.ts'
import { inboxJobs, inboxSchedule } from '#core/inbox.ts'
import { createInstances } from '#core/instances.ts'
import { createJobs } from '#core/jobs/create-jobs.ts'
import type { JobSchedule } from '#core/jobs/jobs.ts'
import { formatCursor, loadEpoch } from '#core/live/cursor.ts'
import { Live } from '#core/live/live.ts'
import { registerSse } from '#core/live/sse.ts'
import { registerLive } from '#core/live/websocket.ts'
import { createLogFiles } from '#core/log-files.ts'
import { createLog, standardError, type Log } from '#core/log.ts'
import { createOutbox } from '#core/outbox/outbox.ts'
import { createSettingsReader } from '#core/settings.ts'
import { createLocalSignals } from '#core/signals.ts'
import { createRedisSignals } from '#core/signals-redis.ts'
import { sealedWebhooks } from '#core/webhooks/secrets.ts'
import { createWebhooks, webhookSchedules } from '#core/webhooks/webhooks.ts'
import { createDiscord, type Discord } from '#discord/discord.ts'
import { invitationOf } from '#discord/invitation.ts'
import { createDiscordSignIn } from '#discord/oauth.ts'
import { outlast } from '#discord/outlast.ts'
import { ConfigError, secretValues, type Config } from './config.ts'
import { migrationSets } from './migrations.ts'
import { modules, texts } from './modules.ts'

/** What tests and the try-out bring along instead of the real thing. */
export type AppOverrides = { clock?: Clock; random?: Random; log?: Log }

/** The whole program; one process may hold several. */
export type App = AsyncDisposable & {
  /** Public address. */
  readonly url: string
  readonly services: Services
  readonly access: Access
  readonly routes: readonly AnyRoute[]
  /** Connects to everything and takes work. */
  start(): Promise<void>
  /** Resolves when nothing is under way: answers, jobs, facts, live frames, messages in Discord. */
  settle(): Promise<void>
  /** Resolves when `/readyz` would say so. */
  ready(): Promise<void>
  /** Ends gracefully within ten seconds; the gateway session stays for the next start. */
  stop(): Promise<void>
}

const version = '0.1.0'
const stopGraceMs = 8_000
const webRoot = fileURLToPath(new URL('../dist/web', import.meta.url))

function openLog({ logLevel, logDays, dataDir, secrets }: Config, clock: Clock): Log {
  const next = standardError()
  const folder = join(dataDir, 'logs')
  const out = logDays > 0 ? createLogFiles(folder, { clock, days: logDays, next }) : next
  return createLog(logLevel, secretValues(secrets), out)
}

/** What everything else stands on: time, randomness, storage and the ways to wake others. */
async function lay(config: Config, overrides: AppOverrides) {
  const { secrets } = config
  const clock = overrides.clock ?? systemClock
  const random = overrides.random ?? systemRandom
  const location = { dataDir: config.dataDir, databaseUrl: secrets.databaseUrl }
  const database = openDatabase(location, { clock, random })
  const log = overrides.log ?? openLog(config, clock)
  await prepareDatabase(database, location, migrationSets, { clock, log })
  const epoch = await loadEpoch(database, random)
  // All processes on one database and no others: several installations may share a Redis.
  const prefix = `muster:${epoch}`
  const signals = secrets.redisUrl
    ? createRedisSignals(secrets.redisUrl, prefix, log)
    : createLocalSignals()
  const limits = secrets.redisUrl
    ? createRedisLimits(secrets.redisUrl, { prefix, clock, log })
    : createLocalLimits(clock)
  const masterKeys = secrets.masterKeys
    ? parseMasterKeys(secrets.masterKeys)
    : loadMasterKeys(config.dataDir, random)
  const secretBox = createSecretBox(masterKeys, random)
  const port = config.port || (await freePort(config.host, random))
  const publicUrl = config.publicUrl ?? `http://${config.host}:${port}`
  return { clock, random, log, database, epoch, signals, limits, secretBox, port, publicUrl }
}

type Ground = Awaited<ReturnType<typeof lay>>

/** How the connection to Discord is doing, in a few words. */
function connectionOf(
  { discord: { interactions }, secrets }: Config,
  discord: Discord,
): Connection {
  const { ready, gateway, rest } = discord.status()
  const gatewayState = interactions === 'http' ? 'http' : 'connected'
  return {
    gateway: ready ? gatewayState : 'down',
    latency_ms: gateway.latency_ms,
    guilds: discord.guilds.list().length,
    rest: rest.state,
    redis: secrets.redisUrl !== null,
  }
}

/** The bot that makes changes in Discord in place of Muster's own. */
function outsideBot({ discord: { outsideUrl }, secrets: { botApiToken } }: Config) {
  return outsideUrl !== null && botApiToken !== null
    ? { api: outsideUrl, token: botApiToken }
    : null
}

/** What is done again and again. PostgreSQL is backed up with its own tools. */
function schedulesOf({ dialect }: Database, time: BackupTime): JobSchedule[] {
  const nightly = dialect === 'sqlite' ? [backupSchedule(time)] : []
  return [
    ...modules.flatMap((module) => module.schedules),
    ...webhookSchedules,
    inboxSchedule,
    resealSchedule,
    ...nightly,
  ]
}

/** The members that Discord knows, for services that are made before the connection to it. */
function lateMembers(members: () => MemberDirectory): MemberDirectory {
  return {
    member: (guildId, userId) => members().member(guildId, userId),
    account: (userId) => members().account(userId),
    hasLeft: (guildId, userId) => members().hasLeft(guildId, userId),
    guildsOf: (userId) => members().guildsOf(userId),
    postableChannels: (guildId, userId) => members().postableChannels(guildId, userId),
    channels: (guildId, userId) => members().channels(guildId, userId),
    guildOfChannel: (channelId) => members().guildOfChannel(channelId),
    isIn: (guildId) => members().isIn(guildId),
    takesMessages: (guildId, channelId) => members().takesMessages(guildId, channelId),
    guildName: (guildId) => members().guildName(guildId),
    guildLocale: (guildId) => members().guildLocale(guildId),
    everyone: (guildId) => members().everyone(guildId),
    search: (guildId, letters) => members().search(guildId, letters),
    roles: (guildId) => members().roles(guildId),
  }
}

/** The services that modules use, and the Discord layer whose members they ask for. */
async function furnish(config: Config, ground: Ground) {
  const { clock, random, log, database, epoch, signals, limits, secretBox, port, publicUrl } =
    ground
  const place = `${hostname()}:${port}`
  const outbox = createOutbox({ database, clock, log, signals, ticker: systemClock })
  const jobs = createJobs(
    { database, clock, log, signals, random, ticker: systemClock, place },
    () => [
      ...modules.flatMap((module) => [
        ...module.jobs(services),
        ...(module.discord.jobs?.(services, discord) ?? []).map(outlast),
      ]),
      ...webhooks.jobs(),
      ...inboxJobs(services),
      ...backupJobs(services, config.backupDir),
      ...resealJobs(services, [
        ...sealedWebhooks,
        ...modules.flatMap((module) => module.sealed ?? []),
      ]),
    ],
    schedulesOf(database, config.backupTime),
  )
  // Access is made of these services; by the time that somebody asks it is there.
  const proving: Pick<Access, 'prove'> = {
    prove: () => Promise.reject(new Error('access is not open yet')),
  }
  const services: Services = {
    clock,
    random,
    log,
    database,
    jobs,
    outbox,
    members: lateMembers(() => discord.members),
    presences: {
      get: (guildId, userId) => discord.presences.get(guildId, userId),
      link: (guildId) => discord.presences.link(guildId),
      onChange: (listener) => discord.presences.onChange(listener),
      refresh: (guildId, userIds) => discord.presences.refresh(guildId, userIds),
      requestMembers: (guildId) => discord.presences.requestMembers(guildId),
      recheck: () => discord.presences.recheck(),
    },
    prove: (purpose, data) => proving.prove(purpose, data),
    // Sheets that people name by address may be where webhooks may go.
    settings: createSettingsReader({ ...config.ofModules, WEBHOOK_ALLOW: config.webhookAllow }),
    limits,
    secretBox,
    instance: createInstances(() => services),
    metrics: createMetrics(),
    primaryGuild() {
      const [first, ...others] = discord.guilds.list()
      return config.primaryGuildId ?? (others.length === 0 ? (first?.id ?? null) : null)
    },
    whisper: (topic, frame) => whispers.tell(topic, frame),
    connection: () => connectionOf(config, discord),
    cursor: () => formatCursor({ epoch, position: outbox.position() }),
    publicUrl,
    discordWebUrl: config.discord.webUrl,
    invitationUrl: invitationOf(config.discord, modules),
  }
  // The live server is made later; before that nobody listens.
  const whispers: { tell: Services['whisper'] } = { tell: () => {} }
  const discord = createDiscord({
    services,
    signals,
    texts,
    // The port is this process's alone by the time it asks: who had it before is gone. So is
    // everybody else who used an embedded database.
    place: { name: place, succeeds: (other) => other === place || database.dialect === 'sqlite' },
    parts: modules.map((module) => module.discord),
    config: { ...config.discord, token: config.secrets.botToken, outside: outsideBot(config) },
  })
  const webhooks = createWebhooks({
    services,
    sources: modules.flatMap((module) => module.webhooks ?? []),
    allow: config.webhookAllow,
  })
  return { services, discord, webhooks, epoch, proving, whispers }
}

type Furniture = Awaited<ReturnType<typeof furnish>>

/** Everything that callers reach over HTTP: sign-in, routes, live pages, interactions. */
function openDoors(
  config: Config,
  { limits, database }: Ground,
  { services, discord, webhooks, epoch, proving, whispers }: Furniture,
  notStarted: () => string | null,
) {
  const { secrets } = config
  const { clientId, apiUrl, oauthUrl: authorizeUrl } = config.discord
  const { clientSecret, botApiToken } = secrets
  const { log } = services
  const access = createAccess({
    services,
    texts,
    signIn: createDiscordSignIn({
      clientId,
      clientSecret,
      apiUrl,
      authorizeUrl,
      place: services,
      log,
    }),
    proofs: modules.flatMap((module) => module.proofs ?? []),
    guildsOf: (userId) => discord.guildsOf(userId),
    onEnded: (concerns) => void live.recheck(concerns),
    ...(botApiToken && { botApiToken }),
  })
  proving.prove = (purpose, data) => access.prove(purpose, data)
  const http = createHttpServer({
    services,
    texts,
    access,
    limits,
    rateLimits: config.rateLimits,
    modules: [webhooks, ...modules],
    checks: {
      started: notStarted,
      database: async () => {
        await database.db.selectFrom('meta').select('key').limit(1).execute()
        return null
      },
      discord: () => discord.notReady(),
    },
    version,
    webRoot,
    frameAncestors: config.frameAncestors,
    trustedProxies: config.trustedProxies,
  })
  const topics = modules.flatMap((module) => module.topics)
  const live = new Live({ services, topics, access, texts, epoch })
  registerLive(http.app, live)
  whispers.tell = (topic, frame) => live.whisper(topic, frame)
  discord.onRightsChange((_, userId) => {
    void live.recheck(({ user }) => user !== null && (!userId || user.discord_id === userId))
  })
  registerSse(http.app, live)
  discord.registerHttp(http.app)
  return { access, http, live }
}

const listenFaults = z.object({
  syscall: z.literal('listen'),
  code: z.enum(['EADDRINUSE', 'EACCES', 'EADDRNOTAVAIL']),
  port: z.number(),
})

/** A port that cannot be opened is a mistake in the settings like any other; throws `ConfigError`. */
async function opened(listening: Promise<unknown>, locale: Locale): Promise<void> {
  try {
    await listening
  } catch (error) {
    const fault = listenFaults.safeParse(error)
    if (!fault.success) throw error
    const { code, port } = fault.data
    const why = { EADDRINUSE: 'taken', EACCES: 'forbidden', EADDRNOTAVAIL: 'elsewhere' }[code]
    const mistake = texts.translate(locale, 'settings.port', { port: String(port), why })
    throw new ConfigError(locale, [mistake])
  }
}

/** Wires the program. Nothing listens and nothing is sent before `start`. */
export async function createApp(config: Config, overrides: AppOverrides = {}): Promise<App> {
  const ground = await lay(config, overrides)
  const { clock, database, signals, limits, port, publicUrl } = ground
  const furniture = await furnish(config, ground)
  const { services, discord, webhooks } = furniture
  const { outbox, jobs } = services
  let started = false
  const notStarted = () => (started ? null : 'still starting')
  const { access, http, live } = openDoors(config, ground, furniture, notStarted)
  const runners = modules.flatMap((module) => module.runner?.(services) ?? [])

  async function stop(): Promise<void> {
    started = false
    live.stop()
    await http.close()
    await Promise.all(runners.map((runner) => runner.stop()))
    await discord.stop()
    await webhooks.stop()
    await jobs.stop(stopGraceMs)
    await outbox.stop()
    await Promise.all([signals.close(), limits.close()])
    await database.close()
  }

  return {
    url: publicUrl,
    services,
    access,
    routes: [...access.routes, ...webhooks.routes, ...modules.flatMap((module) => module.routes)],
    async start() {
      await outbox.start()
      live.start()
      await opened(http.listen({ host: config.host, port }), config.locale)
      const doors = modules.flatMap((module) => module.secondDoor?.(services) ?? [])
      for (const door of doors) await opened(http.listenToo(door), config.locale)
      await webhooks.start()
      await jobs.start()
      await discord.start()
      for (const runner of runners) await runner.start()
      started = true
    },
    async settle() {
      await discord.settle()
      await database.settle()
      await outbox.settle()
      await webhooks.settle()
      await Promise.all(runners.map((runner) => runner.settle()))
      await jobs.settle()
      await discord.settle()
      await live.settle()
    },
    async ready() {
      while (discord.notReady() !== null) await wait(clock, 20)
    },
    stop,
    [Symbol.asyncDispose]: stop,
  }
}
