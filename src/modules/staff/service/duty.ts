import type { Context, Unit } from '#core/context.ts'
import { refuse } from '../errors.ts'
import type { DutyState } from '../contract/row.ts'
import { changeDuty } from '../rules/duty.ts'
import { beginSession, loadRunning, updateSession } from '../store/duty.ts'
import type { Member } from '../store/members.ts'
import { store } from './change.ts'

/** Sets somebody's duty, with its session. Saying what is so already changes nothing. */
export async function applyDuty(
  context: Context,
  unit: Unit,
  member: Member,
  wish: DutyState,
): Promise<Member> {
  const now = context.clock.now()
  const step = changeDuty(wish, await loadRunning(unit, member.id), now)
  if (step.kind === 'refuse') throw refuse(step.code)
  if (step.kind === 'begin') await beginSession(unit, member.id, now)
  else if (step.kind === 'update') await updateSession(unit, step.session)
  if (step.kind === 'none' && member.duty === wish) return member
  const duty_since = wish === 'off' ? null : now
  return store(
    context,
    unit,
    { ...member, duty: wish, duty_since },
    {
      type: 'duty',
      data: { duty: wish },
    },
  )
}
