import Fastify from 'fastify'
import { z } from 'zod'
import { systemActor } from '#core/access/actor.ts'
import { wait, type Clock } from '#core/clock.ts'
import { createContext, type Context, type Services } from '#core/context.ts'
import { createTexts } from '#core/i18n/texts.ts'
import { systemRandom } from '#core/ids.ts'
import { createJobs } from '#core/jobs/create-jobs.ts'
import { silentLog } from '#core/log.ts'
import { createOutbox } from '#core/outbox/outbox.ts'
import { createLocalSignals, type Signals } from '#core/signals.ts'
import { createDiscord, type Discord } from '#discord/discord.ts'
import { discordMigrations } from '#discord/migrations/discord-migrations.ts'
import { createSandbox, type Sandbox } from '#sandbox/sandbox.ts'
import { noMembers } from '../support/members.ts'
import { databases, type TestDatabase, type TestStore } from '../support/databases.ts'
import { testInstallation } from '../support/installation.ts'
import { counterMigrations, counterPart, type CounterControls } from './counter.ts'

const act = z.looseObject({
  ok: z.boolean(),
  elapsed_ms: z.number(),
  responses: z.array(
    z.looseObject({
      type: z.number(),
      message_id: z.string().optional(),
      ephemeral: z.boolean().optional(),
      data: z.looseObject({ content: z.string().optional() }).nullish(),
    }),
  ),
  error: z.string().optional(),
})
const calls = z.array(
  z.looseObject({ n: z.number(), method: z.string(), route: z.string(), status: z.number() }),
)
const messages = z.array(
  z.looseObject({
    id: z.string(),
    content: z.string(),
    components: z.array(
      z.looseObject({ components: z.array(z.looseObject({ custom_id: z.string() })) }),
    ),
  }),
)
const world = z.looseObject({
  guilds: z.array(
    z.looseObject({
      id: z.string(),
      channels: z.array(z.looseObject({ id: z.string(), name: z.string() })),
    }),
  ),
  users: z.array(z.looseObject({ id: z.string(), bot: z.boolean().optional() })),
})

/** The Discord layer with the counter module in front of a sandbox, on the sandbox's clock. */
export type Bench = Awaited<ReturnType<typeof openBench>>

function control(sandbox: Sandbox) {
  const request = async (path: string, init: RequestInit = {}): Promise<unknown> =>
    (await fetch(`${sandbox.origin}/_control/${path}`, init)).json()
  return {
    get: (path: string) => request(path),
    post: (path: string, body: object) =>
      request(path, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    lift: async () => {
      await fetch(`${sandbox.origin}/_control/faults`, { method: 'DELETE' })
    },
  }
}

/** Opens everything; `start` connects it. */
export async function openBench(
  options: {
    door?: 'gateway' | 'http'
    store?: TestStore
    /** Another process of the same installation; this one is closed first. */
    beside?: { sandbox: Sandbox; opened: TestDatabase; signals: Signals }
    realTime?: Clock
    heartbeatMs?: number
  } = {},
) {
  const { beside, door = 'gateway', realTime, heartbeatMs } = options
  const sandbox = beside?.sandbox ?? (await createSandbox({ heartbeatMs }))
  const { clock } = sandbox
  const store = options.store ?? databases()[0]
  if (!store) throw new Error('SQLite is always there')
  const opened = beside?.opened ?? (await store.open([discordMigrations, counterMigrations]))
  const database = opened.again()
  const controls: CounterControls = {
    gate: () => Promise.resolve(),
    repost: false,
    joins: [],
    services: () => services,
  }
  const signals = beside?.signals ?? createLocalSignals()
  const place = beside ? 'beside' : 'bench'
  const common = { database, clock, log: silentLog, signals, random: systemRandom }
  const jobs = createJobs(common, () => [], [])
  let outbox = createOutbox(common)
  let services: Services
  let discord: Discord
  let app = Fastify({ routerOptions: { ignoreTrailingSlash: true } })
  const { get, post, lift } = control(sandbox)

  async function start(token = sandbox.application.bot_token): Promise<void> {
    outbox = createOutbox(common)
    services = {
      ...common,
      jobs,
      outbox,
      members: noMembers,
      cursor: () => '',
      publicUrl: 'http://127.0.0.1',
      discordWebUrl: sandbox.origin,
      ...testInstallation(() => services),
    }
    discord = createDiscord({
      services,
      signals,
      place: { name: place, succeeds: (other) => other === place },
      ...(realTime && { realTime }),
      parts: [counterPart(controls)],
      texts: createTexts([]),
      config: {
        token,
        clientId: sandbox.application.id,
        publicKeys: [sandbox.application.public_key],
        apiUrl: `${sandbox.origin}/api`,
        interactions: door,
      },
    })
    app = Fastify({ routerOptions: { ignoreTrailingSlash: true } })
    discord.registerHttp(app)
    await outbox.start()
    const url = await app.listen({ port: 0, host: '127.0.0.1' })
    await discord.start()
    if (door === 'http') {
      await post('door', { interactions: 'http', url: `${url}/api/discord/interactions/` })
    }
  }

  async function ready(): Promise<void> {
    while (!discord.status().ready || !discord.guilds.complete()) await wait(clock, 10)
    await settle()
  }

  async function stop(): Promise<void> {
    await app.close()
    await discord.stop()
    await outbox.stop()
  }

  async function settle(): Promise<void> {
    for (let round = 0; round < 3; round += 1) {
      await discord.settle()
      await outbox.settle()
      await sandbox.settle()
    }
  }

  const { guilds, users } = world.parse(await get('world'))
  const [guild] = guilds
  const channel = guild?.channels.find(({ name }) => name === 'general')
  if (!guild || !channel) throw new Error('the standard seed has a channel general')
  const people = users.filter(({ bot }) => !bot).map(({ id }) => id)

  return {
    sandbox,
    clock,
    controls,
    opened,
    signals,
    database,
    guildId: guild.id,
    channelId: channel.id,
    people,
    discord: () => discord,
    app: () => app,
    context: (): Context => createContext(services, { actor: systemActor, locale: 'en' }),
    start,
    ready,
    stop,
    settle,
    post,
    lift,
    act: async (body: object) =>
      act.parse(await post('act', { as: people[0], channel: channel.id, ...body })),
    calls: async () => calls.parse(await get('calls?since=0')),
    /** The counters' messages, oldest first. */
    messages: async () =>
      messages
        .parse(await get(`messages?channel=${channel.id}&as=${people[0]}`))
        .filter(({ content }) => content.startsWith('value'))
        .toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    async close() {
      await stop()
      if (beside) return
      await sandbox.close()
      await signals.close()
      await opened.close()
    },
  }
}
