import type { Context, Unit } from '#core/context.ts'
import { coreError } from '#core/errors.ts'
import type { Member } from '../store/members.ts'
import { lastDayOf, leaveEnd } from '../rules/time.ts'
import { lock, store } from './change.ts'

/** A wish about a leave of absence; what is left out stays. */
export type LeaveWish = {
  is_on_loa?: boolean | undefined
  /** The last day of the leave, in the person's own zone. */
  loa_end_date?: string | null | undefined
  loa_reason?: string | null | undefined
}

const noLeave = { loa_since: null, loa_until: null, loa_reason: null }

/** A row whose person lives in another zone: the last day of a leave stays, and ends there. */
export function rezoned(member: Member, timezone: string | null): Member {
  const { loa_until, timezone: before } = member
  if (loa_until === null || timezone === before) return { ...member, timezone }
  const lastDay = lastDayOf(loa_until, before ?? 'UTC')
  return { ...member, timezone, loa_until: leaveEnd(lastDay, timezone ?? 'UTC') }
}

/** The columns of a leave after a wish. Throws `validation_error` for a day that has passed. */
export function leaveOf(
  context: Pick<Context, 'clock'>,
  member: Member,
  wish: LeaveWish,
): Pick<Member, 'loa_since' | 'loa_until' | 'loa_reason'> {
  const now = context.clock.now()
  // One that is over ends with whatever is changed next; nobody is held up by it.
  const isOver = member.loa_until !== null && member.loa_until <= now
  const { loa_since, loa_until, loa_reason } = isOver ? { ...member, ...noLeave } : member
  const named = wish.loa_end_date ?? null
  const begins = wish.is_on_loa ?? (named !== null || loa_since !== null)
  if (!begins) return noLeave
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

/** The leave of a row ends by itself: a job waits for that moment. */
export async function windLeave(unit: Unit, member: Member): Promise<void> {
  if (member.loa_until === null) return
  await unit.job({
    kind: 'staff.leave',
    payload: { id: member.id },
    key: `staff:leave:${member.id}`,
    guild_id: member.guild_id,
    run_at: member.loa_until,
  })
}

/** Ends a leave whose last day is over; called any number of times. */
export async function endLeave(context: Context, id: number): Promise<void> {
  await context.write(async (unit) => {
    const member = await lock(unit, id)
    if (member.loa_until === null || member.loa_until > context.clock.now()) return
    await store(context, unit, { ...member, ...noLeave }, 'loa')
  })
}
