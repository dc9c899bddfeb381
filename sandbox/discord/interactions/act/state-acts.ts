import { ActivityType, GatewayIntentBits } from 'discord-api-types/v10'
import type { GuildState } from '../../entities.ts'
import { DiscordError } from '../../errors.ts'
import { timestamp } from '../../forms.ts'
import { presenceUpdate } from '../../gateway/frames.ts'
import { setPresence } from '../../gateway/presence.ts'
import { setVoiceState } from '../../gateway/voice.ts'
import { makeMember } from '../../objects.ts'
import { renderMember } from '../../render.ts'
import type { World } from '../../world.ts'
import type { StateAct } from './act-body.ts'
import { findChannel, findGuild } from './names.ts'

/** Makes somebody a member and tells the guild. Throws 403 40007 for those who are banned. */
export function joinGuild(world: World, guild: GuildState, userId: string): void {
  if (guild.members.has(userId)) return
  if (guild.bans.has(userId))
    throw new DiscordError(403, 40007, 'The user is banned from this guild')
  const member = makeMember(userId, timestamp(world.clock.now()))
  guild.members.set(userId, member)
  world.dispatch({
    t: 'GUILD_MEMBER_ADD',
    d: { ...renderMember(world, member), guild_id: guild.base.id },
    guild_id: guild.base.id,
    intent: GatewayIntentBits.GuildMembers,
  })
}

/** Ends a membership with voice state and presence, and tells the guild. The owner cannot leave. */
export function leaveGuild(world: World, guild: GuildState, userId: string): void {
  if (!guild.members.has(userId)) throw new DiscordError(404, 10004, 'Unknown Guild')
  if (guild.base.owner_id === userId) throw new DiscordError(400, 50055, 'Invalid Guild')
  setVoiceState(world, userId, {
    guild_id: guild.base.id,
    channel_id: null,
    self_mute: false,
    self_deaf: false,
  })
  guild.members.delete(userId)
  guild.presences.delete(userId)
  world.dispatch({
    t: 'GUILD_MEMBER_REMOVE',
    d: { user: world.person(userId).user, guild_id: guild.base.id },
    guild_id: guild.base.id,
    intent: GatewayIntentBits.GuildMembers,
  })
}

function showPresence(
  world: World,
  userId: string,
  act: Extract<StateAct, { do: 'presence' }>,
): void {
  const custom = act.custom_status
    ? [{ name: 'Custom Status', type: ActivityType.Custom, state: act.custom_status }]
    : []
  const input = presenceUpdate.parse({
    status: act.status,
    activities: [...custom, ...act.activities],
  })
  setPresence(world, userId, input, act.platform)
}

/** Does what a client does through the gateway, or what happens outside of the wire. */
export function doState(world: World, userId: string, act: StateAct): void {
  const guild = (): GuildState => findGuild(world, act.guild)
  switch (act.do) {
    case 'presence':
      return showPresence(world, userId, act)
    case 'join_voice': {
      const channel = findChannel(world, guild, act.channel)
      const guildId = channel.guild_id ?? guild().base.id
      return setVoiceState(world, userId, {
        guild_id: guildId,
        channel_id: channel.id,
        self_mute: false,
        self_deaf: false,
      })
    }
    case 'leave_voice':
      return setVoiceState(world, userId, {
        guild_id: guild().base.id,
        channel_id: null,
        self_mute: false,
        self_deaf: false,
      })
    case 'join_guild':
      return joinGuild(world, guild(), userId)
    case 'leave_guild':
      return leaveGuild(world, guild(), userId)
    case 'dm_closed':
      world.person(userId).dm_closed = act.value
  }
}
