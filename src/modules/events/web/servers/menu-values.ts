import type { RoleMenuJson } from '../../contract/guild.ts'
import { instantOf, localValue, ownZone, parseDay, wallAt } from '../time/zone.ts'

/** A role that can be chosen, as it is being typed. */
export type OptionRow = {
  row: number
  role: string
  label: string
  emoji: string
  description: string
}
/** A role menu as its form holds it: texts as typed. */
export type Values = {
  channel: string
  title: string
  description: string
  style: RoleMenuJson['style']
  mode: RoleMenuJson['mode']
  required: string
  expires: string
  options: readonly OptionRow[]
}
/** What the form offers to choose from. */
export type Offered = {
  roles: readonly {
    id: string
    name: string
    reason: RoleMenuJson['options'][number]['reason']
  }[]
  channels: readonly { id: string; name: string }[]
}

/** How a menu is shown. */
export const styles = ['select', 'buttons'] as const
/** How many roles somebody may choose. */
export const modes = ['single', 'multi', 'exclusive'] as const

/** The values of a menu, or of a new one in a channel. */
export function valuesOf(menu: RoleMenuJson | null, channel: string): Values {
  if (!menu) {
    return {
      channel,
      title: '',
      description: '',
      style: 'select',
      mode: 'multi',
      required: '',
      expires: '',
      options: [],
    }
  }
  return {
    channel: menu.channel_id,
    title: menu.title,
    description: menu.description,
    style: menu.style,
    mode: menu.mode,
    required: menu.required_role_id ?? '',
    expires:
      menu.expires_at === null ? '' : localValue(wallAt(ownZone(), Date.parse(menu.expires_at))),
    options: menu.options.map((option, row) => ({
      row,
      role: option.discord_role_id,
      label: option.label,
      emoji: option.emoji ?? '',
      description: option.description,
    })),
  }
}

function expiryOf(local: string): string | null {
  const [date = '', time = '00:00'] = local.split('T')
  const day = parseDay(date)
  if (!day) return null
  const [hour = 0, minute = 0] = time.split(':').map(Number)
  return new Date(instantOf(ownZone(), { ...day, hour, minute })).toISOString()
}

/** The body of a creation or change. */
export function bodyOf(values: Values, offered: Offered): Record<string, unknown> {
  return {
    channel_id: values.channel,
    title: values.title,
    description: values.description,
    style: values.style,
    mode: values.mode,
    required_role_id: values.required || null,
    expires_at: expiryOf(values.expires),
    options: values.options.map(({ role, label, emoji, description }) => ({
      discord_role_id: role,
      label: label.trim() || offered.roles.find(({ id }) => id === role)?.name,
      emoji: emoji.trim() || null,
      description,
    })),
  }
}
