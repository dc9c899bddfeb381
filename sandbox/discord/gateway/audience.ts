import { GatewayIntentBits } from 'discord-api-types/v10'
import type { Channel } from '../entities.ts'
import { canView } from '../permissions.ts'
import type { Dispatch, World } from '../world.ts'
import type { Session } from './session.ts'

/** Which shard a guild belongs to (https://docs.discord.com/developers/events/gateway#sharding). */
export function shardOf(guildId: string, shards: number): number {
  return Number((BigInt(guildId) >> 22n) % BigInt(shards))
}

/**
 * Who hears of a dispatch. Membership and sight are looked up once per user and dispatch, however many sessions the
 * user has.
 */
export function audienceOf(world: World, dispatch: Dispatch): (session: Session) => boolean {
  const { guild_id: guildId, intent = 0, users } = dispatch
  const guild = guildId === undefined ? undefined : world.state.guilds.get(guildId)
  const channel =
    dispatch.channel_id === undefined ? undefined : findChannel(world, dispatch.channel_id)
  const places = new Map<string, boolean>()
  const isPlaced = (userId: string): boolean => {
    const known = places.get(userId)
    if (known !== undefined) return known
    const placed =
      (guild === undefined || guild.members.has(userId) || isAbout(dispatch, userId)) &&
      (channel === undefined || canView(world, channel, userId))
    places.set(userId, placed)
    return placed
  }
  return (session) => {
    if (users !== undefined && !users.includes(session.user_id)) return false
    if (session.bot) {
      const [shard, shards] = session.shard
      if (shard !== (guildId === undefined ? 0 : shardOf(guildId, shards))) return false
      if (
        intent !== 0 &&
        (session.intents & intent) === 0 &&
        !isOwnUpdate(dispatch, session.user_id)
      )
        return false
    }
    return isPlaced(session.user_id)
  }
}

// A deleted channel or guild is gone from the state when its deletion is told; then everybody there hears of it.
function findChannel(world: World, id: string): Channel | undefined {
  for (const guild of world.state.guilds.values()) {
    const channel = guild.channels.get(id)
    if (channel !== undefined) return channel
  }
  return world.state.dms.get(id)
}

/** The user that a dispatch speaks of in its `user` field. */
export function subjectOf(dispatch: Dispatch): string | undefined {
  if (!('user' in dispatch.d)) return undefined
  const { user } = dispatch.d
  if (typeof user !== 'object' || user === null || !('id' in user)) return undefined
  return typeof user.id === 'string' ? user.id : undefined
}

function isAbout(dispatch: Dispatch, userId: string): boolean {
  return dispatch.t === 'GUILD_MEMBER_REMOVE' && subjectOf(dispatch) === userId
}

function isOwnUpdate(dispatch: Dispatch, userId: string): boolean {
  return (
    dispatch.intent === GatewayIntentBits.GuildMembers &&
    dispatch.t.startsWith('GUILD_MEMBER_') &&
    subjectOf(dispatch) === userId
  )
}
