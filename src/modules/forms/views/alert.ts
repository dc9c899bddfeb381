import { cut, escapeMarkdown, linkButton, type MessageBody, noMentions } from '#discord/message.ts'
import { webUrl, type ViewSettings } from './json.ts'
import { row } from './parts.ts'
import { catalogue, t, type TextKey } from './texts.ts'

const isText = (key: string): key is TextKey => Object.hasOwn(catalogue.en, key)

/** A form by name. */
type Titled = { id: string; title: string }

/** Tells administrators of a problem, with all forms that have it. */
export function alertMessage(
  { code, forms, detail }: { code: string; forms: readonly Titled[]; detail: string },
  settings: ViewSettings,
): MessageBody {
  const { locale } = settings
  const key = [`drift.${code}`, `alert.${code}`].find(isText)
  const text = key ? t(locale, key) : code
  const titles = forms.map(({ title }) => `• ${cut(escapeMarkdown(title), 100)}`)
  const said = detail === '' ? [] : [`-# ${cut(escapeMarkdown(detail), 200)}`]
  const content = [`⚠️ ${text}`, ...titles.slice(0, 10), ...said].join('\n')
  const [first] = forms
  const look = first && linkButton(t(locale, 'button.fix'), webUrl(first.id, settings))
  return {
    content: cut(content, 2_000),
    components: look ? [row(look)] : [],
    allowed_mentions: noMentions,
  }
}
