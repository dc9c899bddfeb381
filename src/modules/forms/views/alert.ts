import type { Locale } from '#core/i18n/locale.ts'
import { noMentions, type MessageBody } from '#discord/message.ts'
import { cut, escapeMarkdown } from './parts.ts'
import { catalogue, t, type TextKey } from './texts.ts'

const isText = (key: string): key is TextKey => Object.hasOwn(catalogue.en, key)

/** Tells administrators of a problem, with all forms that have it. */
export function alertMessage(
  code: string,
  titles: readonly string[],
  detail: string,
  locale: Locale,
): MessageBody {
  const key = [`drift.${code}`, `alert.${code}`].find(isText)
  const text = key ? t(locale, key) : code
  const forms = titles.map((title) => `• ${cut(escapeMarkdown(title), 100)}`)
  const said = detail === '' ? [] : [`-# ${cut(escapeMarkdown(detail), 200)}`]
  const content = [`⚠️ ${text}`, ...forms.slice(0, 10), ...said].join('\n')
  return { content: cut(content, 2_000), allowed_mentions: noMentions }
}
