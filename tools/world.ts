import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createSandbox, type Sandbox, type SandboxOptions } from '#sandbox/sandbox.ts'
import { createApp, type App, type AppOverrides } from '../src/app.ts'
import { readConfig } from '../src/config.ts'

/** Muster and the sandbox in one process, on one clock. */
export type TryOut = AsyncDisposable & {
  /** Muster as it runs now. */
  readonly app: App
  sandbox: Sandbox
  /** Starts Muster once more on the same data, as a further process would be. */
  another(): Promise<App>
  /** Ends Muster and starts it again on the same data; `meanwhile` happens in between. */
  restart(meanwhile?: () => Promise<void>): Promise<void>
  stop(): Promise<void>
}

/** How the two are put together. */
export type TryOutOptions = {
  /** Port of the web app; 0 takes a free one. */
  port: number
  sandboxPort: number
  dataDir: string
  /** Which door Discord uses. */
  door?: 'gateway' | 'http'
  seed?: SandboxOptions['seed']
  /**
   * Whom Muster is at Google: a service account with which forms are shared, or the community's owner,
   * who has granted it access and can own files. Default `service`.
   */
  google?: 'service' | 'owner'
  /** How often Discord wants a sign of life from the bot; see the sandbox. */
  heartbeatMs?: number
  /** How long Discord waits for the answer to an interaction; see the sandbox. */
  answerWithinMs?: number
  /** How fast the windows of rate limits pass; see the sandbox. */
  limitPace?: number
  /** Further settings, as in the environment. */
  env?: Record<string, string | undefined>
  overrides?: Omit<AppOverrides, 'clock'>
}

/** Writes the key file of the sandbox's service account, as one downloads it from Google Cloud; returns its path. */
function writeKeyFile({ google }: Sandbox, dataDir: string): string {
  const path = join(dataDir, 'google-service-account.json')
  mkdirSync(dataDir, { recursive: true })
  writeFileSync(path, JSON.stringify(google.keyFile, null, 2), { mode: 0o600 })
  return path
}

/** The settings that point Muster at a sandbox; the key file for Google goes to `dataDir`. */
export function sandboxEnvironment(sandbox: Sandbox, dataDir: string): Record<string, string> {
  const { application, origin, exchange } = sandbox
  const [key] = exchange.desk.state.keys
  return {
    GOOGLE_API_ROOT: sandbox.google.root,
    GOOGLE_SERVICE_ACCOUNT_FILE: writeKeyFile(sandbox, dataDir),
    DISCORD_BOT_TOKEN: application.bot_token,
    DISCORD_CLIENT_ID: application.id,
    DISCORD_CLIENT_SECRET: application.client_secret,
    DISCORD_PUBLIC_KEY: application.public_key,
    DISCORD_API_URL: `${origin}/api`,
    DISCORD_OAUTH_URL: `${origin}/oauth2/authorize`,
    DISCORD_WEB_URL: origin,
    FRAME_ANCESTORS: origin,
    UPBIT_ACCESS_KEY: key?.access_key ?? '',
    UPBIT_SECRET_KEY: key?.secret_key ?? '',
    UPBIT_API_URL: `${origin}/upbit`,
    UPBIT_WS_URL: `${origin.replace('http', 'ws')}/upbit/websocket/v1`,
  }
}

/** The grant of the community's owner at Google. */
function grantOf({ google }: Sandbox): Record<string, string> {
  const { client_id, client_secret, refresh_token } = google.grant
  return {
    GOOGLE_OAUTH_CLIENT_ID: client_id,
    GOOGLE_OAUTH_CLIENT_SECRET: client_secret,
    GOOGLE_OAUTH_REFRESH_TOKEN: refresh_token,
  }
}

/** Who may do what with the account: traders order, those of them who run the server administrate, observers look. */
function tradingRights({ world }: Sandbox): Record<string, string> {
  const [guild] = world.state.guilds.values()
  const holdersOf = (...names: string[]): Set<string> => {
    const roles = [...(guild?.roles.values() ?? [])].filter(({ name }) => names.includes(name))
    const members = [...(guild?.members.values() ?? [])]
    const holders = members.filter((member) => roles.some(({ id }) => member.roles.includes(id)))
    return new Set(holders.map(({ user_id }) => user_id))
  }
  const traders = holdersOf('Trader', '트레이더')
  const leaders = holdersOf('Admin', '운영진')
  return {
    ALLOWED_USERS: [...holdersOf('Staff', '관찰자')].join(','),
    TRADE_USERS: [...traders].join(','),
    ADMIN_USERS: [...traders].filter((id) => leaders.has(id)).join(','),
  }
}

/** Starts both and returns when Muster is ready. */
export async function startTryOut(options: TryOutOptions): Promise<TryOut> {
  const { port, sandboxPort, dataDir, door = 'gateway', env = {} } = options
  const sandbox = await createSandbox({
    port: sandboxPort,
    ...(options.seed && { seed: options.seed }),
    heartbeatMs: options.heartbeatMs,
    answerWithinMs: options.answerWithinMs,
    limitPace: options.limitPace,
  })
  const running = new Map<App, () => void>()
  const launch = async (onPort: number): Promise<App> => {
    const config = readConfig({
      ...sandboxEnvironment(sandbox, dataDir),
      ...tradingRights(sandbox),
      ...(options.google === 'owner' && grantOf(sandbox)),
      PORT: String(onPort),
      DATA_DIR: dataDir,
      DISCORD_INTERACTIONS: door,
      ...env,
    })
    const app = await createApp(config, { ...options.overrides, clock: sandbox.clock })
    running.set(
      app,
      sandbox.onSettle(() => app.settle()),
    )
    await app.start()
    return app
  }
  const end = async (app: App): Promise<void> => {
    running.get(app)?.()
    running.delete(app)
    await app.stop()
  }
  const begin = async (): Promise<App> => {
    const app = await launch(port)
    await introduce(sandbox, app, door)
    await app.ready()
    return app
  }
  let app = await begin()
  const stop = async () => {
    for (const one of [...running.keys()].toReversed()) await end(one)
    await sandbox.close()
  }
  return {
    get app() {
      return app
    },
    sandbox,
    async another() {
      const further = await launch(0)
      await further.ready()
      return further
    },
    async restart(meanwhile) {
      await end(app)
      await meanwhile?.()
      app = await begin()
    },
    stop,
    [Symbol.asyncDispose]: stop,
  }
}

/** What an operator does in the developer portal: the return address, and where clicks go. */
async function introduce(sandbox: Sandbox, app: App, door: 'gateway' | 'http'): Promise<void> {
  sandbox.setAppOrigin(app.url)
  const response = await fetch(`${sandbox.origin}/_control/door`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      interactions: door,
      ...(door === 'http' && { url: `${app.url}/api/discord/interactions/` }),
    }),
  })
  if (!response.ok) throw new Error(`The sandbox refused the door: ${await response.text()}`)
}
