import { Routes, type GatewayRequestGuildMembersData } from 'discord-api-types/v10'
import { z } from 'zod'
import type { Clock } from '#core/clock.ts'
import type { Database } from '#core/db/database.ts'
import type { Log } from '#core/log.ts'
import type { DiscordRest } from '../rest/rest.ts'
import { openConnection, type Compression } from './connection.ts'
import { createDispatcher, type Listener } from './dispatcher.ts'
import { createIdentifyBudget, type StartLimit } from './identify-budget.ts'
import { createLink } from './link.ts'
import { createSessions } from './sessions.ts'
import { createStatusKeeper, type GatewayStatus } from './status.ts'

/** The connection that brings Discord's events. */
export type Gateway = {
  /** Starts to connect, and keeps trying; the status tells how it goes. */
  start(): Promise<void>
  /** Closes so that the next start resumes the session. */
  stop(): Promise<void>
  status(): GatewayStatus
  /** Hears of each change of the status' state. */
  onState(listener: (state: GatewayStatus['state']) => void): void
  /** Asks for members of a guild (op 8); false while that cannot be asked. */
  requestMembers(request: GatewayRequestGuildMembersData): boolean
  /** Connects anew when an intent that was missing has been switched on; true when it does. */
  recheck(): Promise<boolean>
  /** Resolves when every received dispatch is handled. */
  settle(): Promise<void>
}

const tokenFix = 'set DISCORD_BOT_TOKEN to the current token of the developer portal'

const gatewayBot = z.object({
  session_start_limit: z.object({
    remaining: z.number(),
    reset_after: z.number(),
    max_concurrency: z.number(),
  }),
})

async function startLimit(rest: DiscordRest): Promise<StartLimit> {
  const call = { method: 'GET', path: Routes.gatewayBot(), lane: 'bulk' } as const
  return (await rest.call(call, gatewayBot)).session_start_limit
}

/** Makes the connection. Listeners may hear the same dispatch twice. */
export function createGateway(needs: {
  database: Database
  clock: Clock
  log: Log
  rest: DiscordRest
  token: string
  intents: number
  listeners: readonly Listener[]
  /** Default: as text. */
  compression?: Compression
  /** Whose presences are looked at; default everybody's. */
  follows?: (userId: string) => boolean
}): Gateway {
  const { database, clock, log, rest, token, intents, listeners } = needs
  const { compression = 'none', follows = () => true } = needs
  const sessions = createSessions({ database, clock, log })
  const dispatcher = createDispatcher(listeners, log)
  const status = createStatusKeeper(clock)
  const budget = () =>
    createIdentifyBudget({
      database,
      clock,
      log,
      startLimit: () => startLimit(rest),
      waiting: (reason) => status.set('connecting', reason),
    })
  const link = createLink({
    rest,
    clock,
    log,
    status,
    intents,
    forgetSessions: () => sessions.forget(),
    open: (wanted, on) => {
      const tap = { follows, heard: () => status.heard() }
      const parts = { token, rest, sessions, dispatcher, budget, compression, tap, clock, log }
      return openConnection({ ...parts, intents: wanted, on })
    },
  })

  rest.onUnauthorized(() => void link.halt('Discord refused the bot token', tokenFix))

  return {
    async start() {
      await sessions.load()
      if (rest.status().state !== 'unauthorized') link.connect()
    },
    async stop() {
      await link.disconnect()
      await dispatcher.settle()
      await sessions.flush()
      if (status.now().state !== 'stopped') status.set('idle')
    },
    status: () => status.now(),
    onState: (listener) => status.onState(listener),
    requestMembers: (request) => link.connection()?.requestMembers(request) ?? false,
    recheck: () => link.recheck(),
    settle: () => dispatcher.settle(),
  }
}
