import type { Context } from '#core/context.ts'
import { coreError } from '#core/errors.ts'
import type { StaffRow } from '../contract/row.ts'
import { loadMembers } from '../store/members.ts'
import { countsAsOnline } from '../views/json.ts'
import { rowsOf } from './roster.ts'
import { guildOf } from './rights.ts'

/** What a site may show: those who agreed, and nobody else. */
export type PublicRoster = { guild_id: string; at: number; rows: StaffRow[]; online: number }

/** The rows of a guild that a site may show; `not_found` while nobody has agreed. */
export async function publicRoster(
  context: Context,
  named: string | undefined,
): Promise<PublicRoster> {
  const guild_id = guildOf(context, named)
  const members = await loadMembers(context.database, guild_id)
  if (!members.some((member) => member.is_active && member.shares)) throw coreError('not_found')
  const rows = (await rowsOf(context, guild_id)).filter(
    (row) => row.is_active && row.shares_publicly && row.privacy !== 'all',
  )
  return { guild_id, at: context.clock.now(), rows, online: rows.filter(countsAsOnline).length }
}
