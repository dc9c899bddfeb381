import type { Emoji } from '../../wire/message.ts'

/** An emoji as text; custom ones by name, because their pictures live elsewhere. */
export function emojiText(emoji: Emoji | null | undefined): string | undefined {
  if (!emoji) return undefined
  return emoji.id ? `:${emoji.name ?? ''}:` : (emoji.name ?? undefined)
}
