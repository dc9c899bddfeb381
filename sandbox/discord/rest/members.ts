import {
  ApplicationFlags,
  AuditLogEvent,
  GatewayIntentBits,
  PermissionFlagsBits as Bits,
} from 'discord-api-types/v10'
import { z } from 'zod'
import { writeAudit } from '../audit-log.ts'
import type { GuildState, Member } from '../entities.ts'
import { DiscordError, invalidForm, missingPermissions, parseForm } from '../errors.ts'
import { int, intBetween, moment, snowflake } from '../forms.ts'
import { announceMember, removeMember } from '../members.ts'
import { isAboveMember, isAboveRole, requireInGuild } from '../permissions.ts'
import { renderMember } from '../render.ts'
import { buckets } from './buckets.ts'
import type { Call, Route } from './call.ts'
import { guildOf } from './guilds.ts'
import { findRole } from './roles.ts'

const longestTimeoutMs = 28 * 24 * 3_600_000
const listQuery = z.object({ limit: intBetween(1, 1000).default(1), after: snowflake.default('0') })
const searchQuery = z.object({ query: z.string().min(1), limit: intBetween(1, 1000).default(1) })
const memberBody = z.object({
  nick: z.string().max(32).nullish(),
  roles: z.array(snowflake).nullish(),
  mute: z.boolean().nullish(),
  deaf: z.boolean().nullish(),
  channel_id: snowflake.nullish(),
  communication_disabled_until: moment.nullish(),
  flags: int.nullish(),
})
const banBody = z.object({ delete_message_seconds: intBetween(0, 604_800).optional() })
const bulkBanBody = banBody.extend({ user_ids: z.array(snowflake).min(1).max(200) })
const withPrivilege =
  ApplicationFlags.GatewayGuildMembers | ApplicationFlags.GatewayGuildMembersLimited

function findMember(guild: GuildState, id: string): Member {
  const member = guild.members.get(id)
  if (!member) throw new DiscordError(404, 10007, 'Unknown Member')
  return member
}

function note(call: Call, action: AuditLogEvent, target_id: string): void {
  const { world, actor, reason, param } = call
  const guild_id = param('guild_id')
  writeAudit(world, { guild_id, user_id: actor.user_id, action, target_id, reason })
}

function save(call: Call, guild: GuildState, member: Member): void {
  guild.members.set(member.user_id, member)
  announceMember(call.world, guild, member)
}

function list(call: Call): unknown {
  const guild = guildOf(call)
  if (call.actor.kind === 'bot' && !(call.world.state.application.flags & withPrivilege))
    throw new DiscordError(403, 50001, 'Missing Access')
  const { limit, after } = parseForm(listQuery, call.query)
  return [...guild.members.values()]
    .filter((member) => BigInt(member.user_id) > BigInt(after))
    .sort((a, b) => (BigInt(a.user_id) < BigInt(b.user_id) ? -1 : 1))
    .slice(0, limit)
    .map((member) => renderMember(call.world, member))
}

function search(call: Call): unknown {
  const guild = guildOf(call)
  const { query, limit } = parseForm(searchQuery, call.query)
  const wanted = query.toLowerCase()
  return [...guild.members.values()]
    .map((member) => renderMember(call.world, member))
    .filter(({ nick, user }) =>
      [nick, user.username, user.global_name].some((name) =>
        name?.toLowerCase().startsWith(wanted),
      ),
    )
    .slice(0, limit)
}

function requireAssignable(call: Call, guild: GuildState, roleId: string): void {
  const role = findRole(guild, roleId)
  if (role.id === guild.base.id) throw new DiscordError(400, 50028, 'Invalid Role')
  if (role.managed || !isAboveRole(guild, call.actor.user_id, role)) throw missingPermissions()
}

/** Gives or takes one role; nothing happens when nothing changes. */
function setRole(call: Call, isGiven: boolean): void {
  const guild = guildOf(call, Bits.ManageRoles)
  const member = findMember(guild, call.param('user_id'))
  const roleId = call.param('role_id')
  requireAssignable(call, guild, roleId)
  if (member.roles.includes(roleId) === isGiven) return
  const others = member.roles.filter((id) => id !== roleId)
  note(call, AuditLogEvent.MemberRoleUpdate, member.user_id)
  save(call, guild, { ...member, roles: isGiven ? [...others, roleId] : others })
}

function changeRoles(call: Call, guild: GuildState, member: Member, roles: string[]): string[] {
  const wanted = [...new Set(roles)]
  requireInGuild(call.world, guild.base.id, call.actor.user_id, Bits.ManageRoles)
  for (const id of [...wanted, ...member.roles])
    if (wanted.includes(id) !== member.roles.includes(id)) requireAssignable(call, guild, id)
  return wanted
}

function requireTimeout(call: Call, guild: GuildState, member: Member, until: string): void {
  requireInGuild(call.world, guild.base.id, call.actor.user_id, Bits.ModerateMembers)
  if (!isAboveMember(guild, call.actor.user_id, member.user_id)) throw missingPermissions()
  if (Date.parse(until) > call.world.clock.now() + longestTimeoutMs)
    throw invalidForm([
      {
        path: ['communication_disabled_until'],
        code: 'INVALID_COMMUNICATION_DISABLED_TIMESTAMP',
        message: 'A timeout lasts 28 days at most.',
      },
    ])
}

function moveVoice(call: Call, guild: GuildState, member: Member, to: string | null): void {
  requireInGuild(call.world, guild.base.id, call.actor.user_id, Bits.MoveMembers)
  const state = guild.voice_states.get(member.user_id)
  if (!state) throw new DiscordError(400, 40032, 'Target user is not connected to voice.')
  const next = { ...state, channel_id: to }
  if (to === null) guild.voice_states.delete(member.user_id)
  else guild.voice_states.set(member.user_id, next)
  call.world.dispatch({
    t: 'VOICE_STATE_UPDATE',
    d: next,
    guild_id: guild.base.id,
    intent: GatewayIntentBits.GuildVoiceStates,
  })
}

function renamed(call: Call, guild: GuildState, member: Member, nick: string): string | null {
  const isSelf = member.user_id === call.actor.user_id
  const { world, actor } = call
  requireInGuild(
    world,
    guild.base.id,
    actor.user_id,
    isSelf ? Bits.ChangeNickname : Bits.ManageNicknames,
  )
  if (!isSelf && !isAboveMember(guild, actor.user_id, member.user_id)) throw missingPermissions()
  return nick.trim() === '' ? null : nick
}

function edit(call: Call): unknown {
  const { world, actor } = call
  const guild = guildOf(call)
  const member = findMember(guild, call.param('user_id'))
  const body = parseForm(memberBody, call.body)
  const next = { ...member }
  if (body.nick !== undefined) next.nick = renamed(call, guild, member, body.nick ?? '')
  if (body.roles) next.roles = changeRoles(call, guild, member, body.roles)
  if (body.communication_disabled_until !== undefined) {
    requireTimeout(call, guild, member, body.communication_disabled_until ?? member.joined_at)
    next.communication_disabled_until = body.communication_disabled_until
  }
  if (body.mute !== undefined || body.deaf !== undefined) {
    requireInGuild(world, guild.base.id, actor.user_id, Bits.MuteMembers)
    next.mute = body.mute ?? member.mute
    next.deaf = body.deaf ?? member.deaf
  }
  if (body.channel_id !== undefined) moveVoice(call, guild, member, body.channel_id)
  note(call, AuditLogEvent.MemberUpdate, member.user_id)
  save(call, guild, next)
  return renderMember(world, next)
}

function requireExpellable(call: Call, guild: GuildState, id: string): void {
  if (guild.members.has(id) && !isAboveMember(guild, call.actor.user_id, id))
    throw missingPermissions()
}

function kick(call: Call): void {
  const guild = guildOf(call, Bits.KickMembers)
  const { user_id } = findMember(guild, call.param('user_id'))
  requireExpellable(call, guild, user_id)
  note(call, AuditLogEvent.MemberKick, user_id)
  removeMember(call.world, guild, user_id)
}

function banOne(call: Call, guild: GuildState, id: string): void {
  const { user } = call.world.person(id)
  requireExpellable(call, guild, id)
  note(call, AuditLogEvent.MemberBanAdd, id)
  removeMember(call.world, guild, id)
  guild.bans.set(id, { user_id: id, reason: call.reason })
  call.world.dispatch({
    t: 'GUILD_BAN_ADD',
    d: { guild_id: guild.base.id, user },
    guild_id: guild.base.id,
    intent: GatewayIntentBits.GuildModeration,
  })
}

function ban(call: Call): void {
  parseForm(banBody, call.body)
  banOne(call, guildOf(call, Bits.BanMembers), call.param('user_id'))
}

function banMany(call: Call): unknown {
  const guild = guildOf(call, Bits.BanMembers | Bits.ManageGuild)
  const { user_ids } = parseForm(bulkBanBody, call.body)
  const banned_users: string[] = []
  const failed_users: string[] = []
  for (const id of new Set(user_ids)) {
    const isPossible = call.world.state.users.has(id) && !guild.bans.has(id)
    const isBelow = !guild.members.has(id) || isAboveMember(guild, call.actor.user_id, id)
    if (isPossible && isBelow) {
      banOne(call, guild, id)
      banned_users.push(id)
    } else failed_users.push(id)
  }
  if (banned_users.length === 0) throw new DiscordError(400, 500_000, 'Failed to ban users')
  return { banned_users, failed_users }
}

function findBan(call: Call, guild: GuildState): { reason: string | null; user: object } {
  const found = guild.bans.get(call.param('user_id'))
  if (!found) throw new DiscordError(404, 10026, 'Unknown Ban')
  return { reason: found.reason, user: call.world.person(found.user_id).user }
}

function unban(call: Call): void {
  const guild = guildOf(call, Bits.BanMembers)
  const { user } = findBan(call, guild)
  guild.bans.delete(call.param('user_id'))
  note(call, AuditLogEvent.MemberBanRemove, call.param('user_id'))
  call.world.dispatch({
    t: 'GUILD_BAN_REMOVE',
    d: { guild_id: guild.base.id, user },
    guild_id: guild.base.id,
    intent: GatewayIntentBits.GuildModeration,
  })
}

/** Members of a server, their roles, and bans. */
export function addMemberRoutes(route: Route): void {
  const base = '/guilds/:guild_id/members'
  route('GET', base, list)
  route('GET', `${base}/search`, search)
  route('GET', `${base}/:user_id`, (call) =>
    renderMember(call.world, findMember(guildOf(call), call.param('user_id'))),
  )
  route('PATCH', `${base}/:user_id`, edit)
  route('DELETE', `${base}/:user_id`, kick)
  const role = `${base}/:user_id/roles/:role_id`
  route('PUT', role, (call) => setRole(call, true), { bucket: buckets.memberRole })
  route('DELETE', role, (call) => setRole(call, false), { bucket: buckets.memberRole })
  const bans = '/guilds/:guild_id/bans'
  route('GET', bans, (call) => {
    const guild = guildOf(call, Bits.BanMembers)
    return [...guild.bans.values()].map(({ user_id, reason }) => ({
      reason,
      user: call.world.person(user_id).user,
    }))
  })
  route('GET', `${bans}/:user_id`, (call) => findBan(call, guildOf(call, Bits.BanMembers)))
  route('PUT', `${bans}/:user_id`, ban)
  route('POST', '/guilds/:guild_id/bulk-ban', banMany)
  route('DELETE', `${bans}/:user_id`, unban)
}
