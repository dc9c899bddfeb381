import type { DutySession, Stretch } from '../rules/duty.ts'
import { tables, type Reader } from './tables.ts'

const select = (reader: Reader) => tables(reader).selectFrom('staff_duty_sessions').selectAll()

/** The running session of a person; null when there is none. */
export async function loadRunning(reader: Reader, memberId: number): Promise<DutySession | null> {
  const row = await select(reader)
    .where('member_id', '=', memberId)
    .where('ended_at', 'is', null)
    .executeTakeFirst()
  return row ?? null
}

/** A person's sessions that ended after an instant or still run, the newest first. */
export async function loadSessions(
  reader: Reader,
  memberId: number,
  after: number,
): Promise<DutySession[]> {
  return select(reader)
    .where('member_id', '=', memberId)
    .where((eb) => eb.or([eb('ended_at', 'is', null), eb('ended_at', '>', after)]))
    .orderBy('started_at', 'desc')
    .limit(200)
    .execute()
}

/** Begins a session. */
export async function beginSession(reader: Reader, memberId: number, at: number): Promise<void> {
  await tables(reader)
    .insertInto('staff_duty_sessions')
    .values({ member_id: memberId, started_at: at, ended_at: null, break_ms: 0, break_since: null })
    .execute()
}

/** Stores a changed session. */
export async function updateSession(reader: Reader, session: DutySession): Promise<void> {
  const { id, ended_at, break_ms, break_since } = session
  await tables(reader)
    .updateTable('staff_duty_sessions')
    .set({ ended_at, break_ms, break_since })
    .where('id', '=', id)
    .execute()
}

/** The times on duty of a whole guild after an instant. Sessions that run end at `now`. */
export async function loadStretches(
  reader: Reader,
  guildId: string,
  from: number,
  now: number,
): Promise<Stretch[]> {
  const rows = await tables(reader)
    .selectFrom('staff_duty_sessions as session')
    .innerJoin('staff_members as member', 'member.id', 'session.member_id')
    .select(['session.started_at', 'session.ended_at'])
    .where('member.guild_id', '=', guildId)
    .where('member.privacy', '!=', 'all')
    .where((eb) => eb.or([eb('session.ended_at', 'is', null), eb('session.ended_at', '>', from)]))
    .execute()
  return rows.map(({ started_at, ended_at }) => ({
    from: Math.max(started_at, from),
    to: ended_at ?? now,
  }))
}
