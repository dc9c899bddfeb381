import type { Locale } from '#core/i18n/locale.ts'
import {
  cut,
  escapeMarkdown,
  type MessageBody,
  moment,
  noMentions,
  wire,
} from '#discord/message.ts'
import type { Form } from '../store/forms.ts'
import { minutesOf } from './json.ts'
import { button, row } from './parts.ts'
import { t } from './texts.ts'

function card(form: Form, locale: Locale, key: 'remind.title' | 'notify.title') {
  const { deadline } = form
  const title = cut(escapeMarkdown(form.title), 200)
  const until =
    deadline === null
      ? t(locale, 'panel.no_deadline')
      : `${moment(deadline, 'F')} (${moment(deadline, 'R')})`
  return {
    title: t(locale, key),
    description: t(locale, 'remind.description', { title, until }),
    color: 0x5865f2,
    fields: [
      { name: t(locale, 'remind.how.name'), value: t(locale, 'remind.how'), inline: true },
      {
        name: t(locale, 'remind.time.name'),
        value: t(locale, 'remind.time', { minutes: minutesOf(form) }),
        inline: true,
      },
    ],
  }
}

function answerButton(form: Form, locale: Locale) {
  const look = { label: t(locale, 'button.answer'), style: wire.primary }
  return row(button(`form_answer_${form.id}`, look))
}

/** A reminder in the panel's channel that mentions exactly these people. */
export function channelReminder(form: Form, userIds: readonly string[]): MessageBody {
  const { locale } = form
  return {
    content: userIds.map((id) => `<@${id}>`).join(' '),
    embeds: [card(form, locale, 'remind.title')],
    components: [answerButton(form, locale)],
    allowed_mentions: { parse: [], users: [...userIds] },
  }
}

/** A reminder for those who took a link of an anonymous form: it names nobody. */
export function generalReminder(form: Form): MessageBody {
  const { locale } = form
  return {
    content: t(locale, 'remind.general'),
    embeds: [card(form, locale, 'remind.title')],
    components: [answerButton(form, locale)],
    allowed_mentions: noMentions,
  }
}

/** A reminder as a direct message: the button works in the server, so it leads there. */
export function directReminder(form: Form, locale: Locale, panelUrl: string | null): MessageBody {
  const link = panelUrl && {
    type: wire.button,
    style: wire.link,
    label: t(locale, 'button.panel'),
    url: panelUrl,
  }
  return {
    embeds: [card(form, locale, 'remind.title')],
    components: link ? [row(link)] : [],
    allowed_mentions: { parse: [] },
  }
}

/** Tells the targets of a new form that it is there. */
export function publishNotice(form: Form): MessageBody {
  const { locale, target_roles } = form
  const roles = target_roles.slice(0, 25)
  return {
    content: roles.map((id) => `<@&${id}>`).join(' '),
    embeds: [card(form, locale, 'notify.title')],
    components: [answerButton(form, locale)],
    allowed_mentions: { parse: [], roles: [...roles] },
  }
}
