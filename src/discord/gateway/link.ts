import { Routes } from 'discord-api-types/v10'
import { z } from 'zod'
import type { Clock, Timer } from '#core/clock.ts'
import type { Log } from '#core/log.ts'
import type { DiscordRest } from '../rest/rest.ts'
import {
  fatalClose,
  intentsToDrop,
  privilegedIntents,
  type PrivilegedIntent,
} from './close-codes.ts'
import type { Connection, ConnectionEvents } from './connection.ts'
import type { StatusKeeper } from './status.ts'

/** Keeps one connection alive for as long as that makes sense. */
export type Link = {
  connect(): void
  disconnect(): Promise<void>
  /** The present connection; null while there is none. */
  connection(): Connection | null
  /** Connects anew when an intent that was missing has been switched on; true when it does. */
  recheck(): Promise<boolean>
  /** Gives up for good, and says why. */
  halt(reason: string, fix: string): Promise<void>
}

const reconnectCapMs = 60_000
const application = z.object({ flags: z.number().default(0) })

/** The intents to go without, after Discord refused some without saying which. */
async function switchedOff(rest: DiscordRest, intents: number): Promise<PrivilegedIntent[]> {
  const call = { method: 'GET', path: Routes.currentApplication(), lane: 'bulk' } as const
  const { flags } = await rest.call(call, application).catch(() => ({ flags: 0 }))
  return intentsToDrop(intents, flags)
}

/** Those of some missing intents that are switched on by now. */
async function switchedOn(rest: DiscordRest, missing: number): Promise<PrivilegedIntent[]> {
  const call = { method: 'GET', path: Routes.currentApplication(), lane: 'bulk' } as const
  const { flags } = await rest.call(call, application)
  return privilegedIntents.filter((one) => (missing & one.bit) !== 0 && (flags & one.flags) !== 0)
}

/** Makes the link; `open` starts a connection with a set of intents. */
export function createLink(needs: {
  rest: DiscordRest
  clock: Clock
  log: Log
  status: StatusKeeper
  intents: number
  open(intents: number, on: ConnectionEvents): Connection
  /** A resumed session would keep the intents that it began with. */
  forgetSessions(): void
}): Link {
  const { rest, clock, log, status } = needs
  let { intents } = needs
  let connection: Connection | null = null
  let retry: Timer | null = null
  let wanted = true

  async function close(): Promise<void> {
    retry?.cancel()
    const old = connection
    connection = null
    await old?.close()
  }

  async function halt(reason: string, fix: string): Promise<void> {
    wanted = false
    log.error({ reason, fix }, 'the gateway stopped')
    status.set('stopped', reason, fix)
    await close()
  }

  /** Goes on without the intents that are switched off, instead of not at all. */
  async function dropIntents(): Promise<void> {
    const dropped = await switchedOff(rest, intents)
    if (dropped.length === 0) return halt('Discord refused the intents', 'report this as a bug')
    for (const { bit, name, switch: needed } of dropped) {
      intents &= ~bit
      status.missing({ name, switch: needed })
      log.warn({ intent: name, switch: needed }, 'an intent is switched off in the portal')
    }
    await close()
    if (wanted) connect(0)
  }

  function unreachable(error: Error, failures: number): void {
    if (!wanted) return
    log.warn({ err: error }, 'the gateway could not be reached')
    status.set('connecting', error.message)
    const delayMs = Math.min(reconnectCapMs, 1_000 * 2 ** failures)
    retry = clock.after(delayMs, () => connect(failures + 1))
  }

  function connect(failures: number): void {
    status.set('connecting')
    connection = needs.open(intents, {
      up: () => status.set('ready'),
      down: (code) => status.set('connecting', `the gateway closed with code ${code}`),
      refused(code) {
        const end = fatalClose(code)
        void (end ? halt(end.reason, end.fix) : dropIntents())
      },
      latency: (ms) => status.latency(ms),
      unreachable: (error) => unreachable(error, failures),
    })
  }

  async function recheck(): Promise<boolean> {
    const missing = needs.intents & ~intents
    if (missing === 0 || !wanted) return false
    const on = await switchedOn(rest, missing)
    if (on.length === 0) return false
    intents |= on.reduce((sum, { bit }) => sum | bit, 0)
    status.found(on.map(({ name }) => name))
    await close()
    needs.forgetSessions()
    if (wanted) connect(0)
    return true
  }

  return {
    connection: () => connection,
    recheck,
    connect: () => connect(0),
    async disconnect() {
      wanted = false
      await close()
    },
    halt,
  }
}
