import {
  cut,
  escapeMarkdown,
  type MessageBody,
  moment,
  noMentions,
  wire,
} from '#discord/message.ts'
import type { FormCounts } from '../contract/form.ts'
import { isAnonymous, isOver } from '../rules/state.ts'
import type { Form } from '../store/forms.ts'
import { fingerprintOf } from './json.ts'
import { button, row } from './parts.ts'
import { t } from './texts.ts'

const colours = { open: 0x5865f2, soon: 0xfee75c, over: 0xed4245, draft: 0x80848e } as const
const dayMs = 24 * 3_600_000
/** A role or two are named; a long list is counted. */
const namedRoles = 15

function colourOf(form: Form, now: number): number {
  if (form.state === 'draft') return colours.draft
  if (form.state !== 'published' || isOver(form, now)) return colours.over
  const isSoon = form.deadline !== null && form.deadline - now <= dayMs
  return isSoon ? colours.soon : colours.open
}

function deadlineText(form: Form): string {
  const { deadline, locale } = form
  return deadline === null
    ? t(locale, 'panel.no_deadline')
    : `${moment(deadline, 'F')} (${moment(deadline, 'R')})`
}

function targetText({ target_roles, locale }: Form): string {
  if (target_roles.length === 0) return t(locale, 'panel.everybody')
  const named = target_roles.slice(0, namedRoles).map((id) => `<@&${id}>`)
  const more = target_roles.length - named.length
  return [...named, ...(more > 0 ? [t(locale, 'panel.more', { count: more })] : [])].join(' ')
}

function answeredText(form: Form, counts: FormCounts): string {
  const { locale } = form
  const answered = isAnonymous(form.anonymity) ? form.shown_answered : counts.answered
  const { targets } = counts
  const percent = targets === 0 ? 0 : Math.min(100, Math.round((answered / targets) * 100))
  return t(locale, 'panel.answered', { answered, targets, percent })
}

function settingsText(form: Form): string {
  const { locale, anonymity, allow_edit } = form
  const lines = [
    `${t(locale, `anonymity.${anonymity}`)} · ${t(locale, allow_edit ? 'panel.edit' : 'panel.no_edit')}`,
  ]
  const fingerprint = fingerprintOf(form.voprf_public_key)
  if (fingerprint) lines.push(t(locale, 'panel.key', { fingerprint }))
  return lines.join('\n')
}

/** The public panel of a form: four fields, and a button while it can be answered. */
export function formPanel(form: Form, counts: FormCounts, now: number): MessageBody {
  const { locale } = form
  const isOpen = form.state === 'published' && !isOver(form, now)
  const field = (name: 'deadline' | 'targets' | 'answered' | 'settings', value: string) => ({
    name: t(locale, `panel.${name}.name`),
    value: cut(value, 1_024),
    inline: true,
  })
  const answer = button(`form_answer_${form.id}`, {
    label: t(locale, isOpen ? 'button.answer' : 'button.over'),
    style: wire.primary,
    disabled: !isOpen,
  })
  const status = button(`form_status_${form.id}`, {
    label: t(locale, 'button.status'),
    style: wire.secondary,
  })
  return {
    embeds: [
      {
        title: cut(form.title, 256),
        ...(form.description && { description: cut(escapeMarkdown(form.description), 2_000) }),
        color: colourOf(form, now),
        fields: [
          field('deadline', deadlineText(form)),
          field('targets', targetText(form)),
          field('answered', answeredText(form, counts)),
          field('settings', settingsText(form)),
        ],
        timestamp: new Date(form.published_at ?? form.created_at).toISOString(),
      },
    ],
    components: [row(answer, status)],
    allowed_mentions: noMentions,
  }
}
