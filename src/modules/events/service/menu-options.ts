import type { Context } from '#core/context.ts'
import { loadMenu } from '../store/menus.ts'

/** The role behind a button of a menu, by its place; null when there is none. */
export async function loadRoleOf(
  context: Context,
  menuId: string,
  index: number,
): Promise<string | null> {
  const menu = await loadMenu(context.database, menuId)
  return menu?.fields.options[index]?.discord_role_id ?? null
}
