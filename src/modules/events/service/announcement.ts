import type { Context } from '#core/context.ts'
import { isLive, type EventRecord } from '../rules/event.ts'
import type { GuildRecord } from '../rules/guild.ts'
import { loadEvent } from '../store/events.ts'
import { loadGuild } from '../store/guilds.ts'
import { loadMessages, type MessageRecord } from '../store/messages.ts'

/** What is said in a channel for announcements, and where people sign up. */
export type Announcement = {
  event: EventRecord
  guild: GuildRecord
  channel_id: string
  message: MessageRecord
}

/** Looks at what is to be announced; null when there is nothing to say any more. */
export async function announcementOf(
  context: Context,
  { event_id, guild_id }: { event_id: string; guild_id: string },
): Promise<Announcement | null> {
  const view = await loadEvent(context.database, event_id)
  const guild = await loadGuild(context.database, guild_id)
  const channel_id = guild?.options.announcement_channel_id ?? null
  if (!view || !isLive(view.event.state) || guild?.status !== 'active' || !channel_id) return null
  const messages = await loadMessages(context.database, event_id)
  const message = messages.find((one) => one.guild_id === guild_id)
  if (!message || message.channel_id === channel_id) return null
  return { event: view.event, guild, channel_id, message }
}
