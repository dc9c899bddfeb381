import type {
  APIActionRowComponent,
  APIComponentInMessageActionRow,
  APIStringSelectComponent,
} from 'discord-api-types/v10'
import { noMentions, type MessageBody } from '#discord/message.ts'

/** Numbers of the wire: component types, button and text input styles. */
export const wire = {
  actionRow: 1,
  button: 2,
  stringSelect: 3,
  textInput: 4,
  roleSelect: 6,
  label: 18,
  checkbox: 23,
  primary: 1,
  secondary: 2,
  success: 3,
  danger: 4,
  link: 5,
  short: 1,
} as const

/** What a select offers at most. */
export const selectLimit = 25

/** Text written by people, with Discord's markdown switched off. */
export function escapeMarkdown(text: string): string {
  return text.replaceAll(/[\\*_~`|<>[\]#@]/g, String.raw`\$&`)
}

/** As much of a text as fits, cut with an ellipsis and never through a surrogate pair. */
export function cut(text: string, limit: number): string {
  if (text.length <= limit) return text
  const end = /[\uD800-\uDBFF]/.test(text.charAt(limit - 2)) ? limit - 2 : limit - 1
  return `${text.slice(0, end)}…`
}

/** A moment that Discord shows in each reader's own zone: `F` in full, `R` as a distance. */
export function moment(at: number, style: 'F' | 'R'): string {
  return `<t:${Math.floor(at / 1_000)}:${style}>`
}

/** How a button looks. */
export type Look = { label: string; style: 1 | 2 | 3 | 4; disabled?: boolean }

/** A button. */
export function button(custom_id: string, look: Look) {
  const { label, style, disabled = false } = look
  return { type: wire.button, custom_id, label: cut(label, 80), style, disabled }
}

/** A button that leads to an address. */
export function linkButton(label: string, url: string) {
  return { type: wire.button, style: wire.link, label: cut(label, 80), url }
}

/** A row of buttons, or of one select. */
export function row(
  ...components: APIComponentInMessageActionRow[]
): APIActionRowComponent<APIComponentInMessageActionRow> {
  return { type: wire.actionRow, components }
}

/** One entry of a select. */
export type Choice = { label: string; value: string; description?: string }

/** A select of one of the given entries. */
export function select(
  custom_id: string,
  placeholder: string,
  choices: readonly Choice[],
): APIStringSelectComponent {
  const options = choices.slice(0, selectLimit).map(({ label, value, description }) => ({
    value,
    label: cut(label, 100),
    ...(description && { description: cut(description, 100) }),
  }))
  return { type: wire.stringSelect, custom_id, placeholder: cut(placeholder, 150), options }
}

/** A private text, with rows of components where there are any. */
export function note(content: string, ...rows: ReturnType<typeof row>[]): MessageBody {
  const text = cut(content, 2_000)
  return { content: text, embeds: [], components: rows, allowed_mentions: noMentions }
}
