import type { Transaction } from '#core/db/database.ts'
import type { RoleMappingJson } from '../contract/guild.ts'
import type { Reader } from './events.ts'

/** A role of Discord and what it stands for. */
export type RoleMappingRecord = {
  id: string
  guild_id: string
  discord_role_id: string
  role_type: RoleMappingJson['role_type']
  entity_id: string | null
  auto_assign: boolean
  auto_remove: boolean
  temporary: boolean
  created_by_muster: boolean
  /** What we called it last; null where its name is a person's. */
  given_name: string | null
  created_at: number
}

/** A role that somebody has because of an event. */
export type GrantRecord = {
  id: string
  guild_id: string
  user_id: string
  discord_role_id: string
  event_id: string
  created_at: number
}

const flags = ['auto_assign', 'auto_remove', 'temporary', 'created_by_muster'] as const
type Flag = (typeof flags)[number]
type MappingRow = Omit<RoleMappingRecord, Flag> & Record<Flag, number>
type MappingTables = { discord_role_mappings: MappingRow; event_role_grants: GrantRecord }

function tables(from: Reader) {
  return from.db.$extendTables<MappingTables>()
}

function mappingOf(row: MappingRow): RoleMappingRecord {
  return {
    ...row,
    auto_assign: row.auto_assign === 1,
    auto_remove: row.auto_remove === 1,
    temporary: row.temporary === 1,
    created_by_muster: row.created_by_muster === 1,
  }
}

/** What the roles of a server stand for. */
export async function loadMappings(from: Reader, guildId: string): Promise<RoleMappingRecord[]> {
  const rows = await tables(from)
    .selectFrom('discord_role_mappings')
    .selectAll()
    .where('guild_id', '=', guildId)
    .orderBy('created_at')
    .execute()
  return rows.map(mappingOf)
}

/** The roles that stand for administrators, or members, of an organisation in these servers. */
export async function orgRoles(
  from: Reader,
  guilds: readonly { guild_id: string }[],
): Promise<Pick<RoleMappingRecord, 'guild_id' | 'discord_role_id' | 'role_type'>[]> {
  if (guilds.length === 0) return []
  const ids = guilds.map(({ guild_id }) => guild_id)
  return tables(from)
    .selectFrom('discord_role_mappings')
    .select(['guild_id', 'discord_role_id', 'role_type'])
    .where('role_type', 'in', ['org_admin', 'org_member'])
    .where('guild_id', 'in', ids)
    .execute()
}

/** Stores a mapping, new or not. */
export async function saveMapping(tx: Transaction, mapping: RoleMappingRecord): Promise<void> {
  const row: MappingRow = {
    ...mapping,
    auto_assign: Number(mapping.auto_assign),
    auto_remove: Number(mapping.auto_remove),
    temporary: Number(mapping.temporary),
    created_by_muster: Number(mapping.created_by_muster),
  }
  const { id: _, created_at: __, ...changes } = row
  await tables(tx)
    .insertInto('discord_role_mappings')
    .values(row)
    .onConflict((conflict) => conflict.column('id').doUpdateSet(changes))
    .execute()
}

/** Forgets a mapping. */
export async function deleteMapping(tx: Transaction, id: string): Promise<void> {
  await tables(tx).deleteFrom('discord_role_mappings').where('id', '=', id).execute()
}

/** Roles that somebody has in a server because of events. */
export async function grantsOf(
  from: Reader,
  guildId: string,
  userId: string,
): Promise<GrantRecord[]> {
  return tables(from)
    .selectFrom('event_role_grants')
    .selectAll()
    .where('guild_id', '=', guildId)
    .where('user_id', '=', userId)
    .execute()
}

/** People who have a role because of an event. */
export async function grantedBy(from: Reader, eventId: string): Promise<GrantRecord[]> {
  return tables(from)
    .selectFrom('event_role_grants')
    .selectAll()
    .where('event_id', '=', eventId)
    .execute()
}

/** Replaces what somebody has in a server because of events. */
export async function saveGrants(
  tx: Transaction,
  place: { guild_id: string; user_id: string },
  grants: readonly GrantRecord[],
): Promise<void> {
  await tables(tx)
    .deleteFrom('event_role_grants')
    .where('guild_id', '=', place.guild_id)
    .where('user_id', '=', place.user_id)
    .execute()
  if (grants.length > 0)
    await tables(tx)
      .insertInto('event_role_grants')
      .values([...grants])
      .execute()
}

/** Forgets that anybody has a role: it does not exist any more. */
export async function dropRole(tx: Transaction, guildId: string, roleId: string): Promise<void> {
  await tables(tx)
    .deleteFrom('event_role_grants')
    .where('guild_id', '=', guildId)
    .where('discord_role_id', '=', roleId)
    .execute()
  await tables(tx)
    .updateTable('discord_role_mappings')
    .set({ auto_assign: 0 })
    .where('guild_id', '=', guildId)
    .where('discord_role_id', '=', roleId)
    .execute()
}
