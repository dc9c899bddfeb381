import type { APIMessageComponentEmoji } from 'discord-api-types/v10'
import { cut, fieldLimit, selectLimit, wire } from '#discord/message.ts'
import type { Locale } from '#core/i18n/locale.ts'
import type { RecruitmentState } from '../contract/party.ts'
import { t } from './texts.ts'

/** The colour of a card, by state. */
export const colours: Record<RecruitmentState, number> = {
  open: 0x3ba55d,
  full: 0x4f46e5,
  started: 0x4f46e5,
  closed: 0x80848e,
  expired: 0x80848e,
  cancelled: 0x80848e,
}

/**
 * Lines within `limit` UTF-16 units; where they do not fit, or `unseen` more exist, the last one says
 * how many are left out.
 */
export function fitLines(
  lines: readonly string[],
  locale: Locale,
  limit = fieldLimit,
  unseen = 0,
): string {
  const more = (shown: number) =>
    t(locale, 'message.more', { count: lines.length + unseen - shown })
  const whole = lines.join('\n')
  if (unseen === 0 && whole.length <= limit) return whole
  // No number of those left out is longer than that of all.
  let left = limit - more(0).length
  const end = lines.findIndex((line) => (left -= line.length + 1) < 0)
  const shown = end === -1 ? lines : lines.slice(0, end)
  return [...shown, more(shown.length)].join('\n')
}

/** How a button looks. */
export type Look = { label: string; style: 1 | 2 | 3 | 4; disabled?: boolean }

/** A button that does something with a party. */
export function button(verb: string, id: number | string, look: Look) {
  return {
    type: wire.button,
    custom_id: `rc:1:${verb}:${id}`,
    label: look.label,
    style: look.style,
    disabled: look.disabled ?? false,
  }
}

/** One entry of a select. */
export type Choice = {
  label: string
  value: string
  description?: string
  emoji?: APIMessageComponentEmoji
}

/** A select of one of the given entries. */
export function select(
  verb: string,
  id: number | string,
  look: { placeholder: string; choices: readonly Choice[] },
) {
  const options = look.choices.slice(0, selectLimit).map(({ label, description, ...rest }) => ({
    ...rest,
    label: cut(label, 100),
    ...(description && { description: cut(description, 100) }),
  }))
  return {
    type: wire.stringSelect,
    custom_id: `rc:1:${verb}:${id}`,
    placeholder: look.placeholder,
    options,
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
