import type { Guild } from './model.ts'

/** Permission bits that decide which controls are shown (https://docs.discord.com/developers/topics/permissions). */
export const bits = {
  kickMembers: 1n << 1n,
  administrator: 1n << 3n,
  manageChannels: 1n << 4n,
  viewAuditLog: 1n << 7n,
  viewChannel: 1n << 10n,
  manageMessages: 1n << 13n,
  addReactions: 1n << 6n,
  sendMessages: 1n << 11n,
  connect: 1n << 20n,
  manageRoles: 1n << 28n,
  manageEvents: 1n << 33n,
  manageThreads: 1n << 34n,
  createPublicThreads: 1n << 35n,
  createEvents: 1n << 44n,
  pinMessages: 1n << 51n,
} as const

const all = ~0n

function rolePermissions(guild: Guild, userId: string): bigint {
  const roles = [guild.id, ...(guild.members.get(userId)?.roles ?? [])]
  return roles.reduce((sum, id) => sum | BigInt(guild.roles.get(id)?.permissions ?? '0'), 0n)
}

/** What a member may do, in a channel if one is given: roles first, then the channel's overwrites. */
export function permissionsOf(guild: Guild, userId: string, channelId?: string): bigint {
  if (guild.owner_id === userId) return all
  const base = rolePermissions(guild, userId)
  if (base & bits.administrator) return all
  const channel = channelId === undefined ? undefined : guild.channels.get(channelId)
  const isThread = channel !== undefined && channel.type >= 10 && channel.type <= 12
  const holder = isThread && channel.parent_id ? guild.channels.get(channel.parent_id) : channel
  const roles = new Set(guild.members.get(userId)?.roles)
  const overwrites = holder?.permission_overwrites ?? []
  const everyone = overwrites.filter(({ id }) => id === guild.id)
  const byRole = overwrites.filter(({ id, type }) => type === 0 && roles.has(id))
  const own = overwrites.filter(({ id, type }) => type === 1 && id === userId)
  return [everyone, byRole, own].reduce((held, group) => {
    const deny = group.reduce((sum, one) => sum | BigInt(one.deny), 0n)
    const allow = group.reduce((sum, one) => sum | BigInt(one.allow), 0n)
    return (held & ~deny) | allow
  }, base)
}
