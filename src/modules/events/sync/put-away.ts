import { Routes } from 'discord-api-types/v10'
import type { Context } from '#core/context.ts'
import type { JobResult } from '#core/jobs/jobs.ts'
import type { DiscordTools } from '#discord/part.ts'
import { isRefusal } from '#discord/rest/errors.ts'
import {
  channelMarker,
  graceMs,
  keptArchivedMs,
  shutOverwrites,
  type Overwrite,
} from '../rules/channels.ts'
import { isLive } from '../rules/event.ts'
import type { GuildRecord } from '../rules/guild.ts'
import { channelsJob } from '../service/channels.ts'
import { isThread, loadChannels, saveChannel, type ChannelRecord } from '../store/channels.ts'
import { loadEvent } from '../store/events.ts'
import { loadGuild } from '../store/guilds.ts'
import { isInVoice } from '../store/voice.ts'

const gone = [10_003, 10_008]

type Place = { context: Context; discord: DiscordTools; guild: GuildRecord }

/** Who could come into a channel; the bot alone where that was never noted. */
function openTo({ discord, guild }: Place, { permissions }: ChannelRecord): Overwrite[] {
  if (permissions !== null) return JSON.parse(permissions) as Overwrite[]
  return [
    { id: guild.guild_id, type: 0, allow: '0', deny: '0' },
    { id: discord.botId(), type: 1, allow: '1', deny: '0' },
  ]
}

/** Puts one channel away: threads are closed, voice rooms go when empty, the rest is kept a week. */
async function putAway(place: Place, channel: ChannelRecord): Promise<'done' | 'later'> {
  const { context, discord, guild } = place
  const id = channel.discord_channel_id
  const now = context.clock.now()
  const store = (changes: Partial<ChannelRecord>) =>
    context.database.write((tx) => saveChannel(tx, { ...channel, ...changes }))
  if (id === null) {
    await store({ state: 'deleted' })
    return 'done'
  }
  const remove = async () => {
    await discord.rest.send({ method: 'DELETE', path: Routes.channel(id), lane: 'bulk' })
    await store({ state: 'deleted', delete_at: now })
  }
  try {
    if (channel.state === 'archived') {
      if (now < (channel.delete_at ?? 0)) return 'later'
      if (!isThread(channel)) await remove()
      return 'done'
    }
    if (isThread(channel)) {
      const body = { archived: true, locked: true }
      await discord.rest.send({ method: 'PATCH', path: Routes.channel(id), lane: 'bulk', body })
      await store({ state: 'archived' })
      return 'done'
    }
    if (channel.channel_type === 'voice') {
      if (await isInVoice(context.database, id)) return 'later'
      await remove()
      return 'done'
    }
    const parent = guild.options.archive_category_id
    const body = {
      name: `archived-${channel.discord_channel_name}`.slice(0, 100),
      permission_overwrites: shutOverwrites(openTo(place, channel)),
      ...(parent !== null && { parent_id: parent }),
    }
    await discord.rest.send({ method: 'PATCH', path: Routes.channel(id), lane: 'bulk', body })
    await store({ state: 'archived', delete_at: now + keptArchivedMs, renamed_at: now })
    return 'later'
  } catch (error) {
    if (!isRefusal(error, ...gone)) throw error
    await store({ state: 'deleted' })
    return 'done'
  }
}

const lookAgainMs = 5 * 60_000

/**
 * Puts an event's channels in a server away after its end, step by step; those of a deleted event at once. Interrupted
 * it goes on where it was.
 */
export async function archive(
  context: Context,
  discord: DiscordTools,
  ids: { event_id: string; guild_id: string },
): Promise<JobResult> {
  const guild = await loadGuild(context.database, ids.guild_id)
  if (guild?.status !== 'active') return { result: 'not_wanted' }
  const event = (await loadEvent(context.database, ids.event_id))?.event
  if (event && isLive(event.state)) return { result: 'still_live' }
  const now = context.clock.now()
  const after = event ? (event.ended_at ?? event.end_at) + graceMs : now
  const again = (at: number) =>
    context.database.write((tx) => context.jobs.enqueue(tx, channelsJob('archive', ids, at)))
  if (now < after) {
    await again(after)
    return { result: 'grace' }
  }
  const all = await loadChannels(context.database, { event_id: ids.event_id })
  const known = all.filter(({ guild_id }) => guild_id === ids.guild_id)
  const open = known.filter(
    ({ auto_archive, state }) =>
      auto_archive && (state === 'live' || state === 'archived' || state === 'planned'),
  )
  const place = { context, discord, guild }
  let next = Infinity
  for (const channel of open) {
    if ((await putAway(place, channel)) === 'done') continue
    const kept = channel.channel_type === 'text' ? now + keptArchivedMs : now + lookAgainMs
    next = Math.min(next, channel.delete_at ?? kept)
  }
  if (next < Infinity) await again(next)
  await sweep(place, ids.event_id, known)
  return { channels: open.length }
}

/** Removes channels that were made for the event and whose making was never noted. */
async function sweep(
  { discord, guild }: Place,
  eventId: string,
  known: readonly ChannelRecord[],
): Promise<void> {
  const marker = channelMarker(eventId)
  const noted = new Set(known.map((one) => one.discord_channel_id))
  for (const { id, name } of discord.guilds.get(guild.guild_id)?.channels.values() ?? []) {
    if (noted.has(id) || !(name.endsWith(`-${marker}`) || name.endsWith(` ${marker}`))) continue
    await discord.rest.send({ method: 'DELETE', path: Routes.channel(id), lane: 'bulk' })
  }
}
