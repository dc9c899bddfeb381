import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInflate } from 'node:zlib'
import { Client, Events, GatewayIntentBits } from 'discord.js'
import WebSocket from 'ws'
import { z } from 'zod'
import { systemClock } from '#core/clock.ts'
import { openDatabase, prepareDatabase } from '#core/db/open.ts'
import { systemRandom } from '#core/ids.ts'
import { silentLog } from '#core/log.ts'
import type { Listener } from '#discord/gateway/dispatcher.ts'
import { createInflate as createInflateAtOnce } from '#discord/gateway/inflate.ts'
import { createGateway } from '#discord/gateway/gateway.ts'
import { createRest } from '#discord/rest/rest.ts'
import { migrationSets } from '../../../src/migrations.ts'
import { answerParent } from '../child.ts'
import { memberId } from './dispatches.ts'
import { readerKind, type ReaderKind } from './kinds.ts'

const order = z.union([
  z.object({ kind: readerKind, url: z.string() }),
  z.object({ count: z.number().int().positive() }),
])

const intents =
  GatewayIntentBits.Guilds | GatewayIntentBits.GuildMembers | GatewayIntentBits.GuildPresences
const payload = z.object({ op: z.number(), t: z.string().nullish() })

/** Hears of the two marks that stand before and after a flood. */
function createStopwatch() {
  let startedAt: number | null = null
  let seconds: PromiseWithResolvers<number> = Promise.withResolvers()
  return {
    mark() {
      const now = performance.now()
      if (startedAt === null) {
        startedAt = now
        return
      }
      seconds.resolve((now - startedAt) / 1_000)
      startedAt = null
    },
    async next(): Promise<number> {
      const value = await seconds.promise
      seconds = Promise.withResolvers()
      return value
    },
  }
}

/** The least that a reader can do: parse what comes and look at its name. */
async function openPlain(url: string, mark: () => void): Promise<void> {
  const ws = new WebSocket(url.replace('http', 'ws'), { perMessageDeflate: false })
  const known = Promise.withResolvers<void>()
  ws.on('message', (data: Buffer) => {
    const message = JSON.parse(data.toString()) as z.infer<typeof payload>
    if (message.t === 'TYPING_START') mark()
    else if (message.t === 'GUILD_CREATE') known.resolve()
    else if (message.op === 10) ws.send(JSON.stringify({ op: 2, d: { token: 'ws' } }))
  })
  await known.promise
}

/** The least that a reader of a compressed stream can do. */
async function openInflating(url: string, mark: () => void): Promise<void> {
  const ws = new WebSocket(`${url.replace('http', 'ws')}/?compress=zlib-stream`)
  const inflate = createInflateAtOnce(createInflate())
  const known = Promise.withResolvers<void>()
  ws.on('message', (data: Buffer) => {
    const message = JSON.parse(inflate?.(data) ?? '{}') as z.infer<typeof payload>
    if (message.t === 'TYPING_START') mark()
    else if (message.t === 'GUILD_CREATE') known.resolve()
    else if (message.op === 10) ws.send(JSON.stringify({ op: 2, d: { token: 'inflate' } }))
  })
  await known.promise
}

const presenceUser = z.object({ user: z.object({ id: z.string() }) })

/** Our own way to the gateway, with its sessions in a database. */
async function openOurs(kind: ReaderKind, url: string, mark: () => void): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'muster-bench-'))
  process.once('exit', () => rmSync(dataDir, { recursive: true, force: true }))
  const common = { clock: systemClock, random: systemRandom, log: silentLog }
  const location = { dataDir, databaseUrl: null }
  const database = openDatabase(location, common)
  await prepareDatabase(database, location, migrationSets, common)
  const wanted = new Set(Array.from({ length: 100 }, (_, nth) => memberId(nth * 10)))
  const seen = new Set<string>()
  const known = Promise.withResolvers<void>()
  const listeners: Listener[] = [
    { event: 'TYPING_START', mode: 'now', hear: mark },
    { event: 'GUILD_CREATE', mode: 'now', hear: () => known.resolve() },
  ]
  if (kind !== 'muster') {
    const hear = (data: unknown) => {
      const { id } = (data as z.infer<typeof presenceUser>).user
      if (wanted.has(id)) seen.add(id)
    }
    listeners.push({ event: 'PRESENCE_UPDATE', mode: 'now', hear })
  }
  const rest = createRest({ api: `${url}/api`, token: kind }, common)
  const following = kind === 'muster-following' || kind === 'muster-zlib'
  await createGateway({
    ...common,
    database,
    rest,
    token: kind,
    intents,
    listeners,
    ...(following && { follows: (userId) => wanted.has(userId) }),
    compression: kind === 'muster-zlib' ? 'zlib-stream' : 'none',
  }).start()
  await known.promise
}

/** discord.js as a bot of its guide would use it, with every presence in its cache. */
async function openDiscordJs(url: string, mark: () => void): Promise<void> {
  const client = new Client({ intents, rest: { api: `${url}/api` } })
  client.on(Events.Raw, ({ t }: z.infer<typeof payload>) => {
    if (t === 'TYPING_START') mark()
  })
  const known = Promise.withResolvers<void>()
  client.once(Events.ClientReady, () => known.resolve())
  await client.login('discord.js')
  await known.promise
}

const stopwatch = createStopwatch()

answerParent(order, async (asked) => {
  if ('count' in asked) {
    const seconds = await stopwatch.next()
    return { rate: asked.count / seconds, rss: process.memoryUsage.rss() }
  }
  const { kind, url } = asked
  if (kind === 'inflate') await openInflating(url, () => stopwatch.mark())
  else if (kind === 'ws') await openPlain(url, () => stopwatch.mark())
  else if (kind === 'discord.js') await openDiscordJs(url, () => stopwatch.mark())
  else await openOurs(kind, url, () => stopwatch.mark())
  return {}
})
