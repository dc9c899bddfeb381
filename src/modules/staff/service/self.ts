import type { Context, Unit } from '#core/context.ts'
import { coreError } from '#core/errors.ts'
import { parseZone } from '#core/time/zones.ts'
import type { MePatchBody } from '../contract/roster.ts'
import type { StaffRow } from '../contract/row.ts'
import { refuse } from '../errors.ts'
import type { Member } from '../store/members.ts'
import { forgetPerson } from '../store/presences.ts'
import { lock, store } from './change.ts'
import { applyDuty } from './duty.ts'
import { leaveOf, rezoned, windLeave } from './leave.ts'
import { guildOf } from './rights.ts'
import { ownMember, rowOf } from './roster.ts'

/** Who hides everything is no longer observed, and what was seen is forgotten. */
async function applyPrivacy(
  context: Context,
  unit: Unit,
  member: Member,
  wish: Pick<MePatchBody, 'privacy' | 'shares_publicly'>,
): Promise<Member> {
  const privacy = wish.privacy ?? member.privacy
  const shares = wish.shares_publicly ?? member.shares
  if (privacy === member.privacy && shares === member.shares) return member
  const { guild_id, discord_id } = member
  if (privacy === 'all' && discord_id !== null) await forgetPerson(unit, { guild_id, discord_id })
  return store(context, unit, { ...member, privacy, shares }, 'privacy')
}

function zoneOf(name: string | null): string | null {
  if (name === null || name === '') return null
  const zone = parseZone(name)
  if (zone) return zone
  throw coreError('validation_error', { fields: { timezone: ['This time zone does not exist.'] } })
}

/** Changes one's own row: zone, duty, leave, and what others see. */
export async function changeSelf(
  context: Context,
  named: string | undefined,
  body: MePatchBody,
): Promise<StaffRow> {
  const guildId = guildOf(context, named)
  if (!context.actor.user) throw coreError('not_authenticated')
  const own = await ownMember(context, guildId)
  if (!own) throw refuse('not_on_roster')
  return context.write(async (unit) => {
    let row = await lock(unit, own.id)
    if (body.timezone !== undefined) {
      row = await store(context, unit, rezoned(row, zoneOf(body.timezone)), 'edited')
      await windLeave(unit, row)
    }
    const { is_on_loa, loa_end_date, loa_reason, duty_state } = body
    if (is_on_loa !== undefined || loa_end_date !== undefined || loa_reason !== undefined) {
      const leave = leaveOf(context, row, { is_on_loa, loa_end_date, loa_reason })
      row = await store(context, unit, { ...row, ...leave }, 'loa')
      await windLeave(unit, row)
    }
    if (duty_state) row = await applyDuty(context, unit, row, duty_state)
    return rowOf(context, await applyPrivacy(context, unit, row, body), unit)
  })
}
