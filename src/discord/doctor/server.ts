import { ChannelType, PermissionFlagsBits } from 'discord-api-types/v10'
import type { GuildInfo } from '../directory/guilds.ts'
import { permissionsIn, permissionsOf } from '../directory/permissions.ts'
import type { GuildChannel } from '../directory/shapes.ts'
import type { ModulePart } from './account.ts'
import { found, type DiscordFinding, type LackingPermission } from './finding.ts'

/** A server with the bot's place in it. */
export type Server = GuildInfo & {
  bot_id: string
  /** Epoch milliseconds until which a moderator has silenced the bot; null when nobody has. */
  silenced_until: number | null
}

const textTypes: readonly number[] = [ChannelType.GuildText, ChannelType.GuildAnnouncement]

function neededBy(parts: readonly ModulePart[]): LackingPermission[] {
  return parts.flatMap(({ name: module, discord }) =>
    discord.permissions.map((permission) => ({ ...permission, module })),
  )
}

function lacking(needed: readonly LackingPermission[], bits: bigint): LackingPermission[] {
  return needed.filter(({ bit }) => (bits & bit) !== bit)
}

function bitsIn(server: Server, channel: GuildChannel): bigint {
  return permissionsIn(server, channel.id, server.bot_id, server.bot_roles)
}

function judgeRole(server: Server, needed: readonly LackingPermission[]): DiscordFinding {
  const { id, name, bot_roles, roles } = server
  const own = bot_roles.flatMap((role) => roles.get(role) ?? [])
  const top = own.toSorted((a, b) => b.position - a.position)[0]
  if (!top) return found('role.none', { server: name }, id)
  const manages = needed.some(({ bit }) => bit === PermissionFlagsBits.ManageRoles)
  const above = [...roles.values()].filter((role) => role.position > top.position && !role.managed)
  const values = { server: name, role: top.name, position: top.position }
  if (!manages || above.length === 0) return found('role.ok', values, id)
  return found('role.low', { ...values, roles: above.map((role) => role.name) }, id)
}

/** Permissions that no text channel gives and the server's roles do not give either. */
function lackingEverywhere(
  server: Server,
  channels: readonly GuildChannel[],
  needed: readonly LackingPermission[],
): LackingPermission[] {
  const base = permissionsOf(server, server.bot_id, server.bot_roles)
  return lacking(needed, base).filter(
    ({ bit }) => !channels.some((channel) => (bitsIn(server, channel) & bit) === bit),
  )
}

function judgeChannels(
  server: Server,
  channels: readonly GuildChannel[],
  needed: readonly LackingPermission[],
): DiscordFinding[] {
  const hidden = channels.filter((channel) => bitsIn(server, channel) === 0n)
  const denied = channels.flatMap((channel) => {
    const permissions = lacking(needed, bitsIn(server, channel))
    if (permissions.length === 0 || hidden.includes(channel)) return []
    const values = { server: server.name, channel: `#${channel.name}` }
    return [{ ...found('channel.denied', values, channel.id), permissions }]
  })
  if (hidden.length === 0) return denied
  const names = hidden.map(({ name }) => `#${name}`)
  return [...denied, found('hidden.some', { server: server.name, channels: names }, server.id)]
}

function textChannels(server: Server): GuildChannel[] {
  return [...server.channels.values()].filter(({ type }) => textTypes.includes(type))
}

/** Text channels in which the bot has everything that the modules need, in the order of Discord. */
export function usableChannels(server: Server, parts: readonly ModulePart[]): GuildChannel[] {
  const needed = neededBy(parts)
  return textChannels(server)
    .filter((channel) => lacking(needed, bitsIn(server, channel)).length === 0)
    .toSorted((a, b) => a.position - b.position)
}

function judgePermissions(server: Server, parts: readonly ModulePart[]): DiscordFinding[] {
  const { id, name } = server
  const needed = neededBy(parts)
  const channels = textChannels(server)
  const everywhere = lackingEverywhere(server, channels, needed)
  const general: DiscordFinding[] =
    everywhere.length > 0
      ? [{ ...found('permissions.missing', { server: name }, id), permissions: everywhere }]
      : []
  const rest = needed.filter((permission) => !everywhere.includes(permission))
  const single = judgeChannels(server, channels, rest)
  if (usableChannels(server, parts).length > 0) {
    return [found('permissions.ok', { server: name, count: channels.length }, id), ...single]
  }
  if (general.length > 0) return [...general, ...single]
  return [found('permissions.nowhere', { server: name }, id), ...single]
}

/** What keeps the bot from working in this server. `now` is epoch milliseconds. */
export function judgeServer(
  server: Server,
  parts: readonly ModulePart[],
  now: number,
): DiscordFinding[] {
  const { id, name, silenced_until: until } = server
  const silenced = until !== null && until > now
  return [
    ...(silenced ? [found('silence.on', { server: name }, id)] : []),
    judgeRole(server, neededBy(parts)),
    ...judgePermissions(server, parts),
  ]
}
