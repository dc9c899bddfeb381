import type {
  APIActionRowComponent,
  APIComponentInMessageActionRow,
  APIMessageComponentEmoji,
} from 'discord-api-types/v10'
import type { Locale } from '#core/i18n/locale.ts'
import { t } from './texts.ts'

/** Numbers of the wire: component types and styles. */
export const wire = {
  actionRow: 1,
  button: 2,
  stringSelect: 3,
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

/** What a select offers at most. */
export const selectLimit = 25

/** An embed field's value holds 1,024 UTF-16 units. */
export const fieldLimit = 1024

/** Text written by people, with Discord's markdown switched off. */
export function escapeMarkdown(text: string): string {
  return text.replaceAll(/[\\*_~`|<>[\]]/g, String.raw`\$&`)
}

/** As much of a text as fits, cut with an ellipsis and never through a surrogate pair. */
export function cut(text: string, limit: number): string {
  if (text.length <= limit) return text
  const end = /[\uD800-\uDBFF]/.test(text.charAt(limit - 2)) ? limit - 2 : limit - 1
  return `${text.slice(0, end)}…`
}

/** Lines within so many UTF-16 units; the last one says how many are left out. */
export function fitLines(lines: readonly string[], locale: Locale, limit = fieldLimit): string {
  const whole = lines.join('\n')
  if (whole.length <= limit) return whole
  const more = (count: number) => t(locale, 'message.more', { count })
  let left = limit - more(lines.length).length
  const end = lines.findIndex((line) => (left -= line.length + 1) < 0)
  return [...lines.slice(0, end), more(lines.length - end)].join('\n')
}

/** A moment that Discord shows in each reader's own zone: `F` in full, `R` as a distance, `t` the time. */
export function moment(at: number, style: 'F' | 'R' | 't'): string {
  return `<t:${Math.floor(at / 1_000)}:${style}>`
}

/** Somebody's name, shown by Discord. */
export function mention(userId: string): string {
  return `<@${userId}>`
}

/** How a button looks. */
export type Look = {
  label: string
  style: 1 | 2 | 3 | 4
  disabled?: boolean
  emoji?: APIMessageComponentEmoji | null
}

/** A button that does something; `id` is an event's, or what the verb expects. */
export function button(verb: string, id: string, { label, style, disabled, emoji }: Look) {
  return {
    type: wire.button,
    custom_id: `ev:1:${verb}:${id}`,
    label: cut(label, 80),
    style,
    disabled: disabled ?? false,
    ...(emoji && { emoji }),
  }
}

/** A button that leads to an address. */
export function linkButton(label: string, url: string) {
  return { type: wire.button, style: wire.link, label, url }
}

/** A row of buttons, or of one select. */
export function row(
  components: APIComponentInMessageActionRow[],
): APIActionRowComponent<APIComponentInMessageActionRow> {
  return { type: wire.actionRow, components }
}

/** One entry of a select. */
export type Choice = {
  label: string
  value: string
  description?: string
  emoji?: APIMessageComponentEmoji
  default?: boolean
}

/** A select of some of the given entries. */
export function select(
  verb: string,
  id: string,
  look: { placeholder: string; choices: readonly Choice[]; max?: number; min?: number },
) {
  const options = look.choices.slice(0, selectLimit).map(({ label, description, ...rest }) => ({
    ...rest,
    label: cut(label, 100),
    ...(description && { description: cut(description, 100) }),
  }))
  return {
    type: wire.stringSelect,
    custom_id: `ev:1:${verb}:${id}`,
    placeholder: cut(look.placeholder, 150),
    options,
    ...(look.min !== undefined && { min_values: look.min }),
    ...(look.max !== undefined && { max_values: Math.min(look.max, options.length) }),
  }
}

const customEmoji = /^<(a?):(\w{2,32}):(\d{17,20})>$/
const unicodeEmoji =
  /^(?:\p{RI}{2}|[0-9#*]\uFE0F?\u20E3|\p{Emoji_Presentation}|\p{Extended_Pictographic}\uFE0F?)(?:\p{EMod}|\u200D\p{Extended_Pictographic}\uFE0F?|\uFE0F)*$/u

/** An emoji that Discord accepts, custom or of Unicode; null for any other text. */
export function emojiOf(text: string | null): APIMessageComponentEmoji | null {
  const [, animated, name, id] = customEmoji.exec(text ?? '') ?? []
  if (name !== undefined && id !== undefined) {
    return { name, id, ...(animated === 'a' && { animated: true }) }
  }
  return text !== null && text.length <= 32 && unicodeEmoji.test(text) ? { name: text } : null
}
