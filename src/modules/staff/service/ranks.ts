import type { Context, Unit } from '#core/context.ts'
import { coreError } from '#core/errors.ts'
import type { GuildRole, RankBody, RankJson } from '../contract/rank.ts'
import { refuse } from '../errors.ts'
import * as store from '../store/members.ts'
import { rosterChanged } from './roster.ts'
import { guildOf, requireManager, requireReader } from './rights.ts'

/** The ranks of a roster, the highest first; for members of the server. */
export async function listRanks(context: Context, named: string | undefined): Promise<RankJson[]> {
  const guildId = guildOf(context, named)
  await requireReader(context, guildId)
  return store.loadRanks(context.database, guildId)
}

/** The roles of the server that may stand for a rank, the highest first; for managers. */
export async function listGuildRoles(
  context: Context,
  named: string | undefined,
): Promise<GuildRole[]> {
  const guildId = guildOf(context, named)
  await requireManager(context, guildId)
  return context.members.roles(guildId).map(({ id, name, color }) => ({
    id,
    name,
    color: color === 0 ? null : `#${color.toString(16).padStart(6, '0')}`,
  }))
}

/** A rank gets another name, and with it everybody who has it. */
async function rename(unit: Unit, guildId: string, from: string, to: string): Promise<void> {
  const ranks = await store.loadRanks(unit, guildId)
  if (!ranks.some(({ role }) => role === from)) throw coreError('not_found')
  if (ranks.some(({ role }) => role === to)) throw refuse('role_exists')
  await store.deleteRank(unit, guildId, from)
  await store.renameRole(unit, guildId, { from, to })
}

/** Stores a rank; for managers. Throws `role_exists` when it is to get the name of another one. */
export async function saveRank(context: Context, body: RankBody): Promise<RankJson> {
  const { discord_guild_id: named, renames, ...rank } = body
  const guildId = guildOf(context, named)
  await requireManager(context, guildId)
  return context.write(async (unit) => {
    const before = await store.loadRanks(unit, guildId)
    const old = before.find(({ role }) => role === (renames ?? rank.role))
    if (renames !== undefined && renames !== rank.role) {
      await rename(unit, guildId, renames, rank.role)
    }
    await store.saveRank(unit, guildId, rank)
    await rosterChanged(unit, guildId)
    // Discord lets a whole server be read once in 30 seconds: only for another role.
    if (rank.discord_role_id === (old?.discord_role_id ?? null)) return rank
    await unit.job({
      kind: 'staff.roles',
      payload: { guild_id: guildId },
      key: `staff:roles:${guildId}`,
      guild_id: guildId,
    })
    return rank
  })
}

/** Removes a rank that nobody has; for managers. */
export async function removeRank(
  context: Context,
  role: string,
  named: string | undefined,
): Promise<void> {
  const guildId = guildOf(context, named)
  await requireManager(context, guildId)
  await context.write(async (unit) => {
    const members = await store.loadMembers(unit, guildId)
    if (members.some((member) => member.is_active && member.role === role)) {
      throw refuse('role_in_use')
    }
    if (!(await store.deleteRank(unit, guildId, role))) throw coreError('not_found')
    await rosterChanged(unit, guildId)
  })
}
