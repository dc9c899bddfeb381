import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { freePort } from '#core/http/free-port.ts'
import { recruitment, type RecruitmentJson } from '#modules/recruitment/contract/party.ts'
import { createSandbox, type Sandbox } from '#sandbox/sandbox.ts'
import { servedFlags } from '../served-flags.ts'
import { sandboxEnvironment } from '../world.ts'

/** `muster serve` in a process of its own, in front of a sandbox in this one. */
export type Program = AsyncDisposable & {
  readonly url: string
  readonly sandbox: Sandbox
  readonly dataDir: string
  readonly guildId: string
  readonly channelId: string
  /** From spawning the process to the first `/readyz` that says yes, in milliseconds. */
  readonly readyMs: number
  /** A request as the service key; throws unless it succeeds. */
  api(method: string, path: string, body?: object): Promise<unknown>
  /** Opens a party and waits until its message is posted. */
  open(title: string, maxSlots: number): Promise<RecruitmentJson>
}

/** The one person who may trade in a benched program. */
export const benchTrader = '111111111111111111'
/** The service key of a benched program. */
export const serviceToken = 'a-service-token-for-the-bench'

async function untilReady(url: string, alive: () => boolean): Promise<void> {
  while (alive()) {
    const answer = await fetch(`${url}/readyz`).catch(() => null)
    await answer?.arrayBuffer()
    if (answer?.status === 200) return
    await pause(5)
  }
  throw new Error('the program ended before it was ready')
}

async function askFor(url: string, init: RequestInit): Promise<unknown> {
  const answer = await fetch(url, init)
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${init.method} ${url}: ${answer.status} ${text}`)
  return text === '' ? undefined : JSON.parse(text)
}

/** Starts both. `nodeOptions` are for profiling; a sandbox or data that are given stay. */
export async function startProgram(
  options: { nodeOptions?: readonly string[]; sandbox?: Sandbox; dataDir?: string } = {},
): Promise<Program> {
  const sandbox = options.sandbox ?? (await createSandbox())
  const [guild] = sandbox.world.state.guilds.values()
  const channel = [...(guild?.channels.values() ?? [])].find(({ name }) => name === 'recruit')
  if (!guild || !channel) throw new Error('the standard seed has a guild with a channel recruit')
  const [guildId, channelId, ownerId] = [guild.base.id, channel.id, guild.base.owner_id]
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'muster-bench-'))
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const main = join(import.meta.dirname, '../../src/main.ts')
  const startedAt = performance.now()
  const child = spawn(
    process.execPath,
    [...servedFlags(), ...(options.nodeOptions ?? []), main, 'serve'],
    {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: {
        PATH: process.env['PATH'],
        ...sandboxEnvironment(sandbox, dataDir),
        PORT: String(port),
        DATA_DIR: dataDir,
        DISCORD_INTERACTIONS: 'http',
        DISCORD_BOT_API_TOKEN: serviceToken,
        TRADE_USERS: benchTrader,
        TRADING_RATE_LIMITS: '{"view": 0, "trade": 0, "backtest": 0}',
        LOG_LEVEL: 'warn',
        RATE_LIMITS: '{"login": "off", "writes": "off", "keys": "off"}',
      },
    },
  )
  const exited = once(child, 'exit')
  await untilReady(url, () => child.exitCode === null)
  const readyMs = performance.now() - startedAt

  const api = (method: string, path: string, body?: object) =>
    askFor(`${url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${serviceToken}`,
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
    })

  async function open(title: string, maxSlots: number): Promise<RecruitmentJson> {
    let party = recruitment.parse(
      await api('POST', '/api/discord/recruitments/', {
        title,
        max_slots: maxSlots,
        discord_guild_id: guildId,
        discord_channel_id: channelId,
        discord_owner_id: ownerId,
      }),
    )
    const path = `/api/discord/recruitments/${party.id}/`
    while (!party.discord_message_id) {
      await pause(10)
      party = recruitment.parse(await api('GET', path))
    }
    return party
  }

  return {
    url,
    sandbox,
    dataDir,
    guildId,
    channelId,
    readyMs,
    api,
    open,
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM')
      await exited
      if (!options.sandbox) await sandbox.close()
      if (!options.dataDir) rmSync(dataDir, { recursive: true, force: true })
    },
  }
}
