import type { Context } from '#core/context.ts'
import { markChannelDeleted } from '../store/channels.ts'

/** Somebody deleted a channel by hand: it is not made again. */
export async function channelDeleted(context: Context, channelId: string): Promise<void> {
  await context.database.write((tx) => markChannelDeleted(tx, channelId))
}

/** Work on an event's channels in a server, now or later. */
export function channelsJob(
  kind: 'create' | 'archive',
  ids: { event_id: string; guild_id: string },
  run_at?: number,
) {
  return {
    kind: `events.${kind}_channels`,
    payload: ids,
    key: `event:${ids.event_id}:${ids.guild_id}:${kind === 'create' ? 'channels' : 'archive'}`,
    group: `event:${ids.event_id}:${ids.guild_id}:channels`,
    guild_id: ids.guild_id,
    ...(run_at !== undefined && { run_at }),
  }
}
