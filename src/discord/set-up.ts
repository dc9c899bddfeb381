import { Routes } from 'discord-api-types/v10'
import { z } from 'zod'
import { wait } from '#core/clock.ts'
import type { Services } from '#core/context.ts'
import { syncCommands } from './commands/sync.ts'
import type { GuildDirectory } from './directory/guilds.ts'
import type { DiscordPart } from './part.ts'
import { DiscordUnavailable } from './rest/errors.ts'
import type { DiscordRest } from './rest/rest.ts'

/** What has to be known and registered before the bot is of use. */
export type SetUp = {
  /** The bot's user id: the application's until Discord has said otherwise. */
  botId(): string
  commandsRegistered(): boolean
  /** Does everything again, now and then until it succeeds; a second call joins the first. */
  run(): void
  stop(): Promise<void>
}

/** Waits between attempts, in milliseconds; the last one repeats. */
const againMs = [500, 1_000, 2_000, 5_000, 15_000]
const longestMs = 60_000
const currentUser = z.object({ id: z.string() })

/** Makes it. */
export function createSetUp(needs: {
  services: Pick<Services, 'clock' | 'log' | 'database'>
  rest: DiscordRest
  guilds: () => GuildDirectory
  parts: readonly DiscordPart[]
  application: { id: string; api: string }
}): SetUp {
  const { services, rest, guilds, parts, application } = needs
  const { clock, log, database } = services
  const stopping = new AbortController()
  const commands = parts.flatMap((part) => part.commands)
  let botId = application.id
  let registered = false
  let running: Promise<void> | null = null

  async function once(): Promise<void> {
    const path = Routes.user()
    botId = (await rest.call({ method: 'GET', path, lane: 'bulk' }, currentUser)).id
    await guilds().load()
    await syncCommands({ database, log, rest }, application, commands)
    registered = true
  }

  async function untilDone(): Promise<void> {
    for (let attempt = 0; !stopping.signal.aborted; attempt += 1) {
      try {
        return await once()
      } catch (error) {
        if (rest.status().state === 'unauthorized') return
        log.warn({ err: error }, 'Discord could not be set up')
        const atLeast = error instanceof DiscordUnavailable ? error.retryAfterMs : 0
        await wait(clock, Math.max(againMs[attempt] ?? longestMs, atLeast), stopping.signal)
      }
    }
  }

  return {
    botId: () => botId,
    commandsRegistered: () => registered,
    run() {
      running ??= untilDone().finally(() => {
        running = null
      })
    },
    async stop() {
      stopping.abort()
      await running
    },
  }
}
