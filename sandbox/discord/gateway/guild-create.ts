import { GatewayIntentBits, PresenceUpdateStatus } from 'discord-api-types/v10'
import type { GatewayPresenceUpdate } from 'discord-api-types/v10'
import type { GuildState, Member } from '../entities.ts'
import { canView, isThread } from '../permissions.ts'
import { renderMember } from '../render.ts'
import type { World } from '../world.ts'
import type { SessionOptions } from './session.ts'

type Presence = GatewayPresenceUpdate

const membersLimit = 75_000

/** The presence of a member in a guild; offline when none is known. */
export function presenceOf(guild: GuildState, userId: string): object {
  const { guild_id: _guildId, ...presence } =
    guild.presences.get(userId) ?? offline(guild.base.id, userId)
  return presence
}

/** What is told of somebody who is not connected. */
function offline(guildId: string, userId: string): Presence {
  return {
    user: { id: userId },
    guild_id: guildId,
    status: PresenceUpdateStatus.Offline,
    activities: [],
    client_status: {},
  }
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
    presences: seesPresences
      ? members
          .filter(({ user_id: id }) => guild.presences.has(id))
          .map(({ user_id: id }) => presenceOf(guild, id))
      : [],
    stage_instances: [],
    guild_scheduled_events: [...guild.events.values()].filter((event) => event.status <= 2),
    soundboard_sounds: [],
  }
}
