/** What a choice of roles depends on. */
export type MenuChoice = {
  mode: 'single' | 'multi' | 'exclusive'
  /** The roles that the menu gives, in its order. */
  options: readonly string[]
  required_role_id: string | null
  /** Epoch milliseconds. */
  expires_at: number | null
}

/** Why a menu gives nothing now; null when it does. */
export function menuGate(
  menu: MenuChoice,
  held: readonly string[],
  now: number,
): 'menu_expired' | 'missing_role' | null {
  if (menu.expires_at !== null && now >= menu.expires_at) return 'menu_expired'
  const { required_role_id: required } = menu
  return required !== null && !held.includes(required) ? 'missing_role' : null
}

/** The menu's roles that somebody is to have after a choice in a select: those that were chosen. */
export function chosen(menu: MenuChoice, values: readonly string[]): string[] {
  const known = menu.options.filter((id) => values.includes(id))
  return menu.mode === 'multi' ? known : known.slice(0, 1)
}

/** The same after a press of one button: on or off; a menu of one choice takes the others back. */
export function toggled(
  menu: Pick<MenuChoice, 'mode' | 'options'>,
  held: readonly string[],
  role: string,
): string[] {
  if (!menu.options.includes(role)) return menu.options.filter((id) => held.includes(id))
  const own = menu.options.filter((id) => held.includes(id) && id !== role)
  if (held.includes(role)) return menu.mode === 'exclusive' ? [role] : own
  return menu.mode === 'multi' ? [...own, role] : [role]
}
