import { hasPlace, isLive, type EventRecord, type Happening, type Signup } from './event.ts'
import { checkinLeadMs } from './places.ts'

/** What people are told directly. */
export const noticeKinds = [
  'confirm',
  'promotion',
  'offer',
  'reminder',
  'change',
  'cancel',
  'back',
] as const
/** What people are told directly. */
export type NoticeKind = (typeof noticeKinds)[number]

/** A reminder that comes later than this is not sent any more, in milliseconds. */
export const lateReminderMs = 15 * 60_000

/** What is to be told because of a change: to whom, or to everybody whom it concerns (null). */
export type Telling = { kind: NoticeKind; user_id: string | null }

/** What everybody whom an event concerns is told. */
const toAll: Partial<Record<Happening['action'], NoticeKind>> = {
  cancelled: 'cancel',
  reinstated: 'back',
  rescheduled: 'change',
}

/** What the person is told whom something happened to; null for what he or she knows already. */
function toOne(action: Happening['action'], one: Signup): NoticeKind | null {
  if (one.status === 'waitlist' && one.offer_expires_at !== null) return 'offer'
  if (action === 'signup_promoted' && hasPlace(one)) return 'promotion'
  if (action === 'signup_approved' && hasPlace(one)) return 'confirm'
  const told = one.source === 'web' || one.source === 'api'
  const isNew = action === 'signup_created' && one.status === 'confirmed' && told
  return isNew ? 'confirm' : null
}

/** What follows from a change for people who are not looking. A click has been answered already. */
export function tellings(happened: readonly Happening[], signups: readonly Signup[]): Telling[] {
  return happened.flatMap(({ action, user_id, elsewhere = false }): Telling[] => {
    const shared = elsewhere ? 'change' : toAll[action]
    if (shared) return [{ kind: shared, user_id: null }]
    const one = signups.find((other) => other.user_id === user_id)
    const kind = one ? toOne(action, one) : null
    return kind === null || user_id === undefined ? [] : [{ kind, user_id }]
  })
}

/** Whom a notice for everybody concerns. */
export function audience(
  event: EventRecord,
  signups: readonly Signup[],
  kind: NoticeKind,
): string[] {
  const reminded = event.options.filter(({ reminders }) => reminders).map(({ key }) => key)
  return signups
    .filter((one) => {
      if (kind === 'reminder') {
        const counted = hasPlace(one) || one.status === 'tentative'
        return counted && reminded.includes(one.option)
      }
      return hasPlace(one) || ['waitlist', 'tentative', 'pending'].includes(one.status)
    })
    .map(({ user_id }) => user_id)
}

/** Whether a notice still means something to a person. */
export function isMeaningful(
  event: EventRecord,
  one: Signup | undefined,
  kind: NoticeKind,
  now: number,
): boolean {
  if (!one) return false
  switch (kind) {
    case 'cancel':
      return event.state === 'cancelled'
    case 'offer':
      return one.status === 'waitlist' && (one.offer_expires_at ?? 0) > now
    case 'reminder':
      return isLive(event.state) && now < event.end_at
    case 'confirm':
    case 'promotion':
      return isLive(event.state) && hasPlace(one)
    case 'change':
    case 'back':
      return isLive(event.state)
  }
}

/** When reminders are due, and for how many minutes before the start; those of the past are left out. */
export function remindersOf(event: EventRecord, now: number): { minutes: number; at: number }[] {
  if (event.state !== 'scheduled') return []
  return event.reminders
    .map((minutes) => ({ minutes, at: event.start_at - minutes * 60_000 }))
    .filter(({ at }) => at > now)
}

/** What a posted message says from an instant on, without anybody doing anything. */
export const timedActions = ['signups_opened', 'signups_closed', 'checkin_opened'] as const

/** Instants at which a posted message says something else: sign-ups open or close, check-in opens. */
export function refreshesOf(
  event: EventRecord,
  now: number,
): { what: (typeof timedActions)[number]; at: number }[] {
  const { signup_opens_at: opens, signup_closes_at: closes } = event
  return [
    ...(opens === null ? [] : [{ what: 'signups_opened' as const, at: opens }]),
    ...(closes === null ? [] : [{ what: 'signups_closed' as const, at: closes }]),
    ...(event.attendance_enabled
      ? [{ what: 'checkin_opened' as const, at: event.start_at - checkinLeadMs }]
      : []),
  ].filter(({ at }) => isLive(event.state) && at > now)
}
