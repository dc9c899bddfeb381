import type { Locale } from '#core/i18n/locale.ts'
import {
  cut,
  escapeMarkdown,
  linkButton,
  type MessageBody,
  moment,
  selectLimit,
  wire,
} from '#discord/message.ts'
import type { QuestionRole } from '../contract/form.ts'
import type { FormStats, FormStatus } from '../contract/results.ts'
import { missingRoles } from '../rules/questions.ts'
import { isAnonymous } from '../rules/state.ts'
import type { Form } from '../store/forms.ts'
import { questionsWithRoles, webUrl, type SeenForm, type ViewSettings } from './json.ts'
import { button, note, row, select } from './parts.ts'
import type { Named } from './people.ts'
import type { SeenResponse } from './responses.ts'
import { t, type TextKey } from './texts.ts'

/** Message flag: no previews of links (Discord's bit 2). */
const noPreviews = 4

/** Titles of our questions, one after the other. */
function questionTitles(roles: readonly QuestionRole[], locale: Locale): string {
  return roles
    .map((role) => t(locale, 'quoted', { text: t(locale, `question.${role}.title`) }))
    .join(' ')
}

function titleOf({ title }: Pick<Form, 'title'>): string {
  return cut(escapeMarkdown(title), 200)
}

function pageButton(id: string, settings: ViewSettings) {
  return linkButton(t(settings.locale, 'button.page'), webUrl(id, settings))
}

/** What a new form needs next. */
export function createdNote({ form }: SeenForm, settings: ViewSettings): MessageBody {
  const { locale } = settings
  const missing = missingRoles(questionsWithRoles(form), isAnonymous(form.anonymity))
  const next =
    missing.length > 0
      ? t(locale, 'created.missing', { questions: questionTitles(missing, locale) })
      : t(locale, 'created.ready')
  const page = pageButton(form.id, settings)
  const look = { label: t(locale, 'button.additems'), style: wire.primary }
  const buttons =
    missing.length > 0 ? row(button(`form_additems_${form.id}`, look), page) : row(page)
  return note(`${t(locale, 'created.title', { title: titleOf(form) })}\n${next}`, buttons)
}

/** Which questions were added, or would be: then with the button that does it. */
export function addedNote(
  id: string,
  added: readonly { role: QuestionRole; title: string }[],
  settings: ViewSettings,
  isPreview = false,
): MessageBody {
  const { locale } = settings
  const questions = added
    .map(({ title }) => t(locale, 'quoted', { text: escapeMarkdown(title) }))
    .join(' ')
  const page = pageButton(id, settings)
  if (added.length === 0) return note(t(locale, 'added.nothing'), row(page))
  if (!isPreview) return note(t(locale, 'added.done', { questions }), row(page))
  const look = { label: t(locale, 'button.additems'), style: wire.success }
  const add = button(`fm:1:additems-now:${id}`, look)
  return note(t(locale, 'added.preview', { questions }), row(add, page))
}

/** Something was done with a form. */
export function doneNote(
  key: 'done.published' | 'done.closed' | 'done.reopened' | 'done.edited',
  { form }: SeenForm,
  settings: ViewSettings,
): MessageBody {
  const text = t(settings.locale, key, { title: titleOf(form) })
  return note(text, row(pageButton(form.id, settings)))
}

/** Asks once more before a form is deleted, and offers to export it first. */
export function deleteQuestion(form: Form, settings: ViewSettings): MessageBody {
  const { locale } = settings
  const yes = { label: t(locale, 'button.delete'), style: wire.danger }
  const no = { label: t(locale, 'button.cancel'), style: wire.secondary }
  const file = { label: t(locale, 'button.export'), url: `${webUrl(form.id, settings)}?export=1` }
  return note(
    t(locale, 'delete.question', { title: titleOf(form) }),
    row(
      button(`form_delete_confirm_${form.id}`, yes),
      button(`form_delete_cancel_${form.id}`, no),
      linkButton(file.label, file.url),
    ),
  )
}

/** A link to answer with; nobody else sees it. */
export function answerNote(
  link: { form: Form; url: string; expires_at: number; again: boolean },
  settings: ViewSettings,
): MessageBody {
  const { locale } = settings
  const { form, url, expires_at, again } = link
  const until = moment(expires_at, 'R')
  const isBlind = form.anonymity === 'blind'
  const before = again ? [t(locale, isBlind ? 'answer.same_browser' : 'answer.again')] : []
  const lines = [`**${titleOf(form)}**`, ...before, t(locale, 'answer.link', { until })]
  const label = t(locale, again && !isBlind ? 'button.edit_answer' : 'button.answer')
  return { ...note(lines.join('\n'), row(linkButton(label, url))), flags: noPreviews }
}

/** A menu of forms; more than fit are on further pages. */
export function formMenu(
  action: string,
  forms: readonly Form[],
  { page, customId }: { page: number; customId: string },
  { locale }: ViewSettings,
): MessageBody {
  if (forms.length === 0) return note(t(locale, 'menu.none'))
  const perPage = forms.length > selectLimit ? selectLimit - 2 : selectLimit
  const shown = forms.slice(page * perPage, (page + 1) * perPage)
  const choice = (form: Form) => ({
    label: form.title || form.id,
    value: form.id,
    description: t(locale, `state.${form.state}`),
  })
  const more = (label: TextKey, to: number) => ({ label: t(locale, label), value: `page:${to}` })
  const choices = [
    ...(page > 0 ? [more('menu.before', page - 1)] : []),
    ...shown.map(choice),
    ...((page + 1) * perPage < forms.length ? [more('menu.after', page + 1)] : []),
  ]
  const text = t(locale, 'menu.which', { action: `/form ${action}` })
  return note(text, row(select(customId, t(locale, 'menu.placeholder'), choices)))
}

/** How many have answered. */
export function statusNote(form: Form, status: FormStatus, settings: ViewSettings): MessageBody {
  const { locale } = settings
  const { counts, by_role } = status
  const percent = counts.rate === null ? 0 : Math.round(counts.rate * 100)
  const { answered, targets, outside, issued, problems } = counts
  const roles = by_role.flatMap(({ id, targets: asked, answered: done }) =>
    done === null ? [] : [`<@&${id}>: ${done} / ${asked}`],
  )
  const lines = [
    `**${titleOf(form)}** · ${t(locale, `state.${form.state}`)}`,
    t(locale, 'panel.answered', { answered, targets, percent }),
    ...(isAnonymous(form.anonymity)
      ? [t(locale, 'status.issued', { issued, valid: answered })]
      : []),
    ...(outside > 0 ? [t(locale, 'status.outside', { count: outside })] : []),
    ...(problems > 0 ? [t(locale, 'status.problems', { count: problems })] : []),
    ...roles.slice(0, 20),
  ]
  return note(lines.join('\n'), row(pageButton(form.id, settings)))
}

/** As many mentions as fit into a message. */
const mentionsShown = 60

/** Who has not answered. Mentions in a private answer ping nobody. */
export function missingNote(
  form: Form,
  found: { count: number; results: readonly { person: Named }[] },
  settings: ViewSettings,
): MessageBody {
  const { locale } = settings
  const shown = found.results.slice(0, mentionsShown).map(({ person }) => `<@${person.user_id}>`)
  const more = found.count - shown.length
  const title = t(locale, 'missing.title', { title: titleOf(form), count: found.count })
  const rest = more > 0 ? [t(locale, 'panel.more', { count: more })] : []
  return note([title, shown.join(' '), ...rest].join('\n'), row(pageButton(form.id, settings)))
}

/** Responses that somebody should look at. */
export function problemsNote(
  form: Form,
  found: { count: number; results: readonly SeenResponse[] },
  settings: ViewSettings,
): MessageBody {
  const { locale } = settings
  const lines = found.results.map(({ response, person }) => {
    const at = isAnonymous(form.anonymity) ? '' : ` ${moment(response.submitted_time, 'F')}`
    const who = person ? ` <@${person.user_id}>` : ''
    return `• ${t(locale, `status.${response.status}`)}${who}${at}`
  })
  const title = t(locale, 'problems.title', { title: titleOf(form), count: found.count })
  return note([title, ...lines].join('\n'), row(pageButton(form.id, settings)))
}

/** The answers added up, beside their pictures. */
export function statsNote(form: Form, stats: FormStats, settings: ViewSettings): MessageBody {
  const { locale } = settings
  const head = t(locale, 'stats.title', { title: titleOf(form), count: stats.answers })
  const lines = stats.questions.slice(0, 10).map(({ title, answered, mean, texts }) => {
    const name = cut(escapeMarkdown(title), 80)
    const average = mean === null ? '' : ` · ⌀ ${mean.toFixed(2)}`
    const [text] = texts
    const first =
      text === undefined ? '' : ` · ${t(locale, 'quoted', { text: cut(escapeMarkdown(text), 60) })}`
    return `• ${name}: ${answered}${average}${first}`
  })
  const held = stats.held_back ? [t(locale, 'error.HELD_BACK')] : []
  return note([head, ...held, ...lines].join('\n'), row(pageButton(form.id, settings)))
}

/** Somebody's own forms: those that wait for an answer can be answered from here. */
export function myNote(
  own: { results: readonly SeenForm[]; dm_reminders: boolean },
  { locale }: ViewSettings,
): MessageBody {
  const open = own.results.filter(({ form }) => form.state === 'published')
  const lines = open.slice(0, 15).map(({ form, mine }) => {
    const mark = mine?.answered ? '✅' : '⬜'
    const until = form.deadline === null ? '' : ` · ${moment(form.deadline, 'R')}`
    return `${mark} ${titleOf(form)}${until}`
  })
  const answerable = open.filter(({ mine }) => mine?.reason === null).slice(0, selectLimit)
  const menu = select(
    'form_select_my',
    t(locale, 'my.choose'),
    answerable.map(({ form }) => ({ label: form.title || form.id, value: form.id })),
  )
  const look = {
    label: t(locale, own.dm_reminders ? 'button.dm_off' : 'button.dm_on'),
    style: wire.secondary,
  }
  const toggle = button(`fm:1:direct:${own.dm_reminders ? 'off' : 'on'}`, look)
  const text =
    open.length === 0 ? t(locale, 'my.none') : [t(locale, 'my.title'), ...lines].join('\n')
  return answerable.length > 0 ? note(text, row(menu), row(toggle)) : note(text, row(toggle))
}

/** What can be done with forms. */
export function helpNote({ locale, publicUrl }: ViewSettings): MessageBody {
  const page = linkButton(t(locale, 'button.page'), `${publicUrl}/forms`)
  return note(t(locale, 'help.text'), row(page))
}
