import {
  AuditLogEvent,
  GatewayIntentBits,
  PermissionFlagsBits as Bits,
} from 'discord-api-types/v10'
import { z } from 'zod'
import { writeAudit } from '../audit-log.ts'
import type { GuildState, Role } from '../entities.ts'
import { DiscordError, invalidForm, missingPermissions, parseForm } from '../errors.ts'
import { bitSet, color, int, snowflake } from '../forms.ts'
import { announceMember } from '../members.ts'
import { makeRole } from '../objects.ts'
import { compareRoles, computePermissions, isAboveRole } from '../permissions.ts'
import type { World } from '../world.ts'
import type { Call, Route } from './call.ts'
import { guildOf } from './guilds.ts'

const mostRoles = 250
const roleBody = z.object({
  name: z.string().trim().max(100).nullish(),
  permissions: bitSet.nullish(),
  color: color.nullish(),
  colors: z
    .object({
      primary_color: color.default(0),
      secondary_color: color.nullable().default(null),
      tertiary_color: color.nullable().default(null),
    })
    .nullish(),
  hoist: z.boolean().nullish(),
  mentionable: z.boolean().nullish(),
  unicode_emoji: z.string().nullish(),
})
const positionsBody = z.array(z.object({ id: snowflake, position: int.nullish() }))

/** The role of this id; throws 404 10011 when there is none. */
export function findRole(guild: GuildState, id: string): Role {
  const role = guild.roles.get(id)
  if (!role) throw new DiscordError(404, 10011, 'Unknown Role')
  return role
}

/** Throws 403 50013 unless somebody holds every permission that they are about to give. */
export function requireGrantable(
  world: World,
  guildId: string,
  userId: string,
  permissions: string,
): void {
  const held = computePermissions(world, guildId, userId)
  if (BigInt(permissions) & ~held) throw missingPermissions()
}

function requireEditable(call: Call, guild: GuildState, role: Role): void {
  if (!isAboveRole(guild, call.actor.user_id, role)) throw missingPermissions()
}

function announce(world: World, t: string, guild: GuildState, role: Role): void {
  world.dispatch({
    t,
    d: { guild_id: guild.base.id, role },
    guild_id: guild.base.id,
    intent: GatewayIntentBits.Guilds,
  })
}

function note(call: Call, guild: GuildState, action: AuditLogEvent, target_id: string): void {
  const { world, actor, reason } = call
  writeAudit(world, { guild_id: guild.base.id, user_id: actor.user_id, action, target_id, reason })
}

function changed(role: Role, body: z.output<typeof roleBody>): Role {
  const primary = body.colors?.primary_color ?? body.color ?? role.color
  return {
    ...role,
    name: body.name || role.name,
    permissions: body.permissions ?? role.permissions,
    color: primary,
    colors: body.colors ?? { ...role.colors, primary_color: primary },
    hoist: body.hoist ?? role.hoist,
    mentionable: body.mentionable ?? role.mentionable,
    unicode_emoji: body.unicode_emoji ?? role.unicode_emoji ?? null,
  }
}

function create(call: Call): Role {
  const { world, actor } = call
  const guild = guildOf(call, Bits.ManageRoles)
  const body = parseForm(roleBody, call.body)
  if (guild.roles.size >= mostRoles)
    throw new DiscordError(400, 30005, `Maximum number of guild roles reached (${mostRoles})`)
  const everyone = BigInt(guild.roles.get(guild.base.id)?.permissions ?? 0)
  if (typeof body.permissions === 'string')
    requireGrantable(world, guild.base.id, actor.user_id, body.permissions)
  for (const role of guild.roles.values())
    if (role.position >= 1) guild.roles.set(role.id, { ...role, position: role.position + 1 })
  const role = changed(makeRole(world.nextId(), 'new role', 1, everyone), body)
  guild.roles.set(role.id, role)
  note(call, guild, AuditLogEvent.RoleCreate, role.id)
  announce(world, 'GUILD_ROLE_CREATE', guild, role)
  return role
}

function edit(call: Call): Role {
  const { world, actor, param } = call
  const guild = guildOf(call, Bits.ManageRoles)
  const role = findRole(guild, param('role_id'))
  const body = parseForm(roleBody, call.body)
  requireEditable(call, guild, role)
  if (typeof body.permissions === 'string') {
    const added = BigInt(body.permissions) & ~BigInt(role.permissions)
    requireGrantable(world, guild.base.id, actor.user_id, added.toString())
  }
  const next = changed(role, body)
  guild.roles.set(role.id, next)
  note(call, guild, AuditLogEvent.RoleUpdate, role.id)
  announce(world, 'GUILD_ROLE_UPDATE', guild, next)
  return next
}

function remove(call: Call): void {
  const { world, param } = call
  const guild = guildOf(call, Bits.ManageRoles)
  const role = findRole(guild, param('role_id'))
  requireEditable(call, guild, role)
  if (role.managed || role.id === guild.base.id) throw new DiscordError(400, 50028, 'Invalid Role')
  guild.roles.delete(role.id)
  for (const member of guild.members.values())
    if (member.roles.includes(role.id)) {
      const next = { ...member, roles: member.roles.filter((id) => id !== role.id) }
      guild.members.set(member.user_id, next)
      announceMember(world, guild, next)
    }
  for (const other of guild.roles.values())
    if (other.position > role.position)
      guild.roles.set(other.id, { ...other, position: other.position - 1 })
  note(call, guild, AuditLogEvent.RoleDelete, role.id)
  world.dispatch({
    t: 'GUILD_ROLE_DELETE',
    d: { guild_id: guild.base.id, role_id: role.id },
    guild_id: guild.base.id,
    intent: GatewayIntentBits.Guilds,
  })
}

function move(call: Call): Role[] {
  const guild = guildOf(call, Bits.ManageRoles)
  const body = parseForm(positionsBody, call.body)
  for (const { id } of body) requireEditable(call, guild, findRole(guild, id))
  if (body.some(({ id }) => id === guild.base.id))
    throw invalidForm([{ path: [0, 'id'], code: 'ROLE_INVALID', message: 'Invalid role' }])
  for (const { id, position } of body) {
    const next = { ...findRole(guild, id), position: position ?? findRole(guild, id).position }
    if (position !== null && position !== undefined && !isBelowOwn(call, guild, position))
      throw missingPermissions()
    guild.roles.set(id, next)
  }
  const moved = new Set(body.map(({ id }) => id))
  const ordered = [...guild.roles.values()]
    .filter((role) => role.id !== guild.base.id)
    .sort(
      (a, b) =>
        a.position - b.position ||
        Number(moved.has(b.id)) - Number(moved.has(a.id)) ||
        compareRoles(a, b),
    )
  for (const [index, role] of ordered.entries()) {
    if (role.position === index + 1 && !moved.has(role.id)) continue
    const next = { ...role, position: index + 1 }
    guild.roles.set(role.id, next)
    announce(call.world, 'GUILD_ROLE_UPDATE', guild, next)
  }
  return [...guild.roles.values()]
}

function isBelowOwn(call: Call, guild: GuildState, position: number): boolean {
  if (guild.base.owner_id === call.actor.user_id) return true
  const own = guild.members.get(call.actor.user_id)?.roles ?? []
  return own.some((id) => (guild.roles.get(id)?.position ?? 0) > position)
}

function counts(call: Call): Record<string, number> {
  const guild = guildOf(call)
  const members = [...guild.members.values()]
  return Object.fromEntries(
    [...guild.roles.keys()]
      .filter((id) => id !== guild.base.id)
      .map((id) => [id, members.filter((member) => member.roles.includes(id)).length]),
  )
}

/** Roles of a server. */
export function addRoleRoutes(route: Route): void {
  const base = '/guilds/:guild_id/roles'
  route('GET', base, (call) => [...guildOf(call).roles.values()])
  route('POST', base, create)
  route('PATCH', base, move)
  route('GET', `${base}/member-counts`, counts)
  route('GET', `${base}/:role_id`, (call) => findRole(guildOf(call), call.param('role_id')))
  route('PATCH', `${base}/:role_id`, edit)
  route('DELETE', `${base}/:role_id`, remove)
}
