import { memberOf } from '#core/access/rights.ts'
import type { Context } from '#core/context.ts'
import type { Party } from '../store/parties.ts'
import { loadBlockersOf, loadSettings } from '../store/preferences.ts'

/** Why somebody is kept out of a party, whatever its places; what joining would be refused with. */
export type Unwelcome = 'permission_denied' | 'guild_ban' | 'blocked' | 'missing_role'

/**
 * Finds out which parties of a guild keep the actor out, so that nobody has to press a button to hear
 * of it. For a person who is signed in; nobody else is kept out beforehand.
 */
export async function welcomeIn(
  context: Context,
  guildId: string,
): Promise<(party: Party) => Unwelcome | null> {
  const { user } = context.actor
  if (!user) return () => null
  const { discord_id: me } = user
  const [member, settings, blockers] = await Promise.all([
    memberOf(context, guildId),
    loadSettings(context.database, guildId),
    loadBlockersOf(context.database, guildId, me),
  ])
  return ({ owner_id, required_role_id: role }) => {
    if (!member) return 'permission_denied'
    if (settings.banned_user_ids.includes(me)) return 'guild_ban'
    if (blockers.includes(owner_id)) return 'blocked'
    return role !== null && !member.roles.includes(role) ? 'missing_role' : null
  }
}
