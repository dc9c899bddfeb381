import type { GoogleAccountJson, Inspection } from '../contract/builder.ts'
import type { Question } from '../contract/form.ts'
import { estimateMinutes, missingRoles } from '../rules/questions.ts'
import type { ViewSettings } from './json.ts'
import { t } from './texts.ts'

/** A form in Google as it was found. */
export type InspectedForm = {
  form_id: string
  title: string
  description: string
  responder_uri: string | null
  questions: Question[]
  legacy: boolean
  accepting: boolean | null
  /** Collects e-mail addresses. */
  email: boolean
  /** Titles of questions that ask who somebody is. */
  names: string[]
  known_as: string | null
}

type Locale = ViewSettings['locale']
type NoticeCode = 'legacy_form' | 'not_accepting' | 'email_collected' | 'names_asked'

function notice(locale: Locale, code: NoticeCode, values: Record<string, string> = {}) {
  return { code, detail: t(locale, `notice.${code}`, values) }
}

/** What was found at an address, with what one should know of it. */
export function inspectionJson(found: InspectedForm, locale: Locale): Inspection {
  const { legacy, accepting, email, names, ...rest } = found
  const titles = names.join(', ')
  return {
    ...rest,
    missing: missingRoles(found.questions, false),
    estimated_minutes: estimateMinutes(found.questions),
    notices: [
      ...(legacy ? [notice(locale, 'legacy_form')] : []),
      ...(accepting === false ? [notice(locale, 'not_accepting')] : []),
      ...(email ? [notice(locale, 'email_collected')] : []),
      ...(names.length > 0 ? [notice(locale, 'names_asked', { titles })] : []),
    ],
  }
}

/** The Google account in words. */
export function accountJson(
  account: Omit<GoogleAccountJson, 'reason'> & { why: 'not_set_up' | 'service_account' | null },
  locale: Locale,
): GoogleAccountJson {
  const { why, ...rest } = account
  return { ...rest, reason: why && t(locale, `reason.${why}`) }
}
