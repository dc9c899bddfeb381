import { ChannelType, MessageFlags, PermissionFlagsBits as Bits } from 'discord-api-types/v10'
import { z } from 'zod'
import type { Channel, StoredMessage } from '../entities.ts'
import { DiscordError, invalidForm, parseForm } from '../errors.ts'
import { intBetween, jsonObject, snowflake } from '../forms.ts'
import {
  createMessage,
  deleteMessage,
  deleteMessages,
  editMessage,
  replaceMessage,
} from '../messages.ts'
import { computePermissions, requireInChannel } from '../permissions.ts'
import { renderMessage } from '../render.ts'
import { wakeThread } from '../threads.ts'
import { timeOfSnowflake, type World } from '../world.ts'
import { buckets, oldMessageEdit } from './buckets.ts'
import type { Call, Route } from './call.ts'
import { RateLimited } from './limits.ts'

const hourMs = 3_600_000
const bulkDeleteAgeMs = 14 * 24 * hourMs
const withoutMessages: readonly ChannelType[] = [
  ChannelType.GuildCategory,
  ChannelType.GuildForum,
  ChannelType.GuildMedia,
]
const threads: readonly ChannelType[] = [
  ChannelType.PublicThread,
  ChannelType.PrivateThread,
  ChannelType.AnnouncementThread,
]
const listQuery = z.object({
  limit: intBetween(1, 100).default(50),
  before: snowflake.optional(),
  after: snowflake.optional(),
  around: snowflake.optional(),
})
const withEmbeds = z.object({ embeds: z.array(z.unknown()).min(1) })
const withFlags = z.object({ flags: z.coerce.number().optional() })
const bulkBody = z.object({ messages: z.array(snowflake).min(2).max(100) })

/** A message as this caller may see it; throws 404 10008 for the ephemeral messages of others. */
export function visibleMessage(call: Call): StoredMessage {
  const stored = call.world.message(call.param('channel_id'), call.param('message_id'))
  if (stored.visible_to !== null && stored.visible_to !== call.actor.user_id)
    throw new DiscordError(404, 10008, 'Unknown Message')
  if (stored.visible_to !== null && call.actor.kind === 'bot')
    throw new DiscordError(404, 10008, 'Unknown Message')
  return stored
}

/** The channel of the path, which the caller must see and hold these permissions in. */
export function channelOf(call: Call, bits = 0n): Channel {
  const channel = call.world.channel(call.param('channel_id'))
  requireInChannel(call.world, channel, call.actor.user_id, bits)
  return channel
}

function requireOpenDm(world: World, channel: Channel, authorId: string): void {
  const other = channel.recipients?.find((user) => user.id !== authorId)
  if (!other) return
  const { user, dm_closed } = world.person(other.id)
  if (dm_closed || (user.bot && world.person(authorId).user.bot))
    throw new DiscordError(403, 50007, 'Cannot send messages to this user')
  const shared = [...world.state.guilds.values()].some(
    ({ members }) => members.has(other.id) && members.has(authorId),
  )
  if (!shared) throw new DiscordError(403, 50278, 'Cannot send messages to this user')
}

/** People without BYPASS_SLOWMODE wait between their messages; bots never do. */
function requireSlowness({ world, actor }: Call, channel: Channel): void {
  const seconds = channel.rate_limit_per_user ?? 0
  if (seconds === 0 || actor.kind === 'bot' || channel.guild_id === undefined) return
  const held = computePermissions(world, channel.guild_id, actor.user_id, channel.id)
  if (held & Bits.BypassSlowmode) return
  const own = [...(world.state.messages.get(channel.id)?.values() ?? [])].findLast(
    ({ message, visible_to }) => message.author.id === actor.user_id && visible_to === null,
  )
  const until = own ? timeOfSnowflake(own.message.id) + seconds * 1000 : 0
  const retryAfterMs = until - world.clock.now()
  if (retryAfterMs > 0) throw new RateLimited(retryAfterMs, { code: 20_016 })
}

/** In a locked thread only those with MANAGE_THREADS write. */
function requireUnlocked({ world, actor }: Call, channel: Channel): void {
  const about = channel.thread_metadata
  if (!about?.locked || about.archived) return
  const held = computePermissions(world, channel.guild_id ?? '', actor.user_id, channel.id)
  if (!(held & Bits.ManageThreads)) throw new DiscordError(400, 160_005, 'Thread is locked')
}

function mayHaveEmbeds(body: unknown): boolean {
  return withEmbeds.safeParse(body).success
}

/** Checks that the author may write in this channel and says it. */
export function sendMessage(call: Call, channel: Channel): StoredMessage {
  const { world, actor, body, uploads } = call
  if (withoutMessages.includes(channel.type))
    throw new DiscordError(400, 50008, 'Cannot send messages in a non-text channel')
  const sending = threads.includes(channel.type) ? Bits.SendMessagesInThreads : Bits.SendMessages
  const attaching = uploads.length > 0 ? Bits.AttachFiles : 0n
  const embedding = mayHaveEmbeds(body) ? Bits.EmbedLinks : 0n
  requireInChannel(world, channel, actor.user_id, sending | attaching | embedding)
  if (channel.type === ChannelType.DM) requireOpenDm(world, channel, actor.user_id)
  const parsed = withFlags.safeParse(body)
  if (((parsed.data?.flags ?? 0) & MessageFlags.Ephemeral) !== 0)
    throw invalidForm([
      { path: ['flags'], code: 'BITFIELD_UNALLOWED', message: 'This flag is not allowed here' },
    ])
  requireSlowness(call, channel)
  requireUnlocked(call, channel)
  wakeThread(world, channel)
  return createMessage(world, { channel, author_id: actor.user_id, uploads }, body)
}

function list(call: Call): unknown {
  const channel = channelOf(call, Bits.ReadMessageHistory)
  const { limit, before, after, around } = parseForm(listQuery, call.query)
  const all = [...(call.world.state.messages.get(channel.id)?.values() ?? [])].filter(
    (one) =>
      one.visible_to === null ||
      (call.actor.kind === 'person' && one.visible_to === call.actor.user_id),
  )
  const isBelow = (one: StoredMessage, id: string): boolean => BigInt(one.message.id) < BigInt(id)
  const pick = (): StoredMessage[] => {
    if (around !== undefined) {
      const middle = all.filter((one) => isBelow(one, around)).length
      return all.slice(Math.max(middle - Math.floor(limit / 2), 0)).slice(0, limit)
    }
    if (after !== undefined)
      return all.filter((one) => !isBelow(one, after) && one.message.id !== after).slice(0, limit)
    return all.filter((one) => before === undefined || isBelow(one, before)).slice(-limit)
  }
  return pick()
    .reverse()
    .map((one) => renderMessage(call.world, one, call.actor.user_id))
}

function edit(call: Call): unknown {
  const channel = channelOf(call)
  const stored = visibleMessage(call)
  const { world, actor } = call
  if (channel.thread_metadata?.archived) throw new DiscordError(400, 50083, 'Thread is archived')
  const isOwn = stored.message.author.id === actor.user_id
  const sent = jsonObject.safeParse(call.body).data ?? {}
  const others = Object.keys(sent).filter((key) => key !== 'flags')
  if (!isOwn) {
    if (others.length > 0)
      throw new DiscordError(403, 50005, 'Cannot edit a message authored by another user')
    requireInChannel(world, channel, actor.user_id, Bits.ManageMessages)
  }
  const isOld = timeOfSnowflake(stored.message.id) < world.clock.now() - hourMs
  if (isOld && actor.kind === 'bot') call.limits.countHidden(oldMessageEdit, channel.id, 30046)
  const edited = editMessage(world, stored, call.body, { uploads: call.uploads })
  return renderMessage(world, edited, actor.user_id)
}

function remove(call: Call): void {
  const channel = channelOf(call)
  const stored = visibleMessage(call)
  const isOwn = stored.message.author.id === call.actor.user_id
  if (!isOwn && channel.type === ChannelType.DM)
    throw new DiscordError(403, 50003, 'Cannot execute action on a DM channel')
  if (!isOwn) requireInChannel(call.world, channel, call.actor.user_id, Bits.ManageMessages)
  deleteMessage(call.world, stored)
}

function removeMany(call: Call): void {
  const channel = channelOf(call, Bits.ManageMessages)
  const { messages } = parseForm(bulkBody, call.body)
  const oldest = call.world.clock.now() - bulkDeleteAgeMs
  if (new Set(messages).size !== messages.length)
    throw invalidForm([
      { path: ['messages'], code: 'SET_TYPE_ALREADY_CONTAINS_VALUE', message: 'Duplicate id' },
    ])
  if (messages.some((id) => timeOfSnowflake(id) < oldest))
    throw new DiscordError(
      400,
      50034,
      'You can only bulk delete messages that are under 14 days old.',
    )
  deleteMessages(call.world, channel, messages)
}

function crosspost(call: Call): unknown {
  const channel = channelOf(call, Bits.SendMessages)
  const stored = visibleMessage(call)
  if (channel.type !== ChannelType.GuildAnnouncement)
    throw new DiscordError(400, 50024, 'Cannot execute action on this channel type')
  if (stored.message.author.id !== call.actor.user_id)
    requireInChannel(call.world, channel, call.actor.user_id, Bits.ManageMessages)
  if (stored.message.flags & MessageFlags.Crossposted)
    throw new DiscordError(400, 40033, 'This message has already been crossposted')
  const flags = stored.message.flags | MessageFlags.Crossposted
  const next = { ...stored, message: { ...stored.message, flags } }
  replaceMessage(call.world, next)
  return renderMessage(call.world, next, call.actor.user_id)
}

/** Sends, reads, edits and deletes messages. */
export function addMessageRoutes(route: Route): void {
  const base = '/channels/:channel_id/messages'
  route('GET', base, list)
  route(
    'POST',
    base,
    (call) => {
      const channel = call.world.channel(call.param('channel_id'))
      return renderMessage(call.world, sendMessage(call, channel), call.actor.user_id)
    },
    { bucket: buckets.messageCreate },
  )
  route('POST', `${base}/:message_id/crosspost`, crosspost)
  route('POST', `${base}/bulk-delete`, removeMany, { bucket: buckets.bulkDelete })
  route('GET', `${base}/:message_id`, (call) => {
    channelOf(call, Bits.ReadMessageHistory)
    return renderMessage(call.world, visibleMessage(call), call.actor.user_id)
  })
  route('PATCH', `${base}/:message_id`, edit, { bucket: buckets.messageEdit })
  route('DELETE', `${base}/:message_id`, remove, { bucket: buckets.messageDelete })
}
