import { GatewayIntentBits, PresenceUpdateStatus } from 'discord-api-types/v10'
import type { GuildState, Member } from '../entities.ts'
import { canView, isThread } from '../permissions.ts'
import { renderMember } from '../render.ts'
import type { World } from '../world.ts'
import type { SessionOptions } from './session.ts'

const membersLimit = 75_000

/** The known presences of some members of a guild; who is not among them is offline. */
export function presencesOf(guild: GuildState, members: readonly Member[]): object[] {
  return members.flatMap(({ user_id: userId }) => {
    const known = guild.presences.get(userId)
    if (known === undefined) return []
    const { guild_id: _guildId, ...presence } = known
    return [presence]
  })
}

function isOnline(guild: GuildState, userId: string): boolean {
  const status = guild.presences.get(userId)?.status
  return status !== undefined && status !== PresenceUpdateStatus.Offline
}

/**
 * Which members a session is told of with the guild: all of a small guild, those online of a large one, and only
 * itself and those in voice when it may not see presences
 * (https://docs.discord.com/developers/events/gateway-events#guild-create).
 */
function membersFor(guild: GuildState, session: SessionOptions): Member[] {
  const all = [...guild.members.values()]
  const seesPresences = !session.bot || (session.intents & GatewayIntentBits.GuildPresences) !== 0
  if (!seesPresences || all.length > membersLimit)
    return all.filter(({ user_id: id }) => id === session.user_id || guild.voice_states.has(id))
  if (all.length <= session.large_threshold) return all
  return all.filter(
    ({ user_id: id }) =>
      id === session.user_id || guild.voice_states.has(id) || isOnline(guild, id),
  )
}

/** The body of GUILD_CREATE for one session. People are told only of channels that they see. */
export function guildCreate(world: World, guild: GuildState, session: SessionOptions): object {
  const members = membersFor(guild, session)
  const seesPresences = !session.bot || (session.intents & GatewayIntentBits.GuildPresences) !== 0
  const channels = [...guild.channels.values()]
  const visible = (threads: boolean): object[] =>
    channels.filter(
      (channel) =>
        isThread(channel) === threads &&
        (session.bot && !threads ? true : canView(world, channel, session.user_id)),
    )
  return {
    ...guild.base,
    roles: [...guild.roles.values()],
    emojis: [],
    stickers: [],
    joined_at: guild.members.get(session.user_id)?.joined_at,
    large: guild.members.size > session.large_threshold,
    unavailable: false,
    member_count: guild.members.size,
    voice_states: [...guild.voice_states.values()],
    members: members.map((member) => renderMember(world, member)),
    channels: visible(false),
    threads: visible(true),
    presences: seesPresences ? presencesOf(guild, members) : [],
    stage_instances: [],
    guild_scheduled_events: [...guild.events.values()].filter((event) => event.status <= 2),
    soundboard_sounds: [],
  }
}
