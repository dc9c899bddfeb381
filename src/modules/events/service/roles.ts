import type { Context } from '#core/context.ts'
import { wantedRoles } from '../rules/grants.ts'
import type { GuildRecord } from '../rules/guild.ts'
import { runningEventsOf } from '../store/events.ts'
import { loadGuild } from '../store/guilds.ts'
import {
  dropRole,
  grantsOf,
  loadMappings,
  saveGrants,
  type GrantRecord,
} from '../store/mappings.ts'
import { newId } from './change.ts'

/** What is to be given to and taken from somebody. */
export type RolePlan = {
  guild: GuildRecord
  wanted: Map<string, string[]>
  /** Roles that were given because of events that are over. */
  surplus: string[]
  /** It is noted that he or she has all of it, and nothing else: Discord was asked then. */
  isNoted: boolean
}

/** What somebody is to have in a server because of events; null where nothing is managed. */
export async function rolePlan(
  context: Context,
  guildId: string,
  userId: string,
): Promise<RolePlan | null> {
  const guild = await loadGuild(context.database, guildId)
  if (guild?.status !== 'active' || !guild.options.auto_manage_roles) return null
  const [running, mappings, grants] = await Promise.all([
    runningEventsOf(context.database, userId),
    loadMappings(context.database, guildId),
    grantsOf(context.database, guildId, userId),
  ])
  const attending = running.filter(({ event }) => event.org_id === guild.org_id)
  const wanted = wantedRoles(userId, attending, mappings)
  const keep = new Set(
    mappings.filter(({ auto_remove }) => !auto_remove).map((one) => one.discord_role_id),
  )
  const surplus = [...new Set(grants.map((one) => one.discord_role_id))].filter(
    (id) => !wanted.has(id) && !keep.has(id),
  )
  const noted = new Set(grants.map((one) => `${one.discord_role_id}:${one.event_id}`))
  const pairs = [...wanted].flatMap(([role, events]) => events.map((id) => `${role}:${id}`))
  const isNoted = noted.size === pairs.length && pairs.every((pair) => noted.has(pair))
  return { guild, wanted, surplus, isNoted }
}

/** Notes what somebody has now because of events. */
export async function noteRoles(
  context: Context,
  place: { guild_id: string; user_id: string },
  wanted: Map<string, string[]>,
): Promise<void> {
  const now = context.clock.now()
  const grants: GrantRecord[] = [...wanted].flatMap(([discord_role_id, events]) =>
    events.map((event_id) => ({
      id: newId(context),
      ...place,
      discord_role_id,
      event_id,
      created_at: now,
    })),
  )
  await context.database.write((tx) => saveGrants(tx, place, grants))
}

/** Somebody deleted a role by hand: it is not made or given again. */
export async function roleDeleted(
  context: Context,
  guildId: string,
  roleId: string,
): Promise<void> {
  await context.database.write((tx) => dropRole(tx, guildId, roleId))
}
