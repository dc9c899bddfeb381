import { ChannelType, GatewayIntentBits, PermissionFlagsBits } from 'discord-api-types/v10'
import type { APIVoiceState } from 'discord-api-types/v10'
import type { Channel, GuildState } from '../entities.ts'
import { DiscordError } from '../errors.ts'
import { computePermissions, requireInChannel } from '../permissions.ts'
import { renderMember } from '../render.ts'
import type { World } from '../world.ts'
import type { VoiceStateInput } from './frames.ts'

function requireSeat(world: World, guild: GuildState, channel: Channel, userId: string): void {
  if (channel.type !== ChannelType.GuildVoice && channel.type !== ChannelType.GuildStageVoice)
    throw new DiscordError(400, 50024, 'Cannot execute action on this channel type')
  requireInChannel(world, channel, userId, PermissionFlagsBits.Connect)
  const seats = channel.user_limit ?? 0
  const others = [...guild.voice_states.values()].filter(
    (state) => state.channel_id === channel.id && state.user_id !== userId,
  )
  const held = computePermissions(world, guild.base.id, userId, channel.id)
  if (seats > 0 && others.length >= seats && !(held & PermissionFlagsBits.MoveMembers))
    throw new DiscordError(400, 30031, 'The voice channel is full')
}

/** Everybody in a voice channel leaves it, because it is gone. */
export function emptyVoice(world: World, guild: GuildState, channelId: string): void {
  for (const [userId, state] of guild.voice_states)
    if (state.channel_id === channelId)
      setVoiceState(world, userId, {
        guild_id: guild.base.id,
        channel_id: null,
        self_mute: state.self_mute,
        self_deaf: state.self_deaf,
      })
}

/**
 * Joins, moves in or leaves voice as op 4 does, and tells the guild. Throws a `DiscordError` when the channel is
 * hidden, full or none that can be spoken in.
 */
export function setVoiceState(world: World, userId: string, input: VoiceStateInput): void {
  const guild = world.guild(input.guild_id)
  const member = guild.members.get(userId)
  if (member === undefined) throw new DiscordError(404, 10007, 'Unknown Member')
  const known = guild.voice_states.get(userId)
  if (input.channel_id === null && known === undefined) return
  if (input.channel_id !== null) requireSeat(world, guild, world.channel(input.channel_id), userId)
  const state: APIVoiceState = {
    channel_id: input.channel_id,
    user_id: userId,
    guild_id: input.guild_id,
    session_id: known?.session_id ?? world.nextId(),
    deaf: member.deaf,
    mute: member.mute,
    self_deaf: input.self_deaf,
    self_mute: input.self_mute,
    self_video: false,
    suppress: false,
    request_to_speak_timestamp: null,
  }
  if (input.channel_id === null) guild.voice_states.delete(userId)
  else guild.voice_states.set(userId, state)
  world.dispatch({
    t: 'VOICE_STATE_UPDATE',
    d: { ...state, member: renderMember(world, member) },
    guild_id: input.guild_id,
    intent: GatewayIntentBits.GuildVoiceStates,
  })
}
