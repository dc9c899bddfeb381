import { ChannelType, OverwriteType, PermissionFlagsBits } from 'discord-api-types/v10'
import type { APIOverwrite } from 'discord-api-types/v10'
import type { Channel, GuildState, Member, Role } from './entities.ts'
import { missingAccess, missingPermissions } from './errors.ts'
import type { World } from './world.ts'

const everyPermission = Object.values(PermissionFlagsBits).reduce((all, bit) => all | bit, 0n)
const whileTimedOut = PermissionFlagsBits.ViewChannel | PermissionFlagsBits.ReadMessageHistory
const needSending =
  PermissionFlagsBits.MentionEveryone |
  PermissionFlagsBits.SendTTSMessages |
  PermissionFlagsBits.AttachFiles |
  PermissionFlagsBits.EmbedLinks
const threads: readonly ChannelType[] = [
  ChannelType.AnnouncementThread,
  ChannelType.PublicThread,
  ChannelType.PrivateThread,
]
const voice: readonly ChannelType[] = [ChannelType.GuildVoice, ChannelType.GuildStageVoice]

/** Whether a channel is a thread, whose permissions come from its parent. */
export function isThread(channel: Channel): boolean {
  return threads.includes(channel.type)
}

function basePermissions(guild: GuildState, member: Member): bigint {
  if (guild.base.owner_id === member.user_id) return everyPermission
  let bits = BigInt(guild.roles.get(guild.base.id)?.permissions ?? 0)
  for (const id of member.roles) bits |= BigInt(guild.roles.get(id)?.permissions ?? 0)
  return bits & PermissionFlagsBits.Administrator ? everyPermission : bits
}

function applyOverwrites(
  base: bigint,
  overwrites: readonly APIOverwrite[],
  member: Member,
  guildId: string,
): bigint {
  const apply = (bits: bigint, chosen: readonly APIOverwrite[]): bigint => {
    const deny = chosen.reduce((sum, one) => sum | BigInt(one.deny), 0n)
    const allow = chosen.reduce((sum, one) => sum | BigInt(one.allow), 0n)
    return (bits & ~deny) | allow
  }
  const everyone = overwrites.filter((one) => one.id === guildId)
  const roles = overwrites.filter(
    (one) => one.type === OverwriteType.Role && one.id !== guildId && member.roles.includes(one.id),
  )
  const own = overwrites.filter(
    (one) => one.type === OverwriteType.Member && one.id === member.user_id,
  )
  return apply(apply(apply(base, everyone), roles), own)
}

function impliedDenials(bits: bigint, channel: Channel): bigint {
  if (!(bits & PermissionFlagsBits.ViewChannel)) return 0n
  const sending = isThread(channel)
    ? PermissionFlagsBits.SendMessagesInThreads
    : PermissionFlagsBits.SendMessages
  let rest = bits & sending ? bits : bits & ~needSending
  if (isThread(channel))
    rest =
      rest & PermissionFlagsBits.SendMessagesInThreads
        ? rest | PermissionFlagsBits.SendMessages
        : rest & ~PermissionFlagsBits.SendMessages
  if (voice.includes(channel.type) && !(rest & PermissionFlagsBits.Connect))
    rest &= ~(PermissionFlagsBits.Speak | PermissionFlagsBits.Stream | PermissionFlagsBits.UseVAD)
  return rest
}

function isTimedOut(world: World, member: Member): boolean {
  const until = member.communication_disabled_until
  return typeof until === 'string' && Date.parse(until) > world.clock.now()
}

function inChannel(guild: GuildState, member: Member, channel: Channel, base: bigint): bigint {
  if (base === everyPermission) return base
  const parent = isThread(channel) ? guild.channels.get(channel.parent_id ?? '') : channel
  const bits = applyOverwrites(base, parent?.permission_overwrites ?? [], member, guild.base.id)
  const hidden =
    channel.type === ChannelType.PrivateThread &&
    !(bits & PermissionFlagsBits.ManageThreads) &&
    !guild.thread_members.get(channel.id)?.has(member.user_id)
  return hidden ? 0n : impliedDenials(bits, channel)
}

/**
 * What a member may do in the guild, or in one of its channels or threads; nothing for those who are not members
 * (https://docs.discord.com/developers/topics/permissions#permission-hierarchy).
 */
export function computePermissions(
  world: World,
  guildId: string,
  userId: string,
  channelId?: string,
): bigint {
  const guild = world.guild(guildId)
  const member = guild.members.get(userId)
  if (!member) return 0n
  const base = basePermissions(guild, member)
  const channel = channelId === undefined ? undefined : guild.channels.get(channelId)
  if (channelId !== undefined && !channel) return 0n
  const bits = channel ? inChannel(guild, member, channel, base) : base
  return base !== everyPermission && isTimedOut(world, member) ? bits & whileTimedOut : bits
}

/** Whether somebody may see a channel: a member with VIEW_CHANNEL, or one of the two in a direct message. */
export function canView(world: World, channel: Channel, userId: string): boolean {
  if (channel.guild_id === undefined)
    return channel.recipients?.some((user) => user.id === userId) ?? false
  return Boolean(
    computePermissions(world, channel.guild_id, userId, channel.id) &
    PermissionFlagsBits.ViewChannel,
  )
}

/** Throws 403 50013 unless somebody has all of these bits in the guild. */
export function requireInGuild(world: World, guildId: string, userId: string, bits: bigint): void {
  const guild = world.guild(guildId)
  if (!guild.members.has(userId)) throw missingAccess()
  if ((computePermissions(world, guildId, userId) & bits) !== bits) throw missingPermissions()
}

/** Throws 403 50001 unless somebody sees the channel, 403 50013 unless they have all of these bits in it. */
export function requireInChannel(
  world: World,
  channel: Channel,
  userId: string,
  bits: bigint,
): void {
  if (!canView(world, channel, userId)) throw missingAccess()
  if (channel.guild_id === undefined) return
  const held = computePermissions(world, channel.guild_id, userId, channel.id)
  if ((held & bits) !== bits) throw missingPermissions()
}

/** Compares two roles: positive when the first is higher. Of equal positions the older role is higher. */
export function compareRoles(a: Role, b: Role): number {
  if (a.position !== b.position) return a.position - b.position
  if (a.id === b.id) return 0
  return BigInt(a.id) < BigInt(b.id) ? 1 : -1
}

/** The highest role of a member; `@everyone` for those without. */
export function topRole(guild: GuildState, userId: string): Role | undefined {
  const ids = [guild.base.id, ...(guild.members.get(userId)?.roles ?? [])]
  return ids
    .map((id) => guild.roles.get(id))
    .filter((role) => role !== undefined)
    .sort(compareRoles)
    .at(-1)
}

/** Whether somebody stands above a role: their highest role is higher. The guild's owner stands above all. */
export function isAboveRole(guild: GuildState, userId: string, role: Role): boolean {
  if (guild.base.owner_id === userId) return true
  const top = topRole(guild, userId)
  return top !== undefined && compareRoles(top, role) > 0
}

/** Whether somebody may act on another member: stands above their highest role, and they are not the owner. */
export function isAboveMember(guild: GuildState, userId: string, targetId: string): boolean {
  if (guild.base.owner_id === targetId) return false
  const target = topRole(guild, targetId)
  return target !== undefined && isAboveRole(guild, userId, target)
}
