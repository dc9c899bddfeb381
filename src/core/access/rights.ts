import type { Context } from '../context.ts'
import type { Transaction } from '../db/database.ts'
import { coreError } from '../errors.ts'
import { keyAllows, mayActFor, type GuildMember, type Scope, type User } from './actor.ts'
import { findUser, rememberUser } from './users.ts'

/** Administrator and Manage Guild (Discord permission bits 3 and 5). */
const managerBits = (1n << 3n) | (1n << 5n)

/** A person that a service key names; the name is only used while Muster knows none. */
export type NamedPerson = {
  discord_user_id?: string | undefined
  discord_username?: string | undefined
}

/** In whose name something is done in a guild, and how far the rights go. */
export type Rights = {
  /** Discord id of the person; null when a key acts for nobody in particular. */
  user_id: string | null
  /** May change what belongs to others in this guild. */
  manager: boolean
  /** A service key: trusted to know what happened elsewhere. */
  service: boolean
  username: string | null
  /** The person's roles in the guild; null when they are not known. */
  roles: readonly string[] | null
}

/** The actor's membership in a guild; null for strangers and for keys that act for nobody. */
export async function memberOf(context: Context, guildId: string): Promise<GuildMember | null> {
  const { member, user } = context.actor
  if (member?.guild_id === guildId) return member
  return user ? context.members.member(guildId, user.discord_id) : null
}

/** Whether a member may change what belongs to others. */
export function isManager(member: GuildMember | null): boolean {
  return member !== null && (member.permissions & managerBits) !== 0n
}

/**
 * The rights to act in a guild. A signed-in person acts as himself or herself and must be a member;
 * a service key acts for whom the request names. Throws `not_authenticated`, `permission_denied`,
 * and `not_found` for a key of another guild.
 */
export async function rightsIn(
  context: Context,
  guildId: string,
  scope: Scope,
  named: NamedPerson = {},
): Promise<Rights> {
  const { actor } = context
  if (actor.key) {
    if (!keyAllows(actor, scope)) throw coreError('permission_denied')
    if (!keyAllows(actor, scope, guildId)) throw coreError('not_found')
    if (!actor.user) {
      const { discord_user_id, discord_username } = named
      if (discord_user_id !== undefined && !mayActFor(actor, discord_user_id)) {
        throw coreError('permission_denied')
      }
      const username = discord_username ?? null
      return {
        user_id: discord_user_id ?? null,
        username,
        manager: true,
        service: true,
        roles: null,
      }
    }
  }
  if (!actor.user) throw coreError('not_authenticated')
  const { discord_id, username } = actor.user
  if (named.discord_user_id !== undefined && named.discord_user_id !== discord_id) {
    throw coreError('permission_denied')
  }
  const member = await memberOf(context, guildId)
  if (!member) throw coreError('permission_denied')
  return {
    user_id: discord_id,
    username,
    manager: isManager(member),
    service: false,
    roles: member.roles,
  }
}

/**
 * The stored person to whom rights belong; made when a service key names somebody new. Whose name is
 * not known is called by the id until somebody says one; what Discord has said is never replaced.
 */
export async function personOf(
  context: Context,
  tx: Transaction,
  id: string,
  username: string | null,
): Promise<User> {
  const { user } = context.actor
  if (user?.discord_id === id) return user
  const known = await findUser(tx, id)
  const isNameless = known?.username === id && username !== null
  if (known && !isNameless) return known
  return rememberUser(tx, { id, username: username ?? id }, context.clock)
}

/** Guilds whose private objects and names the actor may see. */
export async function visibleGuilds(context: Context, scope: Scope): Promise<string[] | 'all'> {
  const { actor } = context
  if (actor.source === 'system') return 'all'
  const ofUser = actor.user ? await context.members.guildsOf(actor.user.discord_id) : null
  if (!actor.key) return ofUser ?? []
  if (!keyAllows(actor, scope)) return []
  const ofKey = actor.key.guild_ids
  if (!ofUser) return ofKey ? [...ofKey] : 'all'
  return ofKey ? ofUser.filter((id) => ofKey.includes(id)) : ofUser
}

/** Whether a service key (one that acts for nobody in particular) holds a right in a guild. */
export function keyHoldsService(actor: Context['actor'], scope: Scope, guildId: string): boolean {
  return actor.user === null && keyAllows(actor, scope, guildId)
}
