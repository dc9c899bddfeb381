import { PermissionFlagsBits } from 'discord-api-types/v10'
import type { GuildInfo } from './guilds.ts'

const everything = (1n << 64n) - 1n

/**
 * Guild-wide permission bits of a member
 * (https://docs.discord.com/developers/topics/permissions#permission-overwrites).
 */
export function permissionsOf(
  guild: GuildInfo,
  userId: string,
  roleIds: readonly string[],
): bigint {
  if (guild.owner_id === userId) return everything
  let bits = guild.roles.get(guild.id)?.permissions ?? 0n
  for (const id of roleIds) bits |= guild.roles.get(id)?.permissions ?? 0n
  return (bits & PermissionFlagsBits.Administrator) === 0n ? bits : everything
}

/** Permission bits of a member in a channel; none for a channel that the guild does not have. */
export function permissionsIn(
  guild: GuildInfo,
  channelId: string,
  userId: string,
  roleIds: readonly string[],
): bigint {
  const base = permissionsOf(guild, userId, roleIds)
  const channel = guild.channels.get(channelId)
  if (!channel) return 0n
  if (base === everything) return base
  const { permission_overwrites: overwrites } = channel
  const everyone = overwrites.find(({ id }) => id === guild.id)
  const roles = overwrites.filter(({ id }) => id !== guild.id && roleIds.includes(id))
  const person = overwrites.find(({ id, type }) => type === 1 && id === userId)
  let bits = (base & ~(everyone?.deny ?? 0n)) | (everyone?.allow ?? 0n)
  bits &= ~roles.reduce((sum, { deny }) => sum | deny, 0n)
  bits |= roles.reduce((sum, { allow }) => sum | allow, 0n)
  bits = (bits & ~(person?.deny ?? 0n)) | (person?.allow ?? 0n)
  return (bits & PermissionFlagsBits.ViewChannel) === 0n ? 0n : bits
}
