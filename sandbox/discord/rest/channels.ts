import {
  AuditLogEvent,
  ChannelType,
  GatewayIntentBits,
  OverwriteType,
  PermissionFlagsBits as Bits,
} from 'discord-api-types/v10'
import { z } from 'zod'
import { writeAudit } from '../audit-log.ts'
import type { Channel, GuildState } from '../entities.ts'
import { DiscordError, invalidForm, missingPermissions, parseForm } from '../errors.ts'
import { deleteEventsIn } from '../events/state.ts'
import { bitSet, int, intBetween, jsonObject, snowflake } from '../forms.ts'
import { emptyVoice } from '../gateway/voice.ts'
import { makeChannel } from '../objects.ts'
import { computePermissions, isThread } from '../permissions.ts'
import type { World } from '../world.ts'
import { buckets, channelName } from './buckets.ts'
import type { Call, Route } from './call.ts'
import { channelOf } from './messages.ts'
import { guildOf } from './guilds.ts'
import { editThread } from './threads.ts'
import { dmFor } from './users.ts'

const mostChannels = 500
const mostInCategory = 50
const dashed: readonly ChannelType[] = [
  ChannelType.GuildText,
  ChannelType.GuildAnnouncement,
  ChannelType.GuildForum,
  ChannelType.GuildMedia,
]
const creatable = [
  ChannelType.GuildText,
  ChannelType.GuildVoice,
  ChannelType.GuildCategory,
  ChannelType.GuildAnnouncement,
  ChannelType.GuildStageVoice,
  ChannelType.GuildForum,
  ChannelType.GuildMedia,
] as const
const overwrite = z.object({
  id: snowflake,
  type: z
    .preprocess(
      (value) => (value === 'role' ? 0 : value === 'member' ? 1 : value),
      z.enum(OverwriteType),
    )
    .default(OverwriteType.Role),
  allow: bitSet.nullish().transform((bits) => bits ?? '0'),
  deny: bitSet.nullish().transform((bits) => bits ?? '0'),
})
const fields = {
  topic: z.string().max(4096).nullish(),
  nsfw: z.boolean().nullish(),
  rate_limit_per_user: intBetween(0, 21_600).nullish(),
  bitrate: intBetween(8000, 384_000).nullish(),
  user_limit: intBetween(0, 10_000).nullish(),
  position: int.nullish(),
  parent_id: snowflake.nullish(),
  permission_overwrites: z.array(overwrite).max(1000).nullish(),
  default_auto_archive_duration: int.nullish(),
  available_tags: z
    .array(z.object({ name: z.string().max(20), moderated: z.boolean().default(false) }))
    .max(20)
    .nullish(),
}
const createBody = z.object({
  ...fields,
  name: z.string().trim().min(1).max(100),
  type: z.preprocess(Number, z.literal([...creatable])).default(ChannelType.GuildText),
})
const editBody = z.object({
  ...fields,
  name: z.string().trim().min(1).max(100).optional(),
  type: int.optional(),
})
const moveBody = z.array(
  z.object({
    id: snowflake,
    position: int.nullish(),
    parent_id: snowflake.nullish(),
    lock_permissions: z.boolean().nullish(),
  }),
)
type Fields = z.output<typeof editBody>

function shownName(type: ChannelType, name: string): string {
  return dashed.includes(type) ? name.toLowerCase().replaceAll(/\s+/g, '-') : name
}

/** Tells everybody who sees a channel about it. */
function announce(world: World, t: string, channel: Channel): void {
  world.dispatch({
    t,
    d: channel,
    ...(channel.guild_id === undefined ? {} : { guild_id: channel.guild_id }),
    channel_id: channel.id,
    intent: GatewayIntentBits.Guilds,
  })
}

function note(call: Call, channel: Channel, action: AuditLogEvent, target_id = channel.id): void {
  const { world, actor, reason } = call
  const guild_id = channel.guild_id ?? ''
  writeAudit(world, { guild_id, user_id: actor.user_id, action, target_id, reason })
}

/** Somebody writes only bits that they have, and MANAGE_ROLES only as an administrator. */
function requireWritable(call: Call, guild: GuildState, bits: readonly string[]): void {
  const held = computePermissions(call.world, guild.base.id, call.actor.user_id)
  const isAdmin = Boolean(held & Bits.Administrator)
  for (const set of bits) {
    if (BigInt(set) & ~held) throw missingPermissions()
    if (BigInt(set) & Bits.ManageRoles && !isAdmin) throw missingPermissions()
  }
}

function checkParent(guild: GuildState, parentId: string, movingId?: string): void {
  const parent = guild.channels.get(parentId)
  const complain = (code: string, message: string): never => {
    throw invalidForm([{ path: ['parent_id'], code, message }])
  }
  if (parent?.type !== ChannelType.GuildCategory)
    return complain('CHANNEL_PARENT_INVALID', 'Category does not exist')
  const inside = [...guild.channels.values()].filter(
    (one) => one.parent_id === parentId && one.id !== movingId && !isThread(one),
  )
  if (inside.length >= mostInCategory)
    complain('CHANNEL_PARENT_MAX_CHANNELS', `Maximum number of channels in category reached (50)`)
}

function applied(world: World, channel: Channel, body: Fields): Channel {
  const { name, available_tags, type: _type, ...rest } = body
  const given = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined))
  return {
    ...channel,
    ...given,
    ...(name === undefined ? {} : { name: shownName(channel.type, name) }),
    ...(available_tags
      ? {
          available_tags: available_tags.map((tag) => ({
            ...tag,
            id: world.nextId(),
            emoji_id: null,
            emoji_name: null,
          })),
        }
      : {}),
    permission_overwrites: body.permission_overwrites ?? channel.permission_overwrites ?? [],
    nsfw: body.nsfw ?? channel.nsfw ?? false,
    position: body.position ?? channel.position ?? 0,
    rate_limit_per_user: body.rate_limit_per_user ?? channel.rate_limit_per_user ?? 0,
  }
}

function create(call: Call): Channel {
  const { world } = call
  const guild = guildOf(call, Bits.ManageChannels)
  const body = parseForm(createBody, call.body)
  const siblings = [...guild.channels.values()].filter((channel) => !isThread(channel))
  if (siblings.length >= mostChannels)
    throw new DiscordError(400, 30013, `Maximum number of guild channels reached (${mostChannels})`)
  const overwrites = body.permission_overwrites ?? []
  requireWritable(
    call,
    guild,
    overwrites.flatMap(({ allow, deny }) => [allow, deny]),
  )
  if (body.parent_id) checkParent(guild, body.parent_id)
  const last = Math.max(-1, ...siblings.map((channel) => channel.position ?? 0))
  const blank = makeChannel(world.nextId(), guild.base.id, body.type, body.name)
  const channel = applied(world, { ...blank, position: last + 1 }, body)
  guild.channels.set(channel.id, channel)
  note(call, channel, AuditLogEvent.ChannelCreate)
  announce(world, 'CHANNEL_CREATE', channel)
  call.status(201)
  return channel
}

function edit(call: Call): unknown {
  const channel = channelOf(call)
  if (isThread(channel)) return editThread(call, channel)
  const guild = call.world.guildOf(channel)
  if (!guild) throw new DiscordError(403, 50003, 'Cannot execute action on a DM channel')
  channelOf(call, Bits.ManageChannels)
  const body = parseForm(editBody, call.body)
  const isRenamed = body.name !== undefined || body.topic !== undefined
  if (body.permission_overwrites) {
    channelOf(call, Bits.ManageRoles)
    const overwrites = body.permission_overwrites
    requireWritable(
      call,
      guild,
      overwrites.flatMap(({ allow, deny }) => [allow, deny]),
    )
  }
  if (body.parent_id) checkParent(guild, body.parent_id, channel.id)
  if (isRenamed && call.actor.kind === 'bot') call.limits.countHidden(channelName, channel.id)
  const next = applied(call.world, channel, body)
  guild.channels.set(channel.id, next)
  note(call, next, AuditLogEvent.ChannelUpdate)
  announce(call.world, 'CHANNEL_UPDATE', next)
  return next
}

function remove(call: Call): Channel {
  const { world } = call
  const channel = channelOf(call)
  const guild = world.guildOf(channel)
  if (!guild) return dmFor(channel, call.actor.user_id)
  channelOf(call, isThread(channel) ? Bits.ManageThreads : Bits.ManageChannels)
  if (!isThread(channel)) note(call, channel, AuditLogEvent.ChannelDelete)
  announce(world, isThread(channel) ? 'THREAD_DELETE' : 'CHANNEL_DELETE', channel)
  const isInside = (one: Channel): boolean => one.parent_id === channel.id
  for (const child of [...guild.channels.values()].filter(isInside)) {
    if (isThread(child)) guild.channels.delete(child.id)
    else {
      const orphan = { ...child, parent_id: null }
      guild.channels.set(child.id, orphan)
      announce(world, 'CHANNEL_UPDATE', orphan)
    }
  }
  emptyVoice(world, guild, channel.id)
  deleteEventsIn(world, guild, channel.id)
  guild.channels.delete(channel.id)
  world.state.messages.delete(channel.id)
  return channel
}

function move(call: Call): void {
  const guild = guildOf(call, Bits.ManageChannels)
  const body = parseForm(moveBody, call.body)
  if (body.filter((one) => one.parent_id !== undefined).length > 1)
    throw new DiscordError(400, 40009, 'Only one channel can change its parent at a time')
  for (const { id, position, parent_id, lock_permissions } of body) {
    const channel = guild.channels.get(id)
    if (!channel) throw new DiscordError(404, 10003, 'Unknown Channel')
    if (parent_id) checkParent(guild, parent_id, id)
    const parent = guild.channels.get(parent_id ?? '')
    const next: Channel = {
      ...channel,
      position: position ?? channel.position ?? 0,
      ...(parent_id === undefined ? {} : { parent_id }),
      ...(lock_permissions && parent?.permission_overwrites
        ? { permission_overwrites: parent.permission_overwrites }
        : {}),
    }
    guild.channels.set(id, next)
    announce(call.world, 'CHANNEL_UPDATE', next)
  }
}

function setOverwrite(call: Call): void {
  const channel = channelOf(call, Bits.ManageRoles)
  const guild = call.world.guildOf(channel)
  if (!guild || isThread(channel))
    throw new DiscordError(400, 50024, 'Cannot execute action on this channel type')
  const id = call.param('overwrite_id')
  const body = parseForm(jsonObject, call.body)
  const next = parseForm(overwrite, { ...body, id })
  requireWritable(call, guild, [next.allow, next.deny])
  const others = (channel.permission_overwrites ?? []).filter((one) => one.id !== id)
  const changed = { ...channel, permission_overwrites: [...others, next] }
  guild.channels.set(channel.id, changed)
  note(call, channel, AuditLogEvent.ChannelOverwriteUpdate)
  announce(call.world, 'CHANNEL_UPDATE', changed)
}

function removeOverwrite(call: Call): void {
  const channel = channelOf(call, Bits.ManageRoles)
  const guild = call.world.guildOf(channel)
  const id = call.param('overwrite_id')
  const overwrites = channel.permission_overwrites ?? []
  if (!guild || !overwrites.some((one) => one.id === id))
    throw new DiscordError(404, 10009, 'Unknown Permission Overwrite')
  const changed = {
    ...channel,
    permission_overwrites: overwrites.filter((one) => one.id !== id),
  }
  guild.channels.set(channel.id, changed)
  note(call, channel, AuditLogEvent.ChannelOverwriteDelete)
  announce(call.world, 'CHANNEL_UPDATE', changed)
}

function startTyping(call: Call): void {
  const channel = channelOf(call, Bits.SendMessages)
  const { guild_id } = channel
  call.world.dispatch({
    t: 'TYPING_START',
    d: {
      channel_id: channel.id,
      user_id: call.actor.user_id,
      timestamp: Math.floor(call.world.clock.now() / 1000),
      ...(guild_id === undefined ? {} : { guild_id }),
    },
    channel_id: channel.id,
    ...(guild_id === undefined ? {} : { guild_id }),
    intent:
      guild_id === undefined
        ? GatewayIntentBits.DirectMessageTyping
        : GatewayIntentBits.GuildMessageTyping,
  })
}

/** Channels of a server, their order, overwrites and typing. */
export function addChannelRoutes(route: Route): void {
  const base = '/channels/:channel_id'
  route('POST', '/guilds/:guild_id/channels', create)
  route('PATCH', '/guilds/:guild_id/channels', move)
  route('GET', base, (call) => {
    const channel = channelOf(call)
    return channel.recipients ? dmFor(channel, call.actor.user_id) : channel
  })
  route('PATCH', base, edit, { bucket: buckets.channelEdit })
  route('DELETE', base, remove)
  route('PUT', `${base}/permissions/:overwrite_id`, setOverwrite)
  route('DELETE', `${base}/permissions/:overwrite_id`, removeOverwrite)
  route('POST', `${base}/typing`, startTyping, { bucket: buckets.typing })
}
