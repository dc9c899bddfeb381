import type { Context } from '#core/context.ts'
import { isLive } from '../rules/event.ts'
import { eventsInChannel, loadChannels, markChannelDeleted } from '../store/channels.ts'
import { loadEvent, loadEvents } from '../store/events.ts'

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
    payload: ids as { event_id: string; guild_id: string; woken?: boolean },
    key: `event:${ids.event_id}:${ids.guild_id}:${kind === 'create' ? 'channels' : 'archive'}`,
    group: `event:${ids.event_id}:${ids.guild_id}:channels`,
    guild_id: ids.guild_id,
    ...(run_at !== undefined && { run_at }),
  }
}

/** Later work on an event's channels, for those that are called as the event was before. */
export function renameJob(ids: { event_id: string; guild_id: string }, run_at: number) {
  const key = `event:${ids.event_id}:${ids.guild_id}:rename`
  return { ...channelsJob('create', ids, run_at), key }
}

/** Work for channels of living events that could not be made yet. */
export async function waitingRooms(context: Context, guildId: string) {
  const all = await loadChannels(context.database, { guild_id: guildId })
  const planned = all.filter(({ state, auto_created }) => state === 'planned' && auto_created)
  const ids = [...new Set(planned.map(({ event_id }) => event_id))]
  const views = await loadEvents(context.database, ids)
  return views
    .filter(({ event }) => isLive(event.state))
    .map(({ event }) => channelsJob('create', { event_id: event.id, guild_id: guildId }))
}

/** Work for the threads of living events that Discord has put away because nobody spoke in them. */
export async function threadArchived(context: Context, threadId: string) {
  const jobs: ReturnType<typeof channelsJob>[] = []
  for (const event_id of await eventsInChannel(context.database, threadId)) {
    const event = (await loadEvent(context.database, event_id))?.event
    if (!event || !isLive(event.state)) continue
    const channels = await loadChannels(context.database, { event_id })
    const own = channels.find(({ discord_channel_id }) => discord_channel_id === threadId)
    if (!own) continue
    const job = channelsJob('create', { event_id, guild_id: own.guild_id })
    jobs.push({ ...job, payload: { ...job.payload, woken: true } })
  }
  return jobs
}
