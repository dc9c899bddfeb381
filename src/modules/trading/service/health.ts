import type { z } from 'zod'
import type { Context } from '#core/context.ts'
import type { discordHealthAnswer, healthAnswer } from '../contract/envelope.ts'
import { countPending } from '../store/notifications.ts'
import { engineOf, modeNow } from './engine.ts'
import { loadHalt } from './state.ts'

/** Whether the program lives; nothing about money. */
export async function health(context: Context): Promise<z.infer<typeof healthAnswer>> {
  const uptime_s = Math.floor((context.clock.now() - engineOf(context).startedAt) / 1_000)
  const version = '0.1.0'
  try {
    await countPending(context.database)
    return { status: 'ok', version, uptime_s: Math.max(0, uptime_s) }
  } catch (error) {
    context.log.warn({ err: error }, 'the database could not be asked')
    return { status: 'error', version, uptime_s: Math.max(0, uptime_s) }
  }
}

/** How Discord, trading and notifications are. */
export async function discordHealth(
  context: Context,
): Promise<Pick<z.infer<typeof discordHealthAnswer>, 'discord' | 'trading' | 'queue'>> {
  const { database, clock } = context
  const [mode, halt, notifications_pending] = await Promise.all([
    modeNow(context, database),
    loadHalt(database, clock.now()),
    countPending(database),
  ])
  const { gateway, latency_ms, guilds } = context.connection()
  return {
    discord: { gateway, latency_ms, guilds },
    trading: { mode, halted: halt !== null, exchange: engineOf(context).exchange.health().state },
    queue: { notifications_pending },
  }
}
