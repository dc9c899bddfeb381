import type { Anonymity, FormState } from '../contract/form.ts'

/** Which state follows which: by hand, or because the deadline is over. */
export const transitions: Record<FormState, readonly FormState[]> = {
  draft: ['published'],
  published: ['expired', 'closed'],
  expired: [],
  closed: ['published'],
}

/** What is known of a form's time and state. */
export type FormTime = { state: FormState; deadline: number | null }

/** Whether the deadline is over at `now`; the deadline itself still counts. */
export function isOver({ deadline }: FormTime, now: number): boolean {
  return deadline !== null && now > deadline
}

/** Why nobody can answer now, as the code of a refusal; null when people can. */
export function whyShut(form: FormTime, now: number): 'DEADLINE_PASSED' | 'FORM_NOT_OPEN' | null {
  if (form.state === 'expired' || (form.state === 'published' && isOver(form, now))) {
    return 'DEADLINE_PASSED'
  }
  return form.state === 'published' ? null : 'FORM_NOT_OPEN'
}

/** Whether answers cannot be traced to people; confidential ones can, by us alone. */
export function isAnonymous(anonymity: Anonymity): boolean {
  return anonymity === 'ledger' || anonymity === 'blind'
}

/** Whether owners of the form see who answered what. */
export function showsNames(anonymity: Anonymity): boolean {
  return anonymity === 'named'
}

/** Fewer answers of an anonymous form than these are not shown. */
export const heldBackUnder = 5

/** The number that the panel of an anonymous form shows: in steps of three, or once an hour. */
export function shownAnswers(
  shown: { answered: number; at: number },
  answered: number,
  now: number,
): { answered: number; at: number } {
  const isStep = Math.abs(answered - shown.answered) >= 3
  const isHour = answered !== shown.answered && now - shown.at >= 3_600_000
  return isStep || isHour ? { answered, at: now } : shown
}

/** When a form is looked at in Google again, after `now`. */
export function nextFetch(
  form: FormTime & { hot_until: number },
  now: number,
  pollMs: number,
): number | null {
  if (form.state === 'draft') return null
  if (form.state !== 'published') return now + 6 * 3_600_000
  const usual = now + (form.hot_until > now ? Math.min(10_000, pollMs) : pollMs)
  // Two minutes after the deadline everything is looked at once more.
  const last = form.deadline === null ? usual : form.deadline + 120_000
  return now < last ? Math.min(usual, last) : usual
}
