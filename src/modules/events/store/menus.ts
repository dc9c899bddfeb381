import type { Transaction } from '#core/db/database.ts'
import type { RoleMenuJson } from '../contract/guild.ts'
import type { Reader } from './events.ts'

/** A message on which people choose roles. Times are epoch milliseconds. */
export type MenuRecord = {
  id: string
  guild_id: string
  channel_id: string
  discord_message_id: string | null
  fields: {
    title: string
    description: string
    style: RoleMenuJson['style']
    mode: RoleMenuJson['mode']
    required_role_id: string | null
    expires_at: number | null
    options: { discord_role_id: string; label: string; emoji: string | null; description: string }[]
  }
  active: boolean
  version: number
  created_at: number
  updated_at: number
}

type MenuRow = Omit<MenuRecord, 'fields' | 'active'> & { fields: string; active: number }
type MenuTables = { event_role_menus: MenuRow }

function tables(from: Reader) {
  return from.db.$extendTables<MenuTables>()
}

function menuOf(row: MenuRow): MenuRecord {
  return {
    ...row,
    fields: JSON.parse(row.fields) as MenuRecord['fields'],
    active: row.active === 1,
  }
}

/** One menu; null when there is none. */
export async function loadMenu(from: Reader, id: string): Promise<MenuRecord | null> {
  const row = await tables(from)
    .selectFrom('event_role_menus')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst()
  return row ? menuOf(row) : null
}

/** The menus of a server. */
export async function listMenus(from: Reader, guildId: string): Promise<MenuRecord[]> {
  const rows = await tables(from)
    .selectFrom('event_role_menus')
    .selectAll()
    .where('guild_id', '=', guildId)
    .orderBy('created_at')
    .execute()
  return rows.map(menuOf)
}

/** Ids of the menus that people use. */
export async function activeMenuIds(from: Reader): Promise<string[]> {
  const rows = await tables(from)
    .selectFrom('event_role_menus')
    .select('id')
    .where('active', '=', 1)
    .execute()
  return rows.map(({ id }) => id)
}

/** Stores a menu, new or not. */
export async function saveMenu(tx: Transaction, menu: MenuRecord): Promise<void> {
  const row = { ...menu, fields: JSON.stringify(menu.fields), active: Number(menu.active) }
  const { id: _, created_at: __, ...changes } = row
  await tables(tx)
    .insertInto('event_role_menus')
    .values(row)
    .onConflict((conflict) => conflict.column('id').doUpdateSet(changes))
    .execute()
}
