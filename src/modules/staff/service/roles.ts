import type { Context, Unit } from '#core/context.ts'
import type { RankJson } from '../contract/rank.ts'
import * as store from '../store/members.ts'
import type { Member } from '../store/members.ts'
import { rankFor } from '../rules/ranks.ts'
import { announce, store as keep } from './change.ts'
import { applyDuty } from './duty.ts'
import { newMember } from './roster.ts'

/** A member of a server as Discord tells of it. */
export type GuildPerson = {
  user_id: string
  username: string
  /** Nickname, else the name people chose for themselves. */
  name: string
  bot: boolean
  roles: readonly string[]
}

/** One row after the roles of its person are known; null: nothing changes. */
function changed(member: Member, person: GuildPerson, rank: RankJson | null): Member | null {
  const follows = member.origin === 'role'
  const next: Member = {
    ...member,
    username: person.username,
    // A name that a manager gave stays.
    display_name: follows ? person.name : member.display_name,
    role: rank?.role ?? (follows ? null : member.role),
    is_active: follows ? rank !== null : member.is_active,
  }
  return JSON.stringify(next) === JSON.stringify(member) ? null : next
}

/** Whoever is off the roster is off duty. */
async function leaveDuty(context: Context, unit: Unit, member: Member): Promise<void> {
  if (!member.is_active && member.duty !== 'off') await applyDuty(context, unit, member, 'off')
}

async function take(
  context: Context,
  unit: Unit,
  guildId: string,
  known: { person: GuildPerson; member: Member | undefined; rank: RankJson | null },
): Promise<void> {
  const { person, member, rank } = known
  if (member) {
    const next = changed(member, person, rank)
    if (next) await leaveDuty(context, unit, await keep(context, unit, next, 'role_synced'))
    return
  }
  if (!rank || person.bot) return
  const fresh = newMember(guildId, person.name.slice(0, 100), {
    now: context.clock.now(),
    origin: 'role',
  })
  const row = {
    ...fresh,
    discord_id: person.user_id,
    username: person.username,
    role: rank.role,
  }
  await announce(unit, await store.insertMember(unit, row), 'role_synced')
}

/**
 * Brings the roster in line with the roles of some members: who has a role that stands for a rank is
 * on it, who lost it is taken off when only the role had brought him or her. Others are left alone.
 */
export async function membersSeen(
  context: Context,
  guildId: string,
  people: readonly GuildPerson[],
): Promise<void> {
  const ranks = await store.loadRanks(context.database, guildId)
  const mapped = ranks.filter(({ discord_role_id }) => discord_role_id !== null)
  const ids = people.map(({ user_id }) => user_id)
  const held = await store.loadByDiscordIds(context.database, guildId, ids)
  const byId = new Map(held.map((member) => [member.discord_id, member]))
  const concerned = people.filter(
    ({ user_id, roles }) => byId.has(user_id) || rankFor(mapped, roles) !== null,
  )
  if (concerned.length === 0) return
  const isNews = concerned.some((person) => {
    const member = byId.get(person.user_id)
    return !member || changed(member, person, rankFor(mapped, person.roles)) !== null
  })
  if (!isNews) return
  await context.write(async (unit) => {
    const again = await store.loadByDiscordIds(
      unit,
      guildId,
      concerned.map(({ user_id }) => user_id),
    )
    const now = new Map(again.map((member) => [member.discord_id, member]))
    for (const person of concerned) {
      const member = now.get(person.user_id)
      await take(context, unit, guildId, { person, member, rank: rankFor(mapped, person.roles) })
    }
  })
}

/** Somebody left the server: rows that followed a role go with them, others say `not_in_guild`. */
export async function memberLeft(context: Context, guildId: string, userId: string): Promise<void> {
  const held = await store.loadHolder(context.database, guildId, userId)
  if (held?.origin !== 'role' || !held.is_active) return
  await context.write(async (unit) => {
    const member = await store.lockMember(unit, held.id)
    if (!member?.is_active) return
    const gone = await keep(context, unit, { ...member, is_active: false }, 'role_synced')
    await leaveDuty(context, unit, gone)
  })
}

/** Asks for all members of the servers in which a role stands for a rank. */
export async function lookAtRoles(context: Context, guildId: string): Promise<boolean> {
  const guilds = await store.loadRoleGuilds(context.database)
  if (!guilds.includes(guildId)) return true
  return context.presences.requestMembers(guildId)
}
