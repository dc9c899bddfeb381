import type { RankJson } from '../contract/rank.ts'
import type { DutyState, Privacy } from '../contract/row.ts'
import { tables, type Reader, type StaffTables } from './tables.ts'

/** Somebody on a roster. Times are epoch milliseconds. */
export type Member = {
  id: number
  guild_id: string
  discord_id: string | null
  /** The signed-in account (`users.id`) that has confirmed the row. */
  account_id: number | null
  display_name: string
  username: string | null
  role: string | null
  department: string | null
  timezone: string | null
  is_active: boolean
  /** A leave of absence: since when, until when (null: open), and why. */
  loa_since: number | null
  loa_until: number | null
  loa_reason: string | null
  duty: DutyState
  duty_since: number | null
  privacy: Privacy
  /** Agrees that a site shows name, rank and status. */
  shares: boolean
  /** Who put the row here; those that follow a Discord role come and go with it. */
  origin: 'manual' | 'import' | 'role'
  app_seen_at: number | null
  version: number
  created_at: number
  updated_at: number
}

/** A row to be stored for the first time. */
export type NewMember = Omit<Member, 'id'>

type Row = Omit<StaffTables['staff_members'], 'id'> & { id: number }

function read(row: Row): Member {
  return {
    ...row,
    is_active: row.is_active === 1,
    shares: row.shares === 1,
    duty: row.duty as DutyState,
    privacy: row.privacy as Privacy,
    origin: row.origin as Member['origin'],
  }
}

function written(member: NewMember) {
  return { ...member, is_active: member.is_active ? 1 : 0, shares: member.shares ? 1 : 0 }
}

const select = (reader: Reader) => tables(reader).selectFrom('staff_members').selectAll()

/** Everybody of a guild, those who left the roster too. */
export async function loadMembers(reader: Reader, guildId: string): Promise<Member[]> {
  const rows = await select(reader).where('guild_id', '=', guildId).orderBy('id').execute()
  return rows.map(read)
}

/** Those with these Discord ids. */
export async function loadByDiscordIds(
  reader: Reader,
  guildId: string,
  ids: readonly string[],
): Promise<Member[]> {
  if (ids.length === 0) return []
  const rows = await select(reader)
    .where('guild_id', '=', guildId)
    .where('discord_id', 'in', ids)
    .execute()
  return rows.map(read)
}

/** One row; null when there is none. */
export async function loadMember(reader: Reader, id: number): Promise<Member | null> {
  const row = await select(reader).where('id', '=', id).executeTakeFirst()
  return row ? read(row) : null
}

/** One row for changing it: nobody else changes it until the unit of work ends. */
export async function lockMember(reader: Reader, id: number): Promise<Member | null> {
  const query = select(reader).where('id', '=', id)
  const row = await (reader.dialect === 'postgres' ? query.forUpdate() : query).executeTakeFirst()
  return row ? read(row) : null
}

/** The row with a Discord id. */
export async function loadHolder(
  reader: Reader,
  guildId: string,
  discordId: string,
): Promise<Member | null> {
  const [member] = await loadByDiscordIds(reader, guildId, [discordId])
  return member ?? null
}

/** The row that an account has confirmed in a guild. */
export async function loadOfAccount(
  reader: Reader,
  guildId: string,
  accountId: number,
): Promise<Member | null> {
  const row = await select(reader)
    .where('guild_id', '=', guildId)
    .where('account_id', '=', accountId)
    .executeTakeFirst()
  return row ? read(row) : null
}

/** Stores a new row. */
export async function insertMember(reader: Reader, member: NewMember): Promise<Member> {
  const row = await tables(reader)
    .insertInto('staff_members')
    .values(written(member))
    .returningAll()
    .executeTakeFirstOrThrow()
  return read(row)
}

/** Stores a changed row. */
export async function updateMember(reader: Reader, member: Member): Promise<void> {
  const { id, ...rest } = member
  await tables(reader)
    .updateTable('staff_members')
    .set(written(rest))
    .where('id', '=', id)
    .execute()
}

/** Notes that somebody uses the program; no change that others are told of. */
export async function touchApp(reader: Reader, id: number, at: number): Promise<void> {
  await tables(reader)
    .updateTable('staff_members')
    .set({ app_seen_at: at })
    .where('id', '=', id)
    .execute()
}

/** Somebody in a guild. */
export type Person = { guild_id: string; discord_id: string }

/** Guilds and ids of some people: rows are found by both, and few are found beside those of the people. */
export function namedBy(people: readonly Person[]): { guildIds: string[]; ids: string[] } {
  return {
    guildIds: [...new Set(people.map(({ guild_id }) => guild_id))],
    ids: [...new Set(people.map(({ discord_id }) => discord_id))],
  }
}

/** Those who have a Discord id, are on the roster and do not hide: all of them, or among some. */
export async function loadFollowed(reader: Reader, among?: readonly Person[]): Promise<Person[]> {
  if (among?.length === 0) return []
  const all = tables(reader)
    .selectFrom('staff_members')
    .select(['guild_id', 'discord_id'])
    .where('discord_id', 'is not', null)
    .where('is_active', '=', 1)
    .where('privacy', '!=', 'all')
  const named = among && namedBy(among)
  const rows = await (
    named ? all.where('guild_id', 'in', named.guildIds).where('discord_id', 'in', named.ids) : all
  ).execute()
  return rows.flatMap(({ guild_id, discord_id }) => (discord_id ? [{ guild_id, discord_id }] : []))
}

/** Guilds with a roster. */
export async function loadGuildIds(reader: Reader): Promise<string[]> {
  const rows = await tables(reader)
    .selectFrom('staff_members')
    .select('guild_id')
    .distinct()
    .execute()
  return rows.map(({ guild_id }) => guild_id)
}

/** The ranks of a guild, the highest (lowest number) first. */
export async function loadRanks(reader: Reader, guildId: string): Promise<RankJson[]> {
  return tables(reader)
    .selectFrom('staff_ranks')
    .select(['role', 'priority', 'color', 'department', 'discord_role_id'])
    .where('guild_id', '=', guildId)
    .orderBy('priority')
    .orderBy('role')
    .execute()
}

/** Stores a rank, over an older one of the same name. */
export async function saveRank(reader: Reader, guildId: string, rank: RankJson): Promise<void> {
  const { role, ...rest } = rank
  await tables(reader)
    .insertInto('staff_ranks')
    .values({ guild_id: guildId, role, ...rest })
    .onConflict((conflict) => conflict.columns(['guild_id', 'role']).doUpdateSet(rest))
    .execute()
}

/** Everybody with a role has another one from now on. */
export async function renameRole(
  reader: Reader,
  guildId: string,
  { from, to }: { from: string; to: string },
): Promise<void> {
  await tables(reader)
    .updateTable('staff_members')
    .set((eb) => ({ role: to, version: eb('version', '+', 1) }))
    .where('guild_id', '=', guildId)
    .where('role', '=', from)
    .execute()
}

/** Removes a rank; false when there was none. */
export async function deleteRank(reader: Reader, guildId: string, role: string): Promise<boolean> {
  const result = await tables(reader)
    .deleteFrom('staff_ranks')
    .where('guild_id', '=', guildId)
    .where('role', '=', role)
    .executeTakeFirst()
  return result.numDeletedRows > 0n
}

/** Guilds in which a Discord role stands for a rank. */
export async function loadRoleGuilds(reader: Reader): Promise<string[]> {
  const rows = await tables(reader)
    .selectFrom('staff_ranks')
    .select('guild_id')
    .where('discord_role_id', 'is not', null)
    .distinct()
    .execute()
  return rows.map(({ guild_id }) => guild_id)
}
