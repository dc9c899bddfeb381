import { ActivityType } from 'discord-api-types/v10'
import { findChannel, findGuild } from '../../../control/names.ts'
import type { GuildState } from '../../entities.ts'
import { DiscordError } from '../../errors.ts'
import { presenceUpdate } from '../../gateway/frames.ts'
import { setPresence } from '../../gateway/presence.ts'
import { setVoiceState } from '../../gateway/voice.ts'
import { addMember, removeMember } from '../../members.ts'
import type { World } from '../../world.ts'
import type { StateAct } from './act-body.ts'

function joinGuild(world: World, guild: GuildState, userId: string): void {
  if (guild.bans.has(userId))
    throw new DiscordError(403, 40007, 'The user is banned from this guild')
  const own = [...guild.roles.values()].find(({ tags }) => tags?.bot_id === userId)
  addMember(world, guild, userId, own ? [own.id] : [])
}

function leaveGuild(world: World, guild: GuildState, userId: string): void {
  if (!guild.members.has(userId)) throw new DiscordError(404, 10004, 'Unknown Guild')
  if (guild.base.owner_id === userId) throw new DiscordError(400, 50055, 'Invalid Guild')
  removeMember(world, guild, userId)
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
      const channel = findChannel(world, act.channel, guild())
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
