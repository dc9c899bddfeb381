import type { Locale } from '#core/i18n/locale.ts'
import type { MessageBody } from '#discord/message.ts'
import type { QuestionRole } from '../contract/form.ts'
import { missingRoles } from '../rules/questions.ts'
import { isAnonymous } from '../rules/state.ts'
import { questionsWithRoles, webUrl, type SeenForm, type ViewSettings } from './json.ts'
import { button, cut, escapeMarkdown, linkButton, note, row, wire } from './parts.ts'
import { t } from './texts.ts'

/** Titles of our questions, one after the other. */
export function questionTitles(roles: readonly QuestionRole[], locale: Locale): string {
  return roles.map((role) => `「${t(locale, `question.${role}.title`)}」`).join(' ')
}

/** What a new form needs next. */
export function createdNote({ form }: SeenForm, settings: ViewSettings): MessageBody {
  const { locale } = settings
  const missing = missingRoles(questionsWithRoles(form), isAnonymous(form.anonymity))
  const title = cut(escapeMarkdown(form.title), 200)
  const next =
    missing.length > 0
      ? t(locale, 'created.missing', { questions: questionTitles(missing, locale) })
      : t(locale, 'created.ready')
  const page = linkButton(t(locale, 'button.page'), webUrl(form.id, settings))
  const add = button(`form_additems_${form.id}`, {
    label: t(locale, 'button.additems'),
    style: wire.primary,
  })
  const buttons = missing.length > 0 ? row(add, page) : row(page)
  return note(`${t(locale, 'created.title', { title })}\n${next}`, buttons)
}
