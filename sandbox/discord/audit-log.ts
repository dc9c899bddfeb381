import type { AuditLogEvent } from 'discord-api-types/v10'
import { GatewayIntentBits, PermissionFlagsBits } from 'discord-api-types/v10'
import type { AuditChange } from './entities.ts'
import { computePermissions } from './permissions.ts'
import type { World } from './world.ts'

/** What somebody did to something in a guild. */
export type AuditNote = {
  guild_id: string
  user_id: string
  action: AuditLogEvent
  target_id: string
  reason?: string | null
  changes?: AuditChange[]
}

const mostEntries = 1000

/** Writes an entry in the guild's audit log and tells the bot, if it may read there. */
export function writeAudit(world: World, note: AuditNote): void {
  const guild = world.guild(note.guild_id)
  const entry = {
    id: world.nextId(),
    user_id: note.user_id,
    target_id: note.target_id,
    action_type: note.action,
    ...(note.changes ? { changes: note.changes } : {}),
    ...(note.reason ? { reason: note.reason } : {}),
  }
  guild.audit_log.push(entry)
  if (guild.audit_log.length > mostEntries) guild.audit_log.shift()
  const { id: bot } = world.state.application
  const held = computePermissions(world, note.guild_id, bot)
  if (!(held & PermissionFlagsBits.ViewAuditLog)) return
  world.dispatch({
    t: 'GUILD_AUDIT_LOG_ENTRY_CREATE',
    d: { ...entry, guild_id: note.guild_id },
    guild_id: note.guild_id,
    intent: GatewayIntentBits.GuildModeration,
    users: [bot],
  })
}
