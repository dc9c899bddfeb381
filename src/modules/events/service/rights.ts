import { keyAllows, mayActFor, type GuildMember, type Scope } from '#core/access/actor.ts'
import { isManager, visibleGuilds, type NamedPerson } from '#core/access/rights.ts'
import type { Context } from '#core/context.ts'
import { coreError } from '#core/errors.ts'
import type { EventRecord } from '../rules/event.ts'
import type { GuildRecord } from '../rules/guild.ts'
import { unknown, type Standing } from '../rules/signups.ts'
import { loadGuilds } from '../store/guilds.ts'
import { orgRoles } from '../store/mappings.ts'

/** Create Events and Manage Events (Discord permission bits 44 and 33). */
const createBit = 1n << 44n
const manageBit = 1n << 33n

/** In whose name something is done, and how far the rights go in an organisation. */
export type EventRights = {
  user_id: string | null
  username: string | null
  /** May change every event of the organisation. */
  manager: boolean
  /** May make events there. */
  creator: boolean
  /** A service key, which acts for whom it names. */
  service: boolean
} & Standing

/** What the actor may see: servers, and the organisations that have them. */
export type Sight = {
  guildIds: readonly string[] | 'all'
  orgIds: readonly string[] | 'all'
  guilds: readonly GuildRecord[]
  user_id: string | null
}

/** What this actor may see of events at large. */
export async function sightOf(context: Context): Promise<Sight> {
  const [guildIds, guilds] = await Promise.all([
    visibleGuilds(context, 'events:read'),
    loadGuilds(context.database),
  ])
  const user_id = context.actor.user?.discord_id ?? null
  if (guildIds === 'all') return { guildIds, orgIds: 'all', guilds, user_id }
  const seen = guilds.filter(({ guild_id }) => guildIds.includes(guild_id))
  return { guildIds, orgIds: [...new Set(seen.map(({ org_id }) => org_id))], guilds, user_id }
}

/** The servers of an organisation. */
export function guildsOfOrg(guilds: readonly GuildRecord[], orgId: string): GuildRecord[] {
  return guilds.filter(({ org_id }) => org_id === orgId)
}

async function membership(context: Context, guildId: string): Promise<GuildMember | null> {
  const { member, user } = context.actor
  if (member?.guild_id === guildId) return member
  return user ? context.members.member(guildId, user.discord_id) : null
}

function allows(context: Context, scope: Scope, guilds: readonly GuildRecord[]): boolean {
  const { actor } = context
  if (!keyAllows(actor, scope)) throw coreError('permission_denied')
  if (actor.key?.guild_ids === null) return true
  return guilds.some(({ guild_id }) => keyAllows(actor, scope, guild_id))
}

/** How far the rights of somebody go who is a member of some servers of an organisation, by what its roles stand for. */
function reachOf(
  mapped: Awaited<ReturnType<typeof orgRoles>>,
  members: readonly GuildMember[],
): Pick<EventRights, 'manager' | 'creator'> & Standing {
  const standFor = (type: string) => mapped.filter(({ role_type }) => role_type === type)
  const holds = (wanted: typeof mapped) =>
    wanted.some(({ guild_id, discord_role_id }) =>
      members.some((one) => one.guild_id === guild_id && one.roles.includes(discord_role_id)),
    )
  const bits = members.reduce((sum, one) => sum | one.permissions, 0n)
  const manager =
    members.some(isManager) || (bits & manageBit) !== 0n || holds(standFor('org_admin'))
  const ofMembers = standFor('org_member')
  return {
    manager,
    creator: manager || (bits & createBit) !== 0n,
    roles: members.flatMap((one) => one.roles),
    member: manager || ofMembers.length === 0 || holds(ofMembers),
  }
}

/**
 * The rights to act in an organisation, whose servers are given. A signed-in person acts as himself or herself; a
 * service key acts for whom the request names. Throws `not_authenticated`, `permission_denied`, and
 * `not_found` for a key of other servers.
 */
export async function rightsInOrg(
  context: Context,
  guilds: readonly GuildRecord[],
  named: NamedPerson = {},
  scope: Scope = 'events:write',
): Promise<EventRights> {
  const { actor } = context
  if (actor.source === 'system') {
    const all = { manager: true, creator: true, service: true, ...unknown }
    return { user_id: null, username: null, ...all }
  }
  if (actor.key) {
    if (!allows(context, scope, guilds)) throw coreError('not_found')
    if (!actor.user) {
      const { discord_user_id } = named
      if (discord_user_id !== undefined && !mayActFor(actor, discord_user_id)) {
        throw coreError('permission_denied')
      }
      return {
        user_id: discord_user_id ?? null,
        username: named.discord_username ?? null,
        manager: true,
        creator: true,
        service: true,
        ...unknown,
      }
    }
  }
  if (!actor.user) throw coreError('not_authenticated')
  const { discord_id: user_id, username } = actor.user
  if (named.discord_user_id !== undefined && named.discord_user_id !== user_id) {
    throw coreError('permission_denied')
  }
  const found = await Promise.all(guilds.map(({ guild_id }) => membership(context, guild_id)))
  const members = found.filter((one) => one !== null)
  const mapped = await orgRoles(context.database, guilds)
  return { user_id, username, service: false, ...reachOf(mapped, members) }
}

/** What is known of somebody in an organisation's servers; looked up only where an event asks for it. */
export async function standingFor(
  context: Context,
  event: EventRecord,
  guilds: readonly GuildRecord[],
  userId: string,
): Promise<Standing> {
  const named = [...event.allowed_role_ids, ...event.banned_role_ids]
  const asksForRoles =
    named.length > 0 || event.roles.some((one) => one.required_discord_role_ids.length > 0)
  if (!asksForRoles && event.visibility !== 'guild') return unknown
  const mapped = await orgRoles(context.database, guilds)
  if (!asksForRoles && !mapped.some(({ role_type }) => role_type === 'org_member')) return unknown
  const found = await Promise.all(
    guilds.map(({ guild_id }) => context.members.member(guild_id, userId)),
  )
  const members = found.filter((one) => one !== null)
  if (members.length === 0) return unknown
  const { roles, member } = reachOf(mapped, members)
  return { roles, member }
}

/** Whether rights reach over an event: its organiser's, or the organisation's managers'. */
export function manages(rights: EventRights, event: { created_by: string | null }): boolean {
  return rights.manager || (rights.user_id !== null && rights.user_id === event.created_by)
}

/** Whether the reader may administer the whole installation. */
export function isAdmin(context: Context): boolean {
  const { actor } = context
  if (actor.source === 'system') return true
  return actor.key !== null && actor.key.scopes.includes('admin') && actor.key.guild_ids === null
}
