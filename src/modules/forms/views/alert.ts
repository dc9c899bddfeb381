import { noMentions, type MessageBody } from '#discord/message.ts'
import { webUrl, type ViewSettings } from './json.ts'
import { cut, escapeMarkdown, linkButton, row } from './parts.ts'
import { catalogue, t, type TextKey } from './texts.ts'

const isText = (key: string): key is TextKey => Object.hasOwn(catalogue.en, key)

/** Tells administrators of a problem, with all forms that have it. */
export function alertMessage(
  code: string,
  titles: readonly string[],
  detail: string,
  settings: ViewSettings,
  formId: string,
): MessageBody {
  const { locale } = settings
  const key = [`drift.${code}`, `alert.${code}`].find(isText)
  const text = key ? t(locale, key) : code
  const forms = titles.map((title) => `• ${cut(escapeMarkdown(title), 100)}`)
  const said = detail === '' ? [] : [`-# ${cut(escapeMarkdown(detail), 200)}`]
  const content = [`⚠️ ${text}`, ...forms.slice(0, 10), ...said].join('\n')
  const page = linkButton(t(locale, 'button.fix'), webUrl(formId, settings))
  return {
    content: cut(content, 2_000),
    components: [row(page)],
    allowed_mentions: noMentions,
  }
}
