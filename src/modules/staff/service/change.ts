import type { Context, Unit } from '#core/context.ts'
import { coreError } from '#core/errors.ts'
import type { Member } from '../store/members.ts'
import { lockMember, updateMember } from '../store/members.ts'

/** What happened to a row, as the history of facts keeps it; without anything that may be private. */
export type StaffEvent =
  | 'created'
  | 'edited'
  | 'deactivated'
  | 'linked'
  | 'unlinked'
  | 'duty'
  | 'loa'
  | 'privacy'
  | 'imported'
  | 'role_synced'

/** What happened, with more about it. */
export type Told = { type: StaffEvent; data: Record<string, unknown> }

/** Tells live pages, panels and the history of a changed row. */
export async function announce(
  unit: Unit,
  member: Member,
  event: StaffEvent,
  data: Record<string, unknown> = {},
): Promise<void> {
  const { id, guild_id, version } = member
  const object_id = String(id)
  await unit.fact({ topic: 'staff', type: event, object_id, guild_id, version, data })
  await unit.job(panelJob(guild_id, null))
}

/** The message of a roster is made equal to it, soon: many changes cost one edit. */
export function panelJob(guildId: string, at: number | null) {
  return {
    kind: 'staff.panel',
    payload: { guild_id: guildId },
    key: `staff:panel:${guildId}`,
    onConflict: 'keep' as const,
    guild_id: guildId,
    ...(at !== null && { run_at: at }),
  }
}

/** Stores a changed row with its next version and tells of it. */
export async function store(
  context: Context,
  unit: Unit,
  changed: Member,
  event: StaffEvent | Told,
): Promise<Member> {
  const member = { ...changed, version: changed.version + 1, updated_at: context.clock.now() }
  await updateMember(unit, member)
  const { type, data } = typeof event === 'string' ? { type: event, data: {} } : event
  await announce(unit, member, type, data)
  return member
}

/** The row for changing it; throws `not_found` when it is not there or of another guild. */
export async function lock(unit: Unit, id: number): Promise<Member> {
  const member = await lockMember(unit, id)
  if (!member) throw coreError('not_found')
  return member
}
