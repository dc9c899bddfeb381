import {
  AuditLogEvent,
  GatewayIntentBits,
  PermissionFlagsBits as Bits,
} from 'discord-api-types/v10'
import { z } from 'zod'
import { writeAudit } from '../audit-log.ts'
import type { GuildState } from '../entities.ts'
import { missingAccess, parseForm } from '../errors.ts'
import { intBetween, int, queryFlag, snowflake } from '../forms.ts'
import { canView, isThread, requireInGuild } from '../permissions.ts'
import type { World } from '../world.ts'
import type { Call, Route } from './call.ts'

const guildQuery = z.object({ with_counts: queryFlag.default(false) })
const guildBody = z.object({
  name: z.string().trim().min(2).max(100).optional(),
  description: z.string().max(300).nullish(),
  preferred_locale: z.string().optional(),
  afk_channel_id: snowflake.nullish(),
  system_channel_id: snowflake.nullish(),
  rules_channel_id: snowflake.nullish(),
  public_updates_channel_id: snowflake.nullish(),
})
const auditQuery = z.object({
  user_id: snowflake.optional(),
  target_id: snowflake.optional(),
  action_type: int.optional(),
  before: snowflake.optional(),
  after: snowflake.optional(),
  limit: intBetween(1, 1000).default(50),
})

/** How many members are seen as being there. */
export function onlineCount(guild: GuildState): number {
  return [...guild.presences.values()].filter(({ status }) => status !== 'offline').length
}

/** A guild as REST shows it. */
export function renderGuild(guild: GuildState, withCounts: boolean): Record<string, unknown> {
  return {
    ...guild.base,
    home_header: null,
    region: 'deprecated',
    nsfw: false,
    roles: [...guild.roles.values()],
    emojis: [],
    stickers: [],
    ...(withCounts
      ? {
          approximate_member_count: guild.members.size,
          approximate_presence_count: onlineCount(guild),
        }
      : {}),
  }
}

/** The guild of the path, of which the caller must be a member with these permissions. */
export function guildOf(call: Call, bits = 0n): GuildState {
  const guild = call.world.guild(call.param('guild_id'))
  requireInGuild(call.world, guild.base.id, call.actor.user_id, bits)
  return guild
}

/** Tells everybody in a guild about its own fields. */
function announceGuild(world: World, guild: GuildState): void {
  world.dispatch({
    t: 'GUILD_UPDATE',
    d: renderGuild(guild, false),
    guild_id: guild.base.id,
    intent: GatewayIntentBits.Guilds,
  })
}

function editGuild(call: Call): unknown {
  const guild = guildOf(call, Bits.ManageGuild)
  const { preferred_locale: _locale, ...body } = parseForm(guildBody, call.body)
  const changes = Object.fromEntries(
    Object.entries(body).filter(([, value]) => value !== undefined),
  )
  guild.base = { ...guild.base, ...changes }
  writeAudit(call.world, {
    guild_id: guild.base.id,
    user_id: call.actor.user_id,
    action: AuditLogEvent.GuildUpdate,
    target_id: guild.base.id,
    reason: call.reason,
  })
  announceGuild(call.world, guild)
  return renderGuild(guild, false)
}

function auditLog(call: Call): unknown {
  const guild = guildOf(call, Bits.ViewAuditLog)
  const query = parseForm(auditQuery, call.query)
  const found = guild.audit_log
    .filter((entry) => query.user_id === undefined || entry.user_id === query.user_id)
    .filter((entry) => query.target_id === undefined || entry.target_id === query.target_id)
    .filter((entry) => query.action_type === undefined || entry.action_type === query.action_type)
    .filter((entry) => query.before === undefined || BigInt(entry.id) < BigInt(query.before))
    .filter((entry) => query.after === undefined || BigInt(entry.id) > BigInt(query.after))
  const entries = found.slice(-query.limit).reverse()
  const userIds = new Set(entries.map((entry) => entry.user_id).filter((id) => id !== null))
  return {
    audit_log_entries: entries,
    users: [...userIds].map((id) => call.world.person(id).user),
    application_commands: [],
    auto_moderation_rules: [],
    guild_scheduled_events: [...guild.events.values()]
      .filter((event) => entries.some((entry) => entry.target_id === event.id))
      .map((event) => ({ ...event, creator: call.world.state.users.get(event.creator_id)?.user })),
    integrations: [],
    threads: [],
    webhooks: [],
  }
}

/** The server itself, its visible channels, and its audit log. */
export function addGuildRoutes(route: Route): void {
  route('GET', '/guilds/:guild_id', (call) => {
    const { with_counts } = parseForm(guildQuery, call.query)
    return renderGuild(guildOf(call), with_counts)
  })
  route('PATCH', '/guilds/:guild_id', editGuild)
  route('GET', '/guilds/:guild_id/preview', (call) => {
    const { id, name, icon, splash, discovery_splash, features, description } = guildOf(call).base
    return {
      id,
      name,
      icon,
      splash,
      discovery_splash,
      features,
      description,
      home_header: null,
      approximate_member_count: guildOf(call).members.size,
      approximate_presence_count: guildOf(call).presences.size,
      emojis: [],
      stickers: [],
    }
  })
  route('GET', '/guilds/:guild_id/channels', (call) => {
    const guild = guildOf(call)
    return [...guild.channels.values()].filter((channel) => !isThread(channel))
  })
  route('GET', '/guilds/:guild_id/threads/active', (call) => {
    const guild = guildOf(call)
    const threads = [...guild.channels.values()].filter(
      (channel) =>
        isThread(channel) &&
        !channel.thread_metadata?.archived &&
        canView(call.world, channel, call.actor.user_id),
    )
    const members = threads
      .map((thread) => guild.thread_members.get(thread.id)?.get(call.actor.user_id))
      .filter((member) => member !== undefined)
    return { threads, members, has_more: false }
  })
  route('GET', '/guilds/:guild_id/voice-states/:user_id', (call) => {
    const guild = guildOf(call)
    const wanted = call.param('user_id')
    const state = guild.voice_states.get(wanted)
    if (!state) throw missingAccess()
    return { self_stream: false, ...state }
  })
  route('GET', '/guilds/:guild_id/audit-logs', auditLog)
  route('GET', '/guilds/:guild_id/emojis', (call) => {
    guildOf(call)
    return []
  })
}
