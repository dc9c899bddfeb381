import type { Scope } from '#core/access/actor.ts'
import { AppError } from '#core/errors.ts'
import type { Context, Services } from '#core/context.ts'
import type { Right } from '../contract/values.ts'
import {
  lesser,
  listedRights,
  noRights,
  rightsUpTo,
  roleRights,
  union,
  type Rights,
} from '../rules/rights.ts'
import { loadRoles, type RoleRight } from '../store/accounts.ts'
import { engineOf } from './engine.ts'

/** The roles that stand for rights: those of the environment and those of the page. */
export async function mappedRoles(services: Services): Promise<RoleRight[]> {
  const guild_id = services.primaryGuild()
  const { TRADING_ROLES } = engineOf(services).settings
  const listed = guild_id === null ? [] : TRADING_ROLES.map((role) => ({ ...role, guild_id }))
  return [...listed, ...(await loadRoles(services.database))]
}

async function rolesIn(
  services: Services,
  guildId: string,
  userId: string,
): Promise<readonly string[]> {
  try {
    return (await services.members.member(guildId, userId))?.roles ?? []
  } catch (error) {
    // Who cannot be asked for has no roles: rights fail closed.
    if (error instanceof AppError) return []
    throw error
  }
}

/** What a person may do, as of now: by name in the environment, and by roles. */
export async function rightsOfUser(services: Services, userId: string): Promise<Rights> {
  const { settings } = engineOf(services)
  const listed = listedRights(userId, {
    allowed: settings.ALLOWED_USERS,
    traders: settings.TRADE_USERS,
    admins: settings.ADMIN_USERS,
    allowedCanTrade: settings.ALLOWED_USERS_CAN_TRADE ?? null,
  })
  const mapped = await mappedRoles(services)
  const guilds = [...new Set(mapped.map(({ guild_id }) => guild_id))]
  const byRole = await Promise.all(
    guilds.map(async (guildId) => {
      const roles = await rolesIn(services, guildId, userId)
      return roleRights(
        roles,
        mapped.filter(({ guild_id }) => guild_id === guildId),
      )
    }),
  )
  return byRole.reduce(union, listed)
}

/** Who calls, and whose the trading is: the account belongs to the primary server. */
type Calling = Pick<Context, 'actor' | 'primaryGuild'>

/** The scopes of a key here; none when it is one of other servers. */
function scopesHere({ actor, primaryGuild }: Calling): readonly Scope[] {
  const { scopes = [], guild_ids = null } = actor.key ?? {}
  const guild = primaryGuild()
  return guild_ids === null || (guild !== null && guild_ids.includes(guild)) ? scopes : []
}

/** What a key's scopes allow at most; everything for a person without a key. */
export function capOf(calling: Calling): Rights {
  if (!calling.actor.key) return rightsUpTo('admin', 'session')
  const scopes = scopesHere(calling)
  const right: Right | null =
    scopes.includes('admin') || scopes.includes('trading:admin')
      ? 'admin'
      : scopes.includes('trading:trade')
        ? 'trade'
        : scopes.includes('trading:view')
          ? 'view'
          : null
  return right === null ? noRights : rightsUpTo(right, 'key')
}

/** Whether a key may send notifications. */
export function mayNotify(calling: Calling): boolean {
  const scopes = scopesHere(calling)
  return (
    scopes.includes('admin') ||
    scopes.includes('trading:notify') ||
    scopes.includes('trading:admin')
  )
}

/** What an actor may do in the name of a person: the lesser of what both may. */
export async function effectiveRights(
  services: Services,
  cap: Rights,
  userId: string,
): Promise<Rights> {
  return lesser(cap, await rightsOfUser(services, userId))
}

/** Whether rights hold a right. */
export function holds(rights: Rights, right: Right | 'everyone'): boolean {
  return right === 'everyone' || rights[right]
}
