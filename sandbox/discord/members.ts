import { GatewayIntentBits } from 'discord-api-types/v10'
import type { GuildState, Member } from './entities.ts'
import { setInterest, subscriptionsOf } from './events/state.ts'
import { timestamp } from './forms.ts'
import { makeMember } from './objects.ts'
import { renderMember } from './render.ts'
import type { World } from './world.ts'

/** Tells everybody in the guild that a member changed. A bot hears of itself without any intent. */
export function announceMember(world: World, guild: GuildState, member: Member): void {
  const isBot = member.user_id === world.state.application.id
  world.dispatch({
    t: 'GUILD_MEMBER_UPDATE',
    d: { ...renderMember(world, member), guild_id: guild.base.id },
    guild_id: guild.base.id,
    ...(isBot ? {} : { intent: GatewayIntentBits.GuildMembers }),
  })
}

/** Somebody joins a guild; a bot comes with its own role. */
export function addMember(
  world: World,
  guild: GuildState,
  userId: string,
  roles: string[] = [],
): Member {
  const known = guild.members.get(userId)
  if (known) return known
  const member = { ...makeMember(userId, timestamp(world.clock.now())), roles }
  guild.members.set(userId, member)
  world.dispatch({
    t: 'GUILD_MEMBER_ADD',
    d: { ...renderMember(world, member), guild_id: guild.base.id },
    guild_id: guild.base.id,
    intent: GatewayIntentBits.GuildMembers,
  })
  return member
}

function endInterest(world: World, guild: GuildState, userId: string): void {
  for (const event of guild.events.values())
    for (const { user_id, exception_id } of subscriptionsOf(guild, event).values())
      if (user_id === userId)
        setInterest(world, event, { user_id, ...(exception_id && { exception_id }) }, false)
}

/** Somebody leaves a guild, or is removed: their voice, presence and interest in events end. */
export function removeMember(world: World, guild: GuildState, userId: string): void {
  if (!guild.members.has(userId)) return
  const { user } = world.person(userId)
  const guild_id = guild.base.id
  const voice = guild.voice_states.get(userId)
  guild.members.delete(userId)
  guild.presences.delete(userId)
  guild.voice_states.delete(userId)
  if (voice)
    world.dispatch({
      t: 'VOICE_STATE_UPDATE',
      d: { ...voice, channel_id: null },
      guild_id,
      intent: GatewayIntentBits.GuildVoiceStates,
    })
  for (const members of guild.thread_members.values()) members.delete(userId)
  endInterest(world, guild, userId)
  world.dispatch({
    t: 'GUILD_MEMBER_REMOVE',
    d: { guild_id, user },
    guild_id,
    intent: GatewayIntentBits.GuildMembers,
  })
}
