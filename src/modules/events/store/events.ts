import { statement, type Transaction } from '#core/db/database.ts'
import { fold } from '#core/fold.ts'
import type { EventRecord, Signup } from '../rules/event.ts'

/** What stores read through: committed state, or a unit of work. */
export type Reader = Pick<Transaction, 'db' | 'dialect'>

const flags = [
  'approval_required',
  'guests_allowed',
  'late_withdraw',
  'attendance_enabled',
  'create_channels',
  'create_thread',
  'attendee_role',
  'missed',
] as const
type Flag = (typeof flags)[number]

const json = [
  'allowed_role_ids',
  'banned_role_ids',
  'roles',
  'options',
  'reminders',
  'guild_ids',
  'field_times',
] as const
type Json = (typeof json)[number]

/** An event as a row; `search_text` is what searches compare. */
export type EventRow = Omit<EventRecord, Flag | Json> & {
  flags: string
  search_text: string
  guild_ids: string | null
} & Record<Exclude<Json, 'guild_ids'>, string>

/** A sign-up as a row. */
export type SignupRow = Omit<Signup, 'benched'> & { benched: number }

/** Tables of events and their people, for Kysely. */
export type EventTables = {
  events: EventRow & { deleted_at: number | null }
  event_signups: SignupRow
  event_organizations: { id: string; name: string; created_at: number }
}

/** The tables of events. */
export function tables(from: Reader) {
  return from.db.$extendTables<EventTables>()
}

/** An event with its people, in order of arrival. */
export type EventView = { event: EventRecord; signups: Signup[] }

/** An event from its row. */
export function eventOf(row: EventRow & { deleted_at?: number | null }): EventRecord {
  const { flags: text, search_text: _, deleted_at: __, ...rest } = row
  const on = JSON.parse(text) as Record<Flag, boolean>
  return {
    ...rest,
    approval_required: on.approval_required,
    guests_allowed: on.guests_allowed,
    late_withdraw: on.late_withdraw,
    attendance_enabled: on.attendance_enabled,
    create_channels: on.create_channels,
    create_thread: on.create_thread,
    attendee_role: on.attendee_role,
    missed: on.missed,
    allowed_role_ids: JSON.parse(row.allowed_role_ids) as string[],
    banned_role_ids: JSON.parse(row.banned_role_ids) as string[],
    roles: JSON.parse(row.roles) as EventRecord['roles'],
    options: JSON.parse(row.options) as EventRecord['options'],
    reminders: JSON.parse(row.reminders) as number[],
    guild_ids: row.guild_ids === null ? null : (JSON.parse(row.guild_ids) as string[]),
    field_times: JSON.parse(row.field_times) as EventRecord['field_times'],
  }
}

function rowOf(event: EventRecord): EventRow {
  const { approval_required, guests_allowed, late_withdraw, attendance_enabled, ...more } = event
  const { create_channels, create_thread, attendee_role, missed, ...rest } = more
  const attending = { attendance_enabled, create_channels, create_thread, attendee_role, missed }
  return {
    ...rest,
    search_text: fold(event.title),
    flags: JSON.stringify({ approval_required, guests_allowed, late_withdraw, ...attending }),
    allowed_role_ids: JSON.stringify(event.allowed_role_ids),
    banned_role_ids: JSON.stringify(event.banned_role_ids),
    roles: JSON.stringify(event.roles),
    options: JSON.stringify(event.options),
    reminders: JSON.stringify(event.reminders),
    guild_ids: event.guild_ids === null ? null : JSON.stringify(event.guild_ids),
    field_times: JSON.stringify(event.field_times),
  }
}

/** A sign-up from its row. */
export function signupOf(row: SignupRow): Signup {
  return { ...row, benched: row.benched === 1 }
}

const find = statement<EventRow>('select * from events where id = $1 and deleted_at is null')
const findAny = statement<EventRow>('select * from events where id = $1')
const findForUpdate = statement<EventRow>(
  'select * from events where id = $1 and deleted_at is null for update',
)
const findSignups = statement<SignupRow>(
  'select * from event_signups where event_id = $1 order by seq',
)

async function viewOf(from: Reader, row: EventRow | undefined): Promise<EventView | null> {
  if (!row) return null
  const signups = await findSignups(from, row.id)
  return { event: eventOf(row), signups: signups.map(signupOf) }
}

/** An event that has not been deleted, with its people. */
export async function loadEvent(from: Reader, id: string): Promise<EventView | null> {
  const [row] = await find(from, id)
  return viewOf(from, row)
}

/** An event with its people, be it deleted. */
export async function loadAnyEvent(from: Reader, id: string): Promise<EventView | null> {
  const [row] = await findAny(from, id)
  return viewOf(from, row)
}

/** An event that has not been deleted, holding its lock until the commit. */
export async function lockEvent(tx: Transaction, id: string): Promise<EventView | null> {
  const [row] = await (tx.dialect === 'postgres' ? findForUpdate : find)(tx, id)
  return viewOf(tx, row)
}

/** Events in the order of the given ids; deleted ones are left out. */
export async function loadEvents(from: Reader, ids: readonly string[]): Promise<EventView[]> {
  if (ids.length === 0) return []
  const [rows, people] = await Promise.all([
    tables(from)
      .selectFrom('events')
      .selectAll()
      .where('id', 'in', [...ids])
      .where('deleted_at', 'is', null)
      .execute(),
    tables(from)
      .selectFrom('event_signups')
      .selectAll()
      .where('event_id', 'in', [...ids])
      .orderBy('seq')
      .execute(),
  ])
  const byEvent = Map.groupBy(people, ({ event_id }) => event_id)
  const views = new Map(
    rows.map((row) => [
      row.id,
      { event: eventOf(row), signups: (byEvent.get(row.id) ?? []).map(signupOf) },
    ]),
  )
  return ids.flatMap((id) => views.get(id) ?? [])
}

/** The events under way or to come that somebody organises or has answered, each with that one's own sign-up. */
export async function runningEventsOf(
  from: Reader,
  userId: string,
): Promise<{ event: EventRecord; signup: Signup | undefined }[]> {
  const own = await tables(from)
    .selectFrom('event_signups')
    .innerJoin('events', 'events.id', 'event_signups.event_id')
    .selectAll('event_signups')
    .where('event_signups.user_id', '=', userId)
    .where('events.state', 'in', ['scheduled', 'active'])
    .execute()
  const ids = own.map(({ event_id }) => event_id)
  const rows = await tables(from)
    .selectFrom('events')
    .selectAll()
    .where((eb) =>
      eb.or([eb('created_by', '=', userId), ...(ids.length > 0 ? [eb('id', 'in', ids)] : [])]),
    )
    .where('state', 'in', ['scheduled', 'active'])
    .where('deleted_at', 'is', null)
    .execute()
  const byEvent = new Map(own.map((row) => [row.event_id, signupOf(row)]))
  return rows.map((row) => ({ event: eventOf(row), signup: byEvent.get(row.id) }))
}

/** Stores a new event. */
export async function insertEvent(tx: Transaction, event: EventRecord): Promise<void> {
  await tables(tx)
    .insertInto('events')
    .values({ ...rowOf(event), deleted_at: null })
    .execute()
}

/** Writes everything of an event that may change. */
export async function updateEvent(tx: Transaction, event: EventRecord): Promise<void> {
  const { id, ...row } = rowOf(event)
  await tables(tx).updateTable('events').set(row).where('id', '=', id).execute()
}

/** Writes what people and time change of an event; the hot path. */
export async function updateEventState(tx: Transaction, event: EventRecord): Promise<void> {
  const { id, confirmed_count, clock_at, filled_at, version, updated_at } = event
  await tables(tx)
    .updateTable('events')
    .set({ confirmed_count, clock_at, filled_at, version, updated_at })
    .where('id', '=', id)
    .execute()
}

/** Hides an event from everybody; the row stays for the history. */
export async function markDeleted(tx: Transaction, id: string, now: number): Promise<void> {
  await tables(tx)
    .updateTable('events')
    .set({ deleted_at: now, updated_at: now })
    .where('id', '=', id)
    .execute()
}

/** Writes sign-ups that are new or differ. */
export async function saveSignups(
  tx: Transaction,
  before: readonly Signup[],
  after: readonly Signup[],
): Promise<Signup[]> {
  const known = new Map(before.map((one) => [one.id, one]))
  const changed = after.filter((one) => known.get(one.id) !== one)
  for (const one of changed) {
    const row = { ...one, benched: Number(one.benched) }
    if (known.has(one.id)) {
      const { id, event_id: _, user_id: __, ...rest } = row
      await tables(tx).updateTable('event_signups').set(rest).where('id', '=', id).execute()
    } else {
      await tables(tx).insertInto('event_signups').values(row).execute()
    }
  }
  return changed
}

/** The organisation of this id, made when there is none. */
export async function ensureOrganization(
  tx: Transaction,
  id: string,
  { name, now }: { name: string | null; now: number },
): Promise<void> {
  await tables(tx)
    .insertInto('event_organizations')
    .values({ id, name: name ?? id, created_at: now })
    .onConflict((conflict) =>
      name === null
        ? conflict.column('id').doNothing()
        : conflict.column('id').doUpdateSet({ name }),
    )
    .execute()
}

/** Names of organisations by id. */
export async function organizationNames(from: Reader): Promise<Map<string, string>> {
  const rows = await tables(from).selectFrom('event_organizations').select(['id', 'name']).execute()
  return new Map(rows.map(({ id, name }) => [id, name]))
}

/** Ids of the events of an organisation that are yet to begin, the next one first. */
export async function comingEventIds(from: Reader, orgId: string, now: number): Promise<string[]> {
  const rows = await tables(from)
    .selectFrom('events')
    .select('id')
    .where('org_id', '=', orgId)
    .where('state', '=', 'scheduled')
    .where('start_at', '>', now)
    .where('deleted_at', 'is', null)
    .orderBy('start_at')
    .execute()
  return rows.map(({ id }) => id)
}

/** Ids of the events of an organisation that people deal with. */
export async function runningEventIds(from: Reader, orgId: string): Promise<string[]> {
  const rows = await tables(from)
    .selectFrom('events')
    .select('id')
    .where('org_id', '=', orgId)
    .where('state', 'in', ['scheduled', 'active'])
    .where('deleted_at', 'is', null)
    .execute()
  return rows.map(({ id }) => id)
}

/** People with an answer to running events of an organisation that they gave by themselves. */
export async function comersOf(from: Reader, orgId: string): Promise<string[]> {
  const rows = await tables(from)
    .selectFrom('event_signups')
    .innerJoin('events', 'events.id', 'event_signups.event_id')
    .select('event_signups.user_id')
    .distinct()
    .where('events.org_id', '=', orgId)
    .where('events.state', 'in', ['scheduled', 'active'])
    .where('events.deleted_at', 'is', null)
    .where('event_signups.status', 'not in', ['withdrawn', 'removed', 'declined'])
    .where('event_signups.source', 'in', ['discord_button', 'discord_event', 'web'])
    .orderBy('event_signups.user_id')
    .execute()
  return rows.map(({ user_id }) => user_id)
}

/** Ids of events whose message or timer is still of use. */
export async function liveEventIds(from: Reader): Promise<string[]> {
  const rows = await tables(from)
    .selectFrom('events')
    .select('id')
    .where('state', 'in', ['scheduled', 'active'])
    .where('deleted_at', 'is', null)
    .execute()
  return rows.map(({ id }) => id)
}
