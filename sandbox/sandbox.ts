import type { AddressInfo } from 'node:net'
import { createActivity } from './activity.ts'
import { createVirtualClock, type VirtualClock } from './clock.ts'
import type { SandboxContext } from './context.ts'
import { createFaults } from './control/faults.ts'
import { ControlError } from './control/errors.ts'
import { registerControl } from './control/routes.ts'
import { createSettle, type Settler } from './control/settle.ts'
import { runEventTimers } from './discord/events/timers.ts'
import { attachGateway } from './discord/gateway/server.ts'
import { registerAct } from './discord/interactions/act.ts'
import { checkEndpoint } from './discord/interactions/endpoint.ts'
import { registerInteractionRoutes } from './discord/interactions/routes.ts'
import { registerOAuthRoutes } from './discord/oauth/routes.ts'
import { registerAttachments } from './discord/rest/attachments.ts'
import { createLimits } from './discord/rest/limits.ts'
import { registerRest } from './discord/rest/routes.ts'
import { runThreadTimers } from './discord/thread-timers.ts'
import type { WorldState } from './discord/entities.ts'
import { createWorld, type World } from './discord/world.ts'
import { createExchange, registerExchange, type Exchange } from './exchange/exchange.ts'
import { attachStreams } from './exchange/stream/server.ts'
import { describeGoogle } from './google/describe.ts'
import { createGoogle, type Google } from './google/google.ts'
import { keyFile, oauthClient, type KeyFile } from './google/identity.ts'
import { registerGoogle } from './google/register.ts'
import { googleSnapshot } from './google/snapshot.ts'
import { builtPage, registerPage } from './page.ts'
import { buildGoogleSeed, buildSeed, isSeedName, seedNames, type SeedName } from './seeds/seeds.ts'
import { createServer } from './server.ts'

/** How a sandbox is set up. Port 0 takes any free one; the clock is its own unless given. */
export type SandboxOptions = {
  host?: string
  port?: number
  clock?: VirtualClock
  /** The time that the exchange's connections live in; real time unless given. */
  wire?: VirtualClock
  /** In [0, 1). */
  random?: () => number
  seed?: SeedName
  /** See `setAppOrigin`. */
  appOrigin?: string
  /** Folder of the built client page. */
  page?: string
  /** How often gateway clients are told to send a sign of life; default 41.25 s, as Discord says. */
  heartbeatMs?: number | undefined
  /** How long an application has for its first answer to an interaction; default 3 s, as Discord says. */
  answerWithinMs?: number | undefined
  /** How many times as fast as Discord's the windows of rate limits pass; default 1. */
  limitPace?: number | undefined
}

/** A running sandbox. */
export type Sandbox = {
  /** `http://host:port`; the base URL for bots is this and `/api`. */
  readonly origin: string
  readonly clock: VirtualClock
  readonly world: World
  readonly exchange: Exchange
  readonly application: {
    readonly id: string
    readonly public_key: string
    readonly bot_token: string
    readonly client_secret: string
  }
  /** Where the emulated Google is, and the key file of its service account. */
  readonly google: {
    readonly root: string
    readonly keyFile: KeyFile
    /** What the community's owner has granted. */
    readonly grant: typeof oauthClient
  }
  /**
   * Names the web app that the client page shows beside itself, such as `http://127.0.0.1:8080`. Its return address
   * `/auth/callback` is registered for signing in, also in later worlds.
   */
  setAppOrigin(url: string): void
  /** Lets a program take part in `settle`; `settler` resolves when its own work is done. */
  onSettle(settler: Settler): () => void
  /** Hears of every new world (reset, restored snapshot). */
  onReset(listener: () => void): () => void
  /** Resolves when nothing is in flight here and at those who take part; false when there was no end of it. */
  settle(): Promise<boolean>
  close(): Promise<void>
}

function createContext(options: SandboxOptions, origin: () => string): SandboxContext {
  const clock = options.clock ?? createVirtualClock()
  const { seed: name = 'standard', random = Math.random } = options
  const world = createWorld({ clock, random, seed: buildSeed(name), origin })
  const google = createGoogle({
    clock,
    random,
    root: () => `${origin()}/google`,
    state: buildGoogleSeed(name, { clock, random }),
  })
  return { clock, world, exchange: createExchange(clock), google, activity: createActivity() }
}

/** The developer's own settings outlive the community: commands, the interactions endpoint, redirect addresses. */
function withSettingsOf({ state }: World, fresh: WorldState): WorldState {
  const { redirect_uris, interactions_endpoint_url } = state.application
  const kept = [...state.commands].filter(
    ([, { guild_id }]) => guild_id === undefined || fresh.guilds.has(guild_id),
  )
  return {
    ...fresh,
    application: { ...fresh.application, redirect_uris, interactions_endpoint_url },
    commands: new Map(kept),
  }
}

/** The web app beside the client page; its return address is known in every world that is loaded. */
function createWebApp(world: World) {
  let origin: string | null = null
  const register = (): void => {
    const { redirect_uris } = world.state.application
    const callback = `${origin}/auth/callback`
    if (origin !== null && !redirect_uris.includes(callback)) redirect_uris.push(callback)
  }
  world.onLoad(register)
  return {
    origin: () => origin,
    set(this: void, url: string): void {
      origin = new URL(url).origin
      register()
    },
  }
}

/** Read when needed: the address is known once the sandbox listens. */
function credentialsOf(google: Google): Sandbox['google'] {
  return {
    get root() {
      return google.root()
    },
    get keyFile() {
      return keyFile(google.root())
    },
    grant: oauthClient,
  }
}

const loopback: readonly string[] = ['127.0.0.1', '::1', 'localhost']

function addressOf(host: string, port: number): string {
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`
}

/** Starts the emulated services on one port. Rejects when the port is taken or the host is not loopback. */
export async function createSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { host = '127.0.0.1', port = 0 } = options
  if (!loopback.includes(host))
    throw new Error(`The sandbox listens on loopback only, not on ${host}`)
  let origin = ''
  let seedName: SeedName = options.seed ?? 'standard'
  const context = createContext(options, () => origin)
  const { clock, world, exchange, google, activity } = context
  const limits = createLimits(clock, options.limitPace)
  const faults = createFaults()
  const app = createServer(context, { limits, faults })
  const gateway = attachGateway(app.server, context, options)
  const streams = attachStreams(app.server, exchange.desk, options.wire)
  const settlers = new Set<Settler>([() => gateway.settle(), () => streams.settle()])
  const settle = createSettle(activity, settlers)

  const webApp = createWebApp(world)
  if (options.appOrigin !== undefined) webApp.set(options.appOrigin)
  world.onLoad(() => {
    limits.clear()
    faults.remove()
    world.gatewayFaults.remove()
    exchange.load()
  })
  const stopTimers = [runEventTimers(world), runThreadTimers(world)]
  registerRest(app, world, { limits, checkEndpoint, sessionStarts: () => gateway.starts.info() })
  registerAttachments(app, world)
  const interactions = registerInteractionRoutes(app, context, options.answerWithinMs)
  registerAct(app, context, interactions, gateway)
  registerOAuthRoutes(app, context)
  registerExchange(app, exchange)
  registerGoogle(app, google)
  registerControl(app, context, {
    faults,
    checkEndpoint,
    settle,
    async reset(name = seedName) {
      if (!isSeedName(name))
        throw new ControlError(404, `There is no seed ${name}; there are ${seedNames.join(', ')}`)
      seedName = name
      world.load(withSettingsOf(world, buildSeed(name)))
      google.load(buildGoogleSeed(name, world))
    },
    services: { google: googleSnapshot(google) },
    extras: () => ({
      app_origin: webApp.origin(),
      seed: seedName,
      seeds: seedNames,
      google: describeGoogle(google),
    }),
  })
  await registerPage(app, options.page ?? builtPage, webApp.origin)

  await app.listen({ host, port })
  origin = addressOf(host, portOf(app.server.address()))

  return {
    get origin() {
      return origin
    },
    clock,
    world,
    exchange,
    get application() {
      return world.state.application
    },
    google: credentialsOf(google),
    setAppOrigin: webApp.set,
    onSettle(settler) {
      settlers.add(settler)
      return () => settlers.delete(settler)
    },
    onReset: (listener) => world.onLoad(listener),
    settle,
    async close() {
      for (const stop of [...stopTimers, () => exchange.close()]) stop()
      await Promise.all([gateway.close(), streams.close()])
      await app.close()
      if (!options.clock) clock.close()
    },
  }
}

function portOf(address: AddressInfo | string | null): number {
  return typeof address === 'object' && address !== null ? address.port : 0
}
