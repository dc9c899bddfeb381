import type {
  APIEmbed,
  APIMessageTopLevelComponent,
  APIModalInteractionResponseCallbackData,
} from 'discord-api-types/v10'
import type { Locale } from '#core/i18n/locale.ts'
import { noMentions, type MessageBody } from '#discord/message.ts'
import type { RecruitmentState } from '../contract.ts'
import { isLive } from '../rules/party.ts'
import type { PartyView } from '../store/parties.ts'
import { webUrl, type ViewSettings } from './json.ts'
import { t } from './texts.ts'

/** Numbers of the wire: component types, button and text input styles. */
const wire = {
  actionRow: 1,
  button: 2,
  textInput: 4,
  label: 18,
  primary: 1,
  secondary: 2,
  success: 3,
  danger: 4,
  link: 5,
  short: 1,
  paragraph: 2,
} as const

const colours: Record<RecruitmentState, number> = {
  open: 0x3ba55d,
  full: 0x4f46e5,
  started: 0x4f46e5,
  closed: 0x80848e,
  expired: 0x80848e,
  cancelled: 0x80848e,
}

/** An embed field's value holds 1,024 UTF-16 units. */
const fieldLimit = 1024

/** Text written by people, with Discord's markdown switched off. */
export function escapeMarkdown(text: string): string {
  return text.replaceAll(/[\\*_~`|<>[\]]/g, String.raw`\$&`)
}

/** As much of a text as fits, cut with an ellipsis and never through a surrogate pair. */
function cut(text: string, limit: number): string {
  if (text.length <= limit) return text
  const end = /[\uD800-\uDBFF]/.test(text.charAt(limit - 2)) ? limit - 2 : limit - 1
  return `${text.slice(0, end)}…`
}

/** As many lines as fit into an embed field; the rest is counted. */
function fitLines(lines: string[], locale: Locale): string {
  const shown: string[] = []
  let length = 0
  for (const [index, line] of lines.entries()) {
    const rest = t(locale, 'message.more', { count: lines.length - index })
    const isLast = index === lines.length - 1
    if (length + line.length + (isLast ? 0 : rest.length + 1) > fieldLimit) {
      return [...shown, rest].join('\n')
    }
    shown.push(line)
    length += line.length + 1
  }
  return shown.join('\n')
}

function slotBar(current: number, max: number): string {
  const width = Math.min(max, 20)
  const filled = Math.round((Math.min(current, max) / max) * width)
  return '▰'.repeat(filled) + '▱'.repeat(width - filled)
}

function embed(view: PartyView, settings: ViewSettings): APIEmbed {
  const { party, seats, owner } = view
  const { locale } = party
  const confirmed = seats.filter((seat) => seat.status === 'confirmed')
  const waiting = seats.filter((seat) => seat.status !== 'confirmed')
  const people = confirmed.map((seat) => `<@${seat.user_id}>`)
  const bar = slotBar(confirmed.length, party.max_slots)
  const none = t(locale, 'message.nobody')
  const fields = [
    {
      name: t(locale, 'message.members', { current: confirmed.length, max: party.max_slots }),
      value: fitLines([bar, ...(people.length > 0 ? people : [none])], locale),
    },
  ]
  if (waiting.length > 0) {
    fields.push({
      name: t(locale, 'message.waitlist', { count: waiting.length }),
      value: fitLines(
        waiting.map((seat, index) => `${index + 1}. <@${seat.user_id}>`),
        locale,
      ),
    })
  }
  if (party.game) {
    fields.push({ name: t(locale, 'message.game'), value: escapeMarkdown(party.game) })
  }
  return {
    author: { name: t(locale, `state.${party.state}`) },
    title: cut(escapeMarkdown(party.title), 256),
    ...(party.description && { description: cut(escapeMarkdown(party.description), 2500) }),
    url: webUrl(party.id, settings),
    color: colours[party.state],
    fields,
    footer: { text: t(locale, 'message.by', { id: party.id, name: owner.display_name }) },
    timestamp: new Date(party.created_at).toISOString(),
  }
}

function button(
  verb: string,
  id: number,
  look: { label: string; style: 1 | 2 | 3 | 4; disabled?: boolean },
) {
  return {
    type: wire.button,
    custom_id: `rc:1:${verb}:${id}`,
    label: look.label,
    style: look.style,
    disabled: look.disabled ?? false,
  }
}

/** The public message of a party, in the guild's language. */
export function partyMessage(view: PartyView, settings: ViewSettings): MessageBody {
  const { party } = view
  const { id, locale } = party
  const live = isLive(party.state)
  const full = party.current_slots >= party.max_slots
  const queues = full && party.waitlist_enabled
  const components: APIMessageTopLevelComponent[] = [
    {
      type: wire.actionRow,
      components: [
        button('join', id, {
          label: t(locale, queues ? 'button.wait' : 'button.join'),
          style: queues ? wire.secondary : wire.success,
          disabled: !live || (full && !queues),
        }),
        button('leave', id, {
          label: t(locale, 'button.leave'),
          style: wire.secondary,
          disabled: !live,
        }),
        button('manage', id, { label: t(locale, 'button.manage'), style: wire.secondary }),
        {
          type: wire.button,
          style: wire.link,
          label: t(locale, 'button.web'),
          url: webUrl(id, settings),
        },
      ],
    },
  ]
  return { embeds: [embed(view, settings)], components, allowed_mentions: noMentions }
}

/** The private panel of those who may manage a party, in their own language. */
export function managePanel(view: PartyView, settings: ViewSettings): MessageBody {
  const { party } = view
  const { locale } = settings
  const live = isLive(party.state)
  const { secondary, success, danger } = wire
  const row = [
    button('edit', party.id, { label: t(locale, 'button.edit'), style: secondary }),
    button('plus', party.id, {
      label: t(locale, 'button.plus'),
      style: secondary,
      disabled: party.max_slots >= 99,
    }),
    button('minus', party.id, {
      label: t(locale, 'button.minus'),
      style: secondary,
      disabled: party.max_slots <= Math.max(1, party.current_slots),
    }),
    live
      ? button('close', party.id, { label: t(locale, 'button.close'), style: danger })
      : button('reopen', party.id, { label: t(locale, 'button.reopen'), style: success }),
    button('delete', party.id, { label: t(locale, 'button.delete'), style: danger }),
  ]
  const { current_slots: current, max_slots: max } = party
  return {
    embeds: [
      {
        title: cut(t(locale, 'manage.title', { title: escapeMarkdown(party.title) }), 256),
        description: t(locale, 'manage.hint'),
        color: colours[party.state],
        fields: [
          {
            name: t(locale, 'message.members', { current, max }),
            value: t(locale, `state.${party.state}`),
          },
        ],
      },
    ],
    components: [{ type: wire.actionRow, components: row }],
    allowed_mentions: noMentions,
  }
}

/** The private panel's last words. */
export function deletedNotice(locale: Locale): MessageBody {
  const content = t(locale, 'manage.deleted')
  return { content, embeds: [], components: [], allowed_mentions: noMentions }
}

/** What a form starts with. */
export type PartyFormValues = {
  title: string
  max_slots: number
  description: string
  game: string | null
}

/** The form for a new party (`id` null) or for changing one. */
export function partyForm(
  locale: Locale,
  id: number | null,
  values: PartyFormValues | null,
): APIModalInteractionResponseCallbackData {
  const field = (
    name: 'title' | 'slots' | 'description' | 'game',
    input: { style: 1 | 2; max_length: number; required: boolean; value: string; hint?: string },
  ) => {
    const { hint, value, ...rest } = input
    const component = {
      type: wire.textInput,
      custom_id: name,
      ...rest,
      ...(value && { value }),
      ...(hint && { placeholder: hint }),
    }
    return { type: wire.label, label: t(locale, `field.${name}`), component }
  }
  const { short, paragraph } = wire
  const slots = values ? String(values.max_slots) : '4'
  return {
    custom_id: id === null ? 'rc:1:create:new' : `rc:1:change:${id}`,
    title: t(locale, id === null ? 'modal.create' : 'modal.edit'),
    components: [
      field('title', {
        style: short,
        max_length: 100,
        required: true,
        value: values?.title ?? '',
        hint: t(locale, 'field.title.hint'),
      }),
      field('slots', {
        style: short,
        max_length: 2,
        required: true,
        value: slots,
        hint: t(locale, 'field.slots.hint'),
      }),
      field('description', {
        style: paragraph,
        max_length: 2000,
        required: false,
        value: values?.description ?? '',
      }),
      field('game', { style: short, max_length: 100, required: false, value: values?.game ?? '' }),
    ],
  }
}
