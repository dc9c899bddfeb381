import { z } from 'zod'
import type { Context } from '#core/context.ts'
import type { DiscordTools } from '#discord/part.ts'
import type { EventRecord, Signup } from '../rules/event.ts'
import { renameEveryMs } from '../rules/channels.ts'
import type { GuildRecord } from '../rules/guild.ts'
import { renameJob } from '../service/channels.ts'
import { loadChannels, type ChannelRecord } from '../store/channels.ts'
import { loadEvent } from '../store/events.ts'
import { loadGuild } from '../store/guilds.ts'

/** What Discord answers to the making of a channel or thread. */
export const created = z.object({ id: z.string() })

/** What work on an event's channels in a server starts from. */
export type Ground = {
  context: Context
  discord: DiscordTools
  event: EventRecord
  signups: readonly Signup[]
  guild: GuildRecord
  known: ChannelRecord[]
}

/**
 * Whether a channel is to be called otherwise now, as its event is. One that got another name a moment ago waits, and
 * is then called as the event is by that time.
 */
export async function isRenamed(
  { context, event, guild }: Ground,
  { auto_created, discord_channel_name, renamed_at }: ChannelRecord,
  name: string,
): Promise<boolean> {
  if (!auto_created || discord_channel_name === name) return false
  const due = (renamed_at ?? 0) + renameEveryMs
  if (context.clock.now() >= due) return true
  const job = renameJob({ event_id: event.id, guild_id: guild.guild_id }, due)
  await context.database.write((tx) => context.jobs.enqueue(tx, job))
  return false
}

/** Loads it; null where nothing is to be done, or the event was deleted. */
export async function groundOf(
  context: Context,
  discord: DiscordTools,
  ids: { event_id: string; guild_id: string },
): Promise<Ground | null> {
  const [view, guild, channels] = await Promise.all([
    loadEvent(context.database, ids.event_id),
    loadGuild(context.database, ids.guild_id),
    loadChannels(context.database, { event_id: ids.event_id }),
  ])
  if (!view || guild?.status !== 'active') return null
  const known = channels.filter(({ guild_id }) => guild_id === ids.guild_id)
  return { context, discord, ...view, guild, known }
}
