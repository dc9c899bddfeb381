import { GatewayIntentBits, PermissionFlagsBits as Bits } from 'discord-api-types/v10'
import { z } from 'zod'
import type { Channel, StoredMessage, StoredReaction } from '../entities.ts'
import { DiscordError, parseForm } from '../errors.ts'
import { intBetween, snowflake } from '../forms.ts'
import { renderMember } from '../render.ts'
import { buckets } from './buckets.ts'
import type { Call, Route } from './call.ts'
import { channelOf, visibleMessage } from './messages.ts'

const mostKinds = 20
const listQuery = z.object({
  after: snowflake.default('0'),
  limit: intBetween(1, 100).default(25),
})
type Emoji = StoredReaction['emoji']

/** The emoji of a path: a unicode character, or `name:id` of a custom one. Throws 400 10014 for anything else. */
function parseEmoji(text: string): Emoji {
  const [, name, id] = /^([\w~]{1,32}):(\d{17,20})$/.exec(text) ?? []
  if (name !== undefined && id !== undefined) return { id, name }
  const isPicture = /\p{Extended_Pictographic}|\p{Regional_Indicator}|\u20e3/u.test(text)
  if (!isPicture || text.length > 32) throw new DiscordError(400, 10014, 'Unknown Emoji')
  return { id: null, name: text }
}

function isSame(a: Emoji, b: Emoji): boolean {
  return a.id === b.id && (a.id !== null || a.name === b.name)
}

function announce(call: Call, t: string, channel: Channel, d: object): void {
  const { guild_id } = channel
  const place = { channel_id: channel.id, ...(guild_id === undefined ? {} : { guild_id }) }
  call.world.dispatch({
    t,
    d: { ...place, message_id: call.param('message_id'), ...d },
    ...place,
    intent:
      guild_id === undefined
        ? GatewayIntentBits.DirectMessageReactions
        : GatewayIntentBits.GuildMessageReactions,
  })
}

function add(call: Call): void {
  const channel = channelOf(call, Bits.ReadMessageHistory)
  const stored = visibleMessage(call)
  const emoji = parseEmoji(call.param('emoji_name'))
  const { user_id } = call.actor
  const known = stored.reactions.find((one) => isSame(one.emoji, emoji))
  if (known?.user_ids.includes(user_id)) return
  if (!known) {
    channelOf(call, Bits.AddReactions)
    if (stored.reactions.length >= mostKinds)
      throw new DiscordError(400, 30010, `Maximum number of reactions reached (${mostKinds})`)
    stored.reactions.push({ emoji, user_ids: [user_id] })
  } else known.user_ids.push(user_id)
  const member = call.world.guildOf(channel)?.members.get(user_id)
  announce(call, 'MESSAGE_REACTION_ADD', channel, {
    user_id,
    emoji,
    message_author_id: stored.message.author.id,
    burst: false,
    type: 0,
    ...(member ? { member: renderMember(call.world, member) } : {}),
  })
}

function drop(stored: StoredMessage, emoji: Emoji, userId: string): boolean {
  const known = stored.reactions.find((one) => isSame(one.emoji, emoji))
  if (!known?.user_ids.includes(userId)) return false
  known.user_ids = known.user_ids.filter((id) => id !== userId)
  stored.reactions = stored.reactions.filter((one) => one.user_ids.length > 0)
  return true
}

function remove(call: Call, userId: string): void {
  const isOwn = userId === call.actor.user_id
  const channel = channelOf(call, isOwn ? 0n : Bits.ManageMessages)
  const emoji = parseEmoji(call.param('emoji_name'))
  if (!drop(visibleMessage(call), emoji, userId)) return
  announce(call, 'MESSAGE_REACTION_REMOVE', channel, {
    user_id: userId,
    emoji,
    burst: false,
    type: 0,
  })
}

function removeAll(call: Call): void {
  const channel = channelOf(call, Bits.ManageMessages)
  visibleMessage(call).reactions = []
  announce(call, 'MESSAGE_REACTION_REMOVE_ALL', channel, {})
}

function removeKind(call: Call): void {
  const channel = channelOf(call, Bits.ManageMessages)
  const emoji = parseEmoji(call.param('emoji_name'))
  const stored = visibleMessage(call)
  stored.reactions = stored.reactions.filter((one) => !isSame(one.emoji, emoji))
  announce(call, 'MESSAGE_REACTION_REMOVE_EMOJI', channel, { emoji })
}

function list(call: Call): unknown {
  channelOf(call, Bits.ReadMessageHistory)
  const emoji = parseEmoji(call.param('emoji_name'))
  const { after, limit } = parseForm(listQuery, call.query)
  const found = visibleMessage(call).reactions.find((one) => isSame(one.emoji, emoji))
  return (found?.user_ids ?? [])
    .filter((id) => BigInt(id) > BigInt(after))
    .slice(0, limit)
    .map((id) => call.world.person(id).user)
}

/** Reactions on messages. */
export function addReactionRoutes(route: Route): void {
  const base = '/channels/:channel_id/messages/:message_id/reactions'
  const options = { bucket: buckets.reaction }
  route('DELETE', base, removeAll, options)
  route('GET', `${base}/:emoji_name`, list)
  route('DELETE', `${base}/:emoji_name`, removeKind, options)
  route('PUT', `${base}/:emoji_name/@me`, add, options)
  route(
    'DELETE',
    `${base}/:emoji_name/:user_id`,
    (call) => remove(call, call.param('user_id')),
    options,
  )
}
