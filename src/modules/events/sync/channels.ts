import { Routes } from 'discord-api-types/v10'
import { z } from 'zod'
import type { Context } from '#core/context.ts'
import { PermanentJobError, type JobKind, type JobResult } from '#core/jobs/jobs.ts'
import type { DiscordTools } from '#discord/part.ts'
import {
  categoryLimit,
  channelName,
  channelsAt,
  overwrites,
  type Overwrite,
} from '../rules/channels.ts'
import { isLive, type EventRecord } from '../rules/event.ts'
import { newId } from '../service/change.ts'
import { channelsJob } from '../service/channels.ts'
import { saveChannel, type ChannelRecord } from '../store/channels.ts'
import { loadMappings } from '../store/mappings.ts'
import { created, groundOf, isRenamed, type Ground } from './channel-ground.ts'
import { discordJob } from './jobs-kind.ts'
import { archive } from './put-away.ts'
import { ensureThread } from './threads.ts'

const payload = z.object({
  event_id: z.string(),
  guild_id: z.string(),
  /** Discord has put its thread away. */
  woken: z.boolean().default(false),
})
const types = { text: 0, voice: 2, category: 4 } as const
/** Channels of a server at most, categories among them. */
const guildLimit = 500

const existing = z.array(z.object({ id: z.string(), type: z.int(), name: z.string().nullish() }))

/** Finds the category once for all channels that are made together: Discord tells of a new one later. */
type Parent = () => Promise<string | null>

/** The category for an event's channels; a full one makes room for another. */
async function categoryFor({ discord, guild }: Ground): Promise<string | null> {
  const wanted = guild.options.event_category_id
  const channels = [...(discord.guilds.get(guild.guild_id)?.channels.values() ?? [])]
  if (wanted === null) return null
  const count = (id: string) => channels.filter(({ parent_id }) => parent_id === id).length
  if (count(wanted) < categoryLimit) return wanted
  const base = channels.find(({ id }) => id === wanted)?.name ?? 'Events'
  for (let number = 2; number < 20; number += 1) {
    const name = `${base} ${number}`
    const other = channels.find((one) => one.type === types.category && one.name === name)
    if (other && count(other.id) < categoryLimit) return other.id
    if (other) continue
    const path = Routes.guildChannels(guild.guild_id)
    const body = { name, type: types.category }
    const made = await discord.rest.call({ method: 'POST', path, lane: 'bulk', body }, created)
    return made.id
  }
  return null
}

async function overwritesFor(
  { context, discord, event, signups, guild }: Ground,
  type: 'text' | 'voice',
) {
  const mappings = await loadMappings(context.database, guild.guild_id)
  const role_ids = mappings
    .filter(
      ({ role_type, entity_id }) => role_type === 'event_participant' && entity_id === event.id,
    )
    .map((one) => one.discord_role_id)
  return overwrites(event, signups, {
    guild_id: guild.guild_id,
    type,
    role_ids,
    bot_id: discord.botId(),
  })
}

/** What a channel says of its event, where it can. */
function topicOf({ id, title }: EventRecord, type: 'text' | 'voice') {
  return type === 'text' && { topic: `${title} · ${id}` }
}

/** What a channel is to be. */
type Wanted = { type: 'text' | 'voice'; name: string; permissions: Overwrite[]; parent: Parent }

/** A new channel as Discord takes it. */
async function bodyFor(
  ground: Ground,
  { type, name, permissions, parent }: Wanted,
): Promise<object> {
  const { event } = ground
  const parent_id = await parent()
  const limit = event.max_participants
  return {
    name,
    type: types[type],
    permission_overwrites: permissions,
    ...(parent_id !== null && { parent_id }),
    ...topicOf(event, type),
    ...(type === 'voice' && limit !== null && limit < 100 && { user_limit: limit }),
  }
}

/** Whether a room was removed because its event was over; what somebody deleted by hand has no such time. */
const wentByUs = ({ state, delete_at }: ChannelRecord) => state === 'deleted' && delete_at !== null

/** A channel that is there: called as its event is, open for those who came since, or once more. */
async function keep(
  ground: Ground,
  own: ChannelRecord & { discord_channel_id: string },
  { type, name, permissions, parent }: Wanted,
): Promise<boolean> {
  const { context, discord, event } = ground
  const text = JSON.stringify(permissions)
  const isAway = own.state === 'archived'
  const isNamed = isAway || (await isRenamed(ground, own, name))
  if (!isNamed && own.permissions === text) return false
  const path = Routes.channel(own.discord_channel_id)
  const body = {
    ...(isNamed && { name, ...topicOf(event, type) }),
    ...(isAway && { parent_id: await parent() }),
    permission_overwrites: permissions,
  }
  await discord.rest.send({ method: 'PATCH', path, lane: 'bulk', body })
  const named = isNamed && { discord_channel_name: name, renamed_at: context.clock.now() }
  const open = { ...own, ...named, permissions: text, state: 'live' as const, delete_at: null }
  await context.database.write((tx) => saveChannel(tx, open))
  return true
}

/** One channel of an event: made, found again after a crash, or kept as it is to be. */
async function ensureChannel(
  ground: Ground,
  type: 'text' | 'voice',
  parent: Parent,
): Promise<boolean> {
  const { context, discord, event, guild, known } = ground
  const own = known.find((one) => one.channel_type === type && one.auto_created && !wentByUs(one))
  if (own?.state === 'deleted') return false
  const permissions = await overwritesFor(ground, type)
  const text = JSON.stringify(permissions)
  const name = channelName(event, guild, type)
  const id = own?.discord_channel_id
  const wanted = { type, name, permissions, parent }
  if (id) return keep(ground, { ...own, discord_channel_id: id }, wanted)
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
    renamed_at: null,
    created_at: context.clock.now(),
  }
  await context.database.write((tx) => saveChannel(tx, planned))
  // Of what an attempt made whose answer was lost, no frame may have told yet.
  const path = Routes.guildChannels(guild.guild_id)
  const all = await discord.rest.call({ method: 'GET', path, lane: 'bulk' }, existing)
  // It was asked for under the name that the event had then.
  const names = [name, planned.discord_channel_name]
  const found = all.find((one) => one.type === types[type] && names.includes(one.name ?? ''))
  if (!found && all.length >= guildLimit) {
    const reason = `the server has ${guildLimit} channels, more are not possible: delete some`
    throw new PermanentJobError(reason, 'discord_30013')
  }
  const body = found ? null : await bodyFor(ground, wanted)
  const reason = `Muster event ${event.id}`
  const made =
    found ??
    (await discord.rest.call({ method: 'POST', path, lane: 'bulk', body, reason }, created))
  const discord_channel_name = found?.name ?? name
  const live = { discord_channel_id: made.id, discord_channel_name, state: 'live' as const }
  await context.database.write((tx) => saveChannel(tx, { ...planned, ...live, permissions: text }))
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
  if (event.create_thread) changed += await ensureThread(ground, ids)
  const asked = ground.known.some(({ state }) => state === 'planned')
  const wants = (event.create_channels && guild.options.auto_create_channels) || asked
  if (wants && (context.clock.now() >= channelsAt(event, guild) || asked)) {
    let category: Promise<string | null> | null = null
    const parent = () => (category ??= categoryFor(ground))
    if (await ensureChannel(ground, 'text', parent)) changed += 1
    if (await ensureChannel(ground, 'voice', parent)) changed += 1
  } else if (wants) {
    await context.database.write((tx) =>
      context.jobs.enqueue(tx, channelsJob('create', ids, channelsAt(event, guild))),
    )
  }
  return { changed }
}

/** Channels and threads of events: made before the start, put away after the end. */
export function passChannels(context: Context, discord: DiscordTools): readonly JobKind[] {
  return [
    discordJob(context, 'create_channels', payload, (ids) => make(context, discord, ids)),
    discordJob(context, 'archive_channels', payload, (ids) => archive(context, discord, ids)),
  ]
}
