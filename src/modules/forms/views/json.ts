import { toInstant } from '#core/contract.ts'
import type { Locale } from '#core/i18n/locale.ts'
import type { FormCounts, FormJson, Question } from '../contract/form.ts'
import { estimateMinutes, withRoles } from '../rules/questions.ts'
import { isAnonymous } from '../rules/state.ts'
import type { Form } from '../store/forms.ts'
import { t } from './texts.ts'

/** What a view needs of its surroundings. */
export type ViewSettings = { locale: Locale; publicUrl: string; discordWebUrl: string }

/** What a reader may do with a form. */
export type Mine = {
  is_target: boolean
  answered: boolean
  answered_at: number | null
  can_manage: boolean
  reason: string | null
}

/** A form together with everything that its view needs. */
export type SeenForm = {
  form: Form
  counts: FormCounts
  /** Names of the target roles; null for deleted ones. */
  roles: readonly { id: string; name: string | null }[]
  mine: Mine | null
  can_manage: boolean
}

/** Address of a form's page. */
export function webUrl(id: string, settings: Pick<ViewSettings, 'publicUrl'>): string {
  return `${settings.publicUrl}/forms/${id}`
}

/** Address of a form's panel in Discord, once it is posted. */
export function jumpUrl(form: Form, settings: Pick<ViewSettings, 'discordWebUrl'>): string | null {
  const { guild_id, channel_id, message_id } = form
  if (!channel_id || !message_id) return null
  return `${settings.discordWebUrl}/channels/${guild_id}/${channel_id}/${message_id}`
}

/** The questions of a form with what they are for. */
export function questionsWithRoles(form: Form): Question[] {
  return withRoles(form.questions, form.code_question_id)
}

/** How long answering takes: as decided, else estimated. */
export function minutesOf(form: Form): number {
  return form.estimated_minutes ?? estimateMinutes(questionsWithRoles(form))
}

/** Short and readable: two keys with the same are the same for all practical purposes. */
export function fingerprintOf(publicKey: string | null): string | null {
  return publicKey && publicKey.slice(0, 24).replaceAll(/(.{4})(?=.)/g, '$1 ')
}

type FixKind = NonNullable<FormJson['drift'][number]['fix']>

const fixes: Partial<Record<Form['drift'][number]['kind'], FixKind>> = {
  code_question_missing: 'add_questions',
  code_question_optional: 'mend',
  code_question_moved: 'mend',
  form_unshared: 'share',
  closed_in_google: 'mend',
  prefill_unknown: 'enter_link',
  role_deleted: 'choose_roles',
}

function driftJson(form: Form, locale: Locale): FormJson['drift'] {
  return form.drift.map(({ kind, since }) => ({
    kind,
    detail: t(locale, `drift.${kind}`),
    fix: fixes[kind] ?? null,
    since: toInstant(since),
  }))
}

function googleJson(form: Form, locale: Locale): FormJson['google'] {
  const { responder_uri, code_question_id, prefill, accepting, legacy, fetch_error } = form
  return {
    responder_uri,
    code_question: code_question_id === null ? 'missing' : 'present',
    prefill,
    accepting,
    legacy,
    last_fetch_at: toInstant(form.last_fetch_at),
    fetch_error: fetch_error && {
      code: fetch_error.code,
      detail: t(locale, 'google.failed', { code: fetch_error.code }),
    },
  }
}

/** A form as REST and pages show it; members do not see what concerns Google. */
export function formJson(seen: SeenForm, settings: ViewSettings): FormJson {
  const { form, counts, roles, mine, can_manage } = seen
  return {
    id: form.id,
    guild_id: form.guild_id,
    form_id: can_manage ? form.form_id : null,
    form_url: can_manage ? form.form_url : null,
    title: form.title,
    description: form.description,
    state: form.state,
    deadline: toInstant(form.deadline),
    target_roles: [...roles],
    is_anonymous: isAnonymous(form.anonymity),
    anonymity: form.anonymity,
    allow_edit: form.allow_edit,
    estimated_minutes: minutesOf(form),
    question_count: form.questions.length - (form.code_question_id === null ? 0 : 1),
    channel_id: form.channel_id,
    message_id: form.message_id,
    jump_url: jumpUrl(form, settings),
    web_url: webUrl(form.id, settings),
    created_by: form.created_by,
    created_at: toInstant(form.created_at),
    updated_at: toInstant(form.updated_at),
    published_at: toInstant(form.published_at),
    closed_at: toInstant(form.closed_at),
    version: form.version,
    counts: shownCounts(seen, counts),
    key_fingerprint: fingerprintOf(form.voprf_public_key),
    google: can_manage ? googleJson(form, settings.locale) : null,
    drift: can_manage ? driftJson(form, settings.locale) : [],
    my: mine && {
      is_target: mine.is_target,
      answered: mine.answered,
      can_answer: mine.reason === null,
      can_manage: mine.can_manage,
      reason: mine.reason,
    },
  }
}

/** Of anonymous forms the number that the panel shows: it moves in steps. */
function shownCounts({ form }: SeenForm, counts: FormCounts): FormCounts {
  if (!isAnonymous(form.anonymity) || form.state !== 'published') return counts
  const answered = form.shown_answered
  const rate = counts.targets === 0 ? null : Math.min(1, answered / counts.targets)
  return { ...counts, answered, rate }
}
