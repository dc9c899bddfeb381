import type {
  APIActionRowComponent,
  APIComponentInMessageActionRow,
  APIStringSelectComponent,
} from 'discord-api-types/v10'
import { cut, noMentions, selectLimit, wire, type MessageBody } from '#discord/message.ts'

/** How a button looks. */
export type Look = { label: string; style: 1 | 2 | 3 | 4; disabled?: boolean }

/** A button. */
export function button(custom_id: string, look: Look) {
  const { label, style, disabled = false } = look
  return { type: wire.button, custom_id, label: cut(label, 80), style, disabled }
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
