import type { Locale } from '#core/i18n/locale.ts'
import { toInstant } from '#core/contract.ts'
import {
  cut,
  escapeMarkdown,
  noMentions,
  row,
  selectLimit,
  wire,
  type MessageBody,
} from '#discord/message.ts'
import type { RoleMenuJson } from '../contract/guild.ts'
import type { MenuRecord } from '../store/menus.ts'
import type { ViewSettings } from './json.ts'
import { button, emojiOf, select } from './parts.ts'
import { t } from './texts.ts'

type Role = { id: string; name: string; assignable?: boolean }

/** Why a role cannot be given; null when it can. */
function reasonOf(role: Role | undefined): 'role_deleted' | 'role_too_high' | null {
  if (!role) return 'role_deleted'
  return role.assignable === false ? 'role_too_high' : null
}

/** A menu as REST shows it. */
export function menuJson(
  menu: MenuRecord,
  roles: readonly Role[],
  settings: Pick<ViewSettings, 'discordWebUrl'>,
): RoleMenuJson {
  const { fields, discord_message_id: message, guild_id, channel_id } = menu
  const known = new Map(roles.map((role) => [role.id, role]))
  return {
    id: menu.id,
    guild_id,
    channel_id,
    discord_message_id: message,
    title: fields.title,
    description: fields.description,
    style: fields.style,
    mode: fields.mode,
    required_role_id: fields.required_role_id,
    expires_at: toInstant(fields.expires_at),
    options: fields.options.map((option) => {
      const role = known.get(option.discord_role_id)
      return { ...option, role_name: role?.name ?? '', reason: reasonOf(role) }
    }),
    active: menu.active,
    jump_url:
      message === null
        ? null
        : `${settings.discordWebUrl}/channels/${guild_id}/${channel_id}/${message}`,
    version: menu.version,
    created_at: toInstant(menu.created_at),
    updated_at: toInstant(menu.updated_at),
  }
}

/** Roles that an editor offers, with why some cannot be given. */
export function editorRoles(roles: readonly Role[]) {
  return roles.map((role) => ({ id: role.id, name: role.name, reason: reasonOf(role) }))
}

/** The message on which people choose; five selects, or twenty-five buttons, hold its options. */
export function menuMessage(menu: MenuRecord, roles: readonly Role[], locale: Locale): MessageBody {
  const { title, description, style, mode, options } = menu.fields
  const known = new Map(roles.map((role) => [role.id, role]))
  const reasonFor = (id: string) => reasonOf(known.get(id))
  const open = options.filter((one) => reasonFor(one.discord_role_id) === null)
  const notes = options.flatMap(({ label, discord_role_id }) => {
    const reason = reasonFor(discord_role_id)
    return reason === null ? [] : [t(locale, `menu.${reason}`, { label: escapeMarkdown(label) })]
  })
  const pages = Array.from({ length: Math.ceil(open.length / selectLimit) }, (_, page) =>
    open.slice(page * selectLimit, (page + 1) * selectLimit),
  ).slice(0, 5)
  const selects = pages.map((page, index) =>
    row([
      select('menu', `${menu.id}${index === 0 ? '' : `:${index}`}`, {
        placeholder: t(locale, 'menu.choose'),
        min: mode === 'exclusive' ? 1 : 0,
        max: mode === 'multi' ? page.length : 1,
        choices: page.map((one) => {
          const emoji = emojiOf(one.emoji)
          return {
            label: one.label,
            value: one.discord_role_id,
            ...(one.description !== '' && { description: one.description }),
            ...(emoji && { emoji }),
          }
        }),
      }),
    ]),
  )
  const presses = options.slice(0, 25).map((one) =>
    button('toggle', `${menu.id}:${options.indexOf(one)}`, {
      label: one.label,
      style: wire.secondary,
      disabled: !open.includes(one),
      emoji: emojiOf(one.emoji),
    }),
  )
  const rows = Array.from({ length: Math.ceil(presses.length / 5) }, (_, index) =>
    row(presses.slice(index * 5, index * 5 + 5)),
  )
  const text = [description, ...notes].filter(Boolean).join('\n')
  return {
    embeds: [{ title, color: 0x4f46e5, ...(text !== '' && { description: cut(text, 2_000) }) }],
    components: style === 'select' ? selects : rows,
    allowed_mentions: noMentions,
  }
}
