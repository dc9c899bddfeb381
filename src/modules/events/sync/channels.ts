import { Routes } from 'discord-api-types/v10'
import { z } from 'zod'
import type { Context } from '#core/context.ts'
import type { JobKind, JobResult } from '#core/jobs/jobs.ts'
import type { DiscordTools } from '#discord/part.ts'
import { isRefusal } from '#discord/rest/errors.ts'
import {
  categoryLimit,
  channelMarker,
  channelName,
  channelsAt,
  graceMs,
  keptArchivedMs,
  overwrites,
  type Overwrite,
} from '../rules/channels.ts'
import { isLive, type EventRecord, type Signup } from '../rules/event.ts'
import type { GuildRecord } from '../rules/guild.ts'
import { newId } from '../service/change.ts'
import { channelsJob } from '../service/channels.ts'
import { loadChannels, saveChannel, type ChannelRecord } from '../store/channels.ts'
import { loadEvent } from '../store/events.ts'
import { loadGuild } from '../store/guilds.ts'
import { loadMappings } from '../store/mappings.ts'
import { loadMessages } from '../store/messages.ts'
import { isInVoice } from '../store/voice.ts'
import { discordJob } from './jobs-kind.ts'

const payload = z.object({ event_id: z.string(), guild_id: z.string() })
const created = z.object({ id: z.string() })
const types = { text: 0, voice: 2, category: 4 } as const
const gone = [10003, 10008]
const threadExists = 160_004

type Ground = {
  context: Context
  discord: DiscordTools
  event: EventRecord
  signups: readonly Signup[]
  guild: GuildRecord
  known: ChannelRecord[]
}

async function groundOf(
  context: Context,
  discord: DiscordTools,
  ids: z.infer<typeof payload>,
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

/** The category for an event's channels; a full one makes room for another. */
async function categoryFor({ discord, guild }: Ground): Promise<string | null> {
  const wanted = guild.options.event_category_id
  const channels = [...(discord.guilds.get(guild.guild_id)?.channels.values() ?? [])]
  if (wanted === null) return null
  const count = (id: string) => channels.filter(({ parent_id }) => parent_id === id).length
  if (count(wanted) < categoryLimit - 1) return wanted
  const base = channels.find(({ id }) => id === wanted)?.name ?? 'Events'
  for (let number = 2; number < 20; number += 1) {
    const name = `${base} ${number}`
    const other = channels.find((one) => one.type === types.category && one.name === name)
    if (other && count(other.id) < categoryLimit - 1) return other.id
    if (other) continue
    const path = Routes.guildChannels(guild.guild_id)
    const body = { name, type: types.category }
    const made = await discord.rest.call({ method: 'POST', path, lane: 'bulk', body }, created)
    return made.id
  }
  return null
}

async function overwritesFor({ context, event, signups, guild }: Ground, type: 'text' | 'voice') {
  const mappings = await loadMappings(context.database, guild.guild_id)
  const role_ids = mappings
    .filter(
      ({ role_type, entity_id }) => role_type === 'event_participant' && entity_id === event.id,
    )
    .map((one) => one.discord_role_id)
  return overwrites(event, signups, { guild_id: guild.guild_id, type, role_ids, bot_id: null })
}

/** A new channel as Discord takes it. */
async function bodyFor(
  ground: Ground,
  type: 'text' | 'voice',
  { name, permissions }: { name: string; permissions: Overwrite[] },
): Promise<object> {
  const { event } = ground
  const parent_id = await categoryFor(ground)
  const limit = event.max_participants
  return {
    name,
    type: types[type],
    permission_overwrites: permissions,
    ...(parent_id !== null && { parent_id }),
    ...(type === 'text' && { topic: `${event.title.slice(0, 200)} · ${event.id}` }),
    ...(type === 'voice' && limit !== null && limit < 100 && { user_limit: limit }),
  }
}

/** One channel of an event: made, found again after a crash, or opened for those who came since. */
async function ensureChannel(ground: Ground, type: 'text' | 'voice'): Promise<boolean> {
  const { context, discord, event, guild, known } = ground
  const own = known.find(({ channel_type, auto_created }) => channel_type === type && auto_created)
  if (own && own.state !== 'planned' && own.state !== 'live') return false
  const permissions = await overwritesFor(ground, type)
  const text = JSON.stringify(permissions)
  if (own?.discord_channel_id) {
    if (own.permissions === text) return false
    const path = Routes.channel(own.discord_channel_id)
    const body = { permission_overwrites: permissions }
    await discord.rest.send({ method: 'PATCH', path, lane: 'bulk', body })
    await context.database.write((tx) => saveChannel(tx, { ...own, permissions: text }))
    return true
  }
  const name = channelName(event, guild, type)
  const planned: ChannelRecord = own ?? {
    id: newId(context),
    guild_id: guild.guild_id,
    discord_channel_id: null,
    discord_channel_name: name,
    channel_type: type,
    event_id: event.id,
    auto_created: true,
    auto_archive: true,
    permissions: null,
    state: 'planned',
    delete_at: null,
    created_at: context.clock.now(),
  }
  await context.database.write((tx) => saveChannel(tx, planned))
  const all = [...(discord.guilds.get(guild.guild_id)?.channels.values() ?? [])]
  const found = all.find((one) => one.type === types[type] && one.name === name)
  const body = found ? null : await bodyFor(ground, type, { name, permissions })
  const path = Routes.guildChannels(guild.guild_id)
  const reason = `Muster event ${event.id}`
  const made =
    found ??
    (await discord.rest.call({ method: 'POST', path, lane: 'bulk', body, reason }, created))
  await context.database.write((tx) =>
    saveChannel(tx, { ...planned, discord_channel_id: made.id, permissions: text, state: 'live' }),
  )
  return true
}

/** The thread below the sign-up message; one that exists already is taken. */
async function ensureThread({ context, discord, event, guild, known }: Ground): Promise<boolean> {
  if (known.some(({ channel_type }) => channel_type === 'thread')) return false
  const messages = await loadMessages(context.database, event.id)
  const message = messages.find((one) => one.guild_id === guild.guild_id)
  const messageId = message?.discord_message_id
  if (!message || !messageId) return false
  const name = event.title.slice(0, 100)
  const path = Routes.threads(message.channel_id, messageId)
  let id = messageId
  try {
    const body = { name, auto_archive_duration: 10_080 }
    id = (await discord.rest.call({ method: 'POST', path, lane: 'bulk', body }, created)).id
  } catch (error) {
    // A thread on a message has the message's id.
    if (!isRefusal(error, threadExists)) throw error
  }
  await context.database.write((tx) =>
    saveChannel(tx, {
      id: newId(context),
      guild_id: guild.guild_id,
      discord_channel_id: id,
      discord_channel_name: name,
      channel_type: 'thread',
      event_id: event.id,
      auto_created: true,
      auto_archive: true,
      permissions: null,
      state: 'live',
      delete_at: null,
      created_at: context.clock.now(),
    }),
  )
  return true
}

async function make(
  context: Context,
  discord: DiscordTools,
  ids: z.infer<typeof payload>,
): Promise<JobResult> {
  const ground = await groundOf(context, discord, ids)
  if (!ground || !isLive(ground.event.state)) return { result: 'not_wanted' }
  const { event, guild } = ground
  let changed = 0
  if (event.create_thread && (await ensureThread(ground))) changed += 1
  const asked = ground.known.some(({ state }) => state === 'planned')
  const wants = (event.create_channels && guild.options.auto_create_channels) || asked
  if (wants && (context.clock.now() >= channelsAt(event, guild) || asked)) {
    if (await ensureChannel(ground, 'text')) changed += 1
    if (await ensureChannel(ground, 'voice')) changed += 1
  } else if (wants) {
    await context.database.write((tx) =>
      context.jobs.enqueue(tx, channelsJob('create', ids, channelsAt(event, guild))),
    )
  }
  return { changed }
}

/** Puts one channel away: threads are closed, voice rooms go when empty, the rest is kept a week. */
async function putAway(ground: Ground, channel: ChannelRecord): Promise<'done' | 'later'> {
  const { context, discord, guild } = ground
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
    await store({ state: 'deleted' })
  }
  try {
    if (channel.state === 'archived') {
      if (now < (channel.delete_at ?? 0)) return 'later'
      if (channel.channel_type !== 'thread') await remove()
      return 'done'
    }
    if (channel.channel_type === 'thread') {
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
    const shut = {
      id: guild.guild_id,
      type: 0,
      allow: '0',
      deny: String((1n << 11n) | (1n << 10n)),
    }
    const body = {
      name: `archived-${channel.discord_channel_name}`.slice(0, 100),
      permission_overwrites: [shut],
      ...(parent !== null && { parent_id: parent }),
    }
    await discord.rest.send({ method: 'PATCH', path: Routes.channel(id), lane: 'bulk', body })
    await store({ state: 'archived', delete_at: now + keptArchivedMs })
    return 'later'
  } catch (error) {
    if (!isRefusal(error, ...gone)) throw error
    await store({ state: 'deleted' })
    return 'done'
  }
}

const lookAgainMs = 5 * 60_000

async function archive(
  context: Context,
  discord: DiscordTools,
  ids: z.infer<typeof payload>,
): Promise<JobResult> {
  const ground = await groundOf(context, discord, ids)
  if (!ground) return { result: 'not_wanted' }
  const { event, known } = ground
  const now = context.clock.now()
  const after = (event.ended_at ?? event.end_at) + graceMs
  if (isLive(event.state)) return { result: 'still_live' }
  const again = (at: number) =>
    context.database.write((tx) => context.jobs.enqueue(tx, channelsJob('archive', ids, at)))
  if (now < after) {
    await again(after)
    return { result: 'grace' }
  }
  const open = known.filter(
    ({ auto_archive, state }) =>
      auto_archive && (state === 'live' || state === 'archived' || state === 'planned'),
  )
  let next = Infinity
  for (const channel of open) {
    if ((await putAway(ground, channel)) === 'done') continue
    const kept = channel.channel_type === 'text' ? now + keptArchivedMs : now + lookAgainMs
    next = Math.min(next, channel.delete_at ?? kept)
  }
  if (next < Infinity) await again(next)
  await sweep(ground)
  return { channels: open.length }
}

/** Removes channels that were made for the event and whose making was never noted. */
async function sweep({ discord, event, guild, known }: Ground): Promise<void> {
  const marker = channelMarker(event.id)
  const noted = new Set(known.map((one) => one.discord_channel_id))
  for (const { id, name } of discord.guilds.get(guild.guild_id)?.channels.values() ?? []) {
    if (noted.has(id) || !(name.endsWith(`-${marker}`) || name.endsWith(` ${marker}`))) continue
    await discord.rest.send({ method: 'DELETE', path: Routes.channel(id), lane: 'bulk' })
  }
}

/** Channels and threads of events: made before the start, put away after the end. */
export function passChannels(context: Context, discord: DiscordTools): readonly JobKind[] {
  return [
    discordJob(context, 'create_channels', payload, (ids) => make(context, discord, ids)),
    discordJob(context, 'archive_channels', payload, (ids) => archive(context, discord, ids)),
  ]
}
