import type { Context } from '#core/context.ts'
import { coreError } from '#core/errors.ts'
import type { Member } from '../store/members.ts'
import { loadEndedLeaves } from '../store/members.ts'
import { leaveEnd } from '../rules/time.ts'
import { lock, store } from './change.ts'

/** A wish about a leave of absence; what is left out stays. */
export type LeaveWish = {
  is_on_loa?: boolean | undefined
  /** The last day of the leave, in the person's own zone. */
  loa_end_date?: string | null | undefined
  loa_reason?: string | null | undefined
}

/** The columns of a leave after a wish. Throws `validation_error` for a day that has passed. */
export function leaveOf(
  context: Pick<Context, 'clock'>,
  member: Member,
  wish: LeaveWish,
): Pick<Member, 'loa_since' | 'loa_until' | 'loa_reason'> {
  const { loa_since, loa_until, loa_reason } = member
  const named = wish.loa_end_date ?? null
  const begins = wish.is_on_loa ?? (named !== null || loa_since !== null)
  if (!begins) return { loa_since: null, loa_until: null, loa_reason: null }
  const now = context.clock.now()
  const until =
    wish.loa_end_date === undefined
      ? loa_until
      : named === null
        ? null
        : leaveEnd(named, member.timezone ?? 'UTC')
  if (until !== null && until <= now) {
    throw coreError('validation_error', { fields: { loa_end_date: ['This day has passed.'] } })
  }
  const reason = wish.loa_reason === undefined ? loa_reason : wish.loa_reason
  return { loa_since: loa_since ?? now, loa_until: until, loa_reason: reason }
}

/** Ends the leaves whose last day is over; called now and then, any number of times. */
export async function endLeaves(context: Context): Promise<void> {
  const now = context.clock.now()
  for (const { id } of await loadEndedLeaves(context.database, now)) {
    await context.write(async (unit) => {
      const member = await lock(unit, id)
      if (member.loa_until === null || member.loa_until > now) return
      const over = { loa_since: null, loa_until: null, loa_reason: null }
      await store(context, unit, { ...member, ...over }, 'loa')
    })
  }
}
