import type { APIMessageComponentEmoji } from 'discord-api-types/v10'
import { cut, fieldLimit, selectLimit, wire } from '#discord/message.ts'
import type { Locale } from '#core/i18n/locale.ts'
import { t } from './texts.ts'

/** Lines within so many UTF-16 units; the last one says how many are left out. */
export function fitLines(lines: readonly string[], locale: Locale, limit = fieldLimit): string {
  const whole = lines.join('\n')
  if (whole.length <= limit) return whole
  const more = (count: number) => t(locale, 'message.more', { count })
  let left = limit - more(lines.length).length
  const end = lines.findIndex((line) => (left -= line.length + 1) < 0)
  return [...lines.slice(0, end), more(lines.length - end)].join('\n')
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
