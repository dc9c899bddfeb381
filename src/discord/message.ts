import type {
  APIActionRowComponent,
  APIAllowedMentions,
  APIComponentInMessageActionRow,
  APIEmbed,
  APIMessageTopLevelComponent,
} from 'discord-api-types/v10'

/** A message as we send it. Mentions are always explicit; `noMentions` is the usual choice. */
export type MessageBody = {
  content?: string
  embeds?: APIEmbed[]
  components?: APIMessageTopLevelComponent[]
  allowed_mentions: APIAllowedMentions
  /** Message flags beside those that the way of sending decides. */
  flags?: number
  /** Files that go along; embeds show one as `attachment://name`. */
  files?: readonly MessageFile[]
}

/** A file of a message. */
export type MessageFile = { name: string; data: Buffer; contentType: string }

/** Nobody is pinged by this message, whatever it contains. */
export const noMentions: APIAllowedMentions = { parse: [] }

/** Numbers of the wire: component types, button and text input styles. */
export const wire = {
  actionRow: 1,
  button: 2,
  stringSelect: 3,
  textInput: 4,
  userSelect: 5,
  roleSelect: 6,
  label: 18,
  checkbox: 23,
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
  // Only where they mean something: within an address `\#` and `\@` would lead elsewhere.
  return text.replaceAll(/[\\*_~`|<>[\]]|(?<=^[ -]*)#|@(?=everyone|here)/gm, String.raw`\$&`)
}

/** As much of a text as fits, cut with an ellipsis and never through a surrogate pair. */
export function cut(text: string, limit: number): string {
  if (text.length <= limit) return text
  const end = /[\uD800-\uDBFF]/.test(text.charAt(limit - 2)) ? limit - 2 : limit - 1
  return `${text.slice(0, end)}…`
}

/** A moment that Discord shows in each reader's own zone: `F` in full, `R` as a distance, `t` the time. */
export function moment(at: number, style: 'F' | 'R' | 't'): string {
  return `<t:${Math.floor(at / 1_000)}:${style}>`
}

/** Somebody's name, shown by Discord. */
export function mention(userId: string): string {
  return `<@${userId}>`
}

/** A button that leads to an address. */
export function linkButton(label: string, url: string) {
  return { type: wire.button, style: wire.link, label: cut(label, 80), url }
}

/** A row of buttons, or of one select. */
export function row(
  components: APIComponentInMessageActionRow[],
): APIActionRowComponent<APIComponentInMessageActionRow> {
  return { type: wire.actionRow, components }
}
