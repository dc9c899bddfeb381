import type { Context } from '#core/context.ts'
import { coreError } from '#core/errors.ts'

function wrong(field: 'discord_guild_id' | 'discord_channel_id', message: string): Error {
  return coreError('validation_error', { fields: { [field]: [message] } })
}

/** Throws unless the channel is one of the guild's where a message can stand, and the person may write. */
export async function requireChannel(
  context: Context,
  guildId: string,
  channelId: string,
): Promise<void> {
  const { members, actor } = context
  if (actor.user) {
    const mine = await members.postableChannels(guildId, actor.user.discord_id)
    if (mine.some(({ id }) => id === channelId)) return
    throw wrong('discord_channel_id', 'You cannot post there.')
  }
  if (await members.takesMessages(guildId, channelId)) return
  if (members.isIn(guildId) === false) {
    throw wrong('discord_guild_id', 'The bot is not in this server.')
  }
  throw wrong('discord_channel_id', 'This is no channel of the server that takes messages.')
}

/** Where a party goes that names no channel: the first one where it can be posted. */
async function usualChannel(context: Context, guildId: string): Promise<string> {
  const { members, actor } = context
  const isIn = members.isIn(guildId)
  if (isIn === false) throw wrong('discord_guild_id', 'The bot is not in this server.')
  const [first] = await members.postableChannels(guildId, actor.user?.discord_id ?? null)
  if (first) return first.id
  // The channels of a server are not known yet right after the start.
  if (isIn === null) throw coreError('busy', { retryAfterMs: 1_000 })
  throw wrong('discord_channel_id', 'This field is required.')
}

/** Where a new party is posted; null leaves it open. Who answers a command posts where it was given. */
export async function placeFor(
  context: Context,
  wish: { guild_id: string; channel_id: string | null; post_after: number | null },
): Promise<string> {
  const { guild_id, channel_id, post_after } = wish
  if (channel_id === null) return usualChannel(context, guild_id)
  if (post_after === null) await requireChannel(context, guild_id, channel_id)
  return channel_id
}
