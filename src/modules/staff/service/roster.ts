import type { Context } from '#core/context.ts'
import { coreError } from '#core/errors.ts'
import { parseZone } from '#core/time/zones.ts'
import type { RankJson } from '../contract/rank.ts'
import type { CreateBody, PatchBody, RosterQuery } from '../contract/roster.ts'
import type { SavedRow, StaffRow } from '../contract/row.ts'
import { refuse } from '../errors.ts'
import { matchesQuery, ordered } from '../rules/roster.ts'
import * as store from '../store/members.ts'
import type { Member } from '../store/members.ts'
import { forgetPerson } from '../store/presences.ts'
import { rosterRows, type Seen } from '../views/json.ts'
import { announce, lock, panelJob, store as keep } from './change.ts'
import { applyDuty } from './duty.ts'
import { leaveOf, rezoned, windLeave } from './leave.ts'
import { checkId, withWarnings, type IdCheck } from './identity.ts'
import { guildOf, requireManager, requireReader } from './rights.ts'

/** People with what is known of their presences. */
export function seenOf(
  context: Pick<Context, 'presences'>,
  members: readonly Member[],
  ranks: readonly RankJson[],
): Seen[] {
  const byName = new Map(ranks.map((rank) => [rank.role, rank]))
  return members.map((member) => ({
    member,
    rank: (member.role !== null && byName.get(member.role)) || null,
    observation:
      member.discord_id === null ? null : context.presences.get(member.guild_id, member.discord_id),
    link: context.presences.link(member.guild_id),
  }))
}

/** The whole roster of a guild as rows, without asking who reads it. */
export async function rowsOf(context: Context, guildId: string): Promise<StaffRow[]> {
  const { database, clock } = context
  const [members, ranks] = await Promise.all([
    store.loadMembers(database, guildId),
    store.loadRanks(database, guildId),
  ])
  return rosterRows(seenOf(context, members, ranks), clock.now())
}

/** One row as it is now, without asking who reads it; inside of a unit of work by its reader. */
export async function rowOf(
  context: Context,
  member: Member,
  reader: Parameters<typeof store.loadRanks>[0] = context.database,
): Promise<StaffRow> {
  const ranks = await store.loadRanks(reader, member.guild_id)
  const [row] = rosterRows(seenOf(context, [member], ranks), context.clock.now())
  if (!row) throw new Error('one member makes one row')
  return row
}

/** One page of the roster; for members of the server. */
export async function list(
  context: Context,
  query: RosterQuery,
): Promise<{ count: number; results: StaffRow[] }> {
  const guildId = guildOf(context, query.discord_guild_id)
  await requireReader(context, guildId)
  await touch(context, guildId)
  const all = (await rowsOf(context, guildId)).filter((row) => matchesQuery(row, query))
  const { page, page_size: size, ordering } = query
  const results = ordered(all, ordering).slice((page - 1) * size, page * size)
  if (results.length === 0 && page > 1) throw coreError('not_found')
  return { count: all.length, results }
}

/** A row that the reader may see; throws `not_found` otherwise. */
export async function memberFor(context: Context, id: number): Promise<Member> {
  const member = await store.loadMember(context.database, id)
  if (!member) throw coreError('not_found')
  try {
    await requireReader(context, member.guild_id)
  } catch (error) {
    if (context.actor.user || context.actor.key) throw coreError('not_found')
    throw error
  }
  return member
}

/** One row of the roster. */
export async function get(context: Context, id: number): Promise<StaffRow> {
  return rowOf(context, await memberFor(context, id))
}

/** The row of the person who asks; null when there is none. */
export async function ownMember(context: Context, guildId: string): Promise<Member | null> {
  const { user } = context.actor
  if (!user) return null
  const { database } = context
  const held = await store.loadHolder(database, guildId, user.discord_id)
  const member = held ?? (await store.loadOfAccount(database, guildId, user.id))
  return member?.is_active ? member : null
}

/** One's own row; throws `not_on_roster` for those who have none. */
export async function me(context: Context, named: string | undefined): Promise<StaffRow> {
  const guildId = guildOf(context, named)
  if (!context.actor.user) throw coreError('not_authenticated')
  await touch(context, guildId)
  const member = await ownMember(context, guildId)
  if (!member) throw refuse('not_on_roster')
  return rowOf(context, member)
}

/** Whoever uses the web app is active in it; written down once a minute. */
async function touch(context: Context, guildId: string): Promise<void> {
  if (!context.actor.session) return
  const member = await ownMember(context, guildId)
  const now = context.clock.now()
  if (!member || (member.app_seen_at !== null && now - member.app_seen_at < 60_000)) return
  await context.database.write((tx) => store.touchApp(tx, member.id, now))
}

function zoneOf(name: string | null | undefined): string | null | undefined {
  if (name === null || name === undefined || name === '') return name === undefined ? name : null
  const zone = parseZone(name)
  if (zone) return zone
  throw coreError('validation_error', { fields: { timezone: ['This time zone does not exist.'] } })
}

/** A fresh row. */
export function newMember(
  guildId: string,
  name: string,
  at: { now: number; origin: Member['origin'] },
): store.NewMember {
  return {
    guild_id: guildId,
    discord_id: null,
    account_id: null,
    display_name: name,
    username: null,
    role: null,
    department: null,
    timezone: null,
    is_active: true,
    loa_since: null,
    loa_until: null,
    loa_reason: null,
    duty: 'off',
    duty_since: null,
    privacy: 'none',
    shares: false,
    origin: at.origin,
    app_seen_at: null,
    version: 1,
    created_at: at.now,
    updated_at: at.now,
  }
}

const unasked: IdCheck = { account: null, warnings: [] }

/**
 * Adds somebody; for managers. Throws `already_linked` for an id that is on the roster, and
 * `is_a_bot`; warns of an id that is not in the server.
 */
export async function create(context: Context, body: CreateBody): Promise<SavedRow> {
  const { discord_guild_id: named, ...fields } = body
  const guildId = guildOf(context, named)
  await requireManager(context, guildId)
  const timezone = zoneOf(fields.timezone)
  const id = fields.discord_id ?? null
  const { account, warnings } = id === null ? unasked : await checkId(context, guildId, id)
  return context.write(async (unit) => {
    if (id !== null && (await store.loadHolder(unit, guildId, id))) throw refuse('already_linked')
    const given = Object.fromEntries(
      Object.entries({ ...fields, timezone }).filter(([, value]) => value !== undefined),
    )
    const fresh = newMember(guildId, fields.display_name, {
      now: context.clock.now(),
      origin: 'manual',
    })
    const known = { ...fresh, username: account?.username ?? null }
    const added = await store.insertMember(unit, { ...known, ...given })
    await announce(unit, added, 'created')
    return withWarnings(context, await rowOf(context, added, unit), warnings)
  })
}

/**
 * Changes a row; for managers. An id of somebody else on the roster is a conflict; one that is not in
 * the server is warned of.
 */
export async function patch(context: Context, id: number, body: PatchBody): Promise<SavedRow> {
  const before = await memberFor(context, id)
  await requireManager(context, before.guild_id)
  const isNewId = body.discord_id && body.discord_id !== before.discord_id
  const { account, warnings } = isNewId
    ? await checkId(context, before.guild_id, body.discord_id ?? '')
    : unasked
  const { duty_state, is_on_loa, loa_end_date, loa_reason, ...fields } = body
  const timezone = zoneOf(fields.timezone)
  const given = Object.fromEntries(
    Object.entries({ ...fields, timezone }).filter(([, value]) => value !== undefined),
  )
  return context.write(async (unit) => {
    const locked = await lock(unit, id)
    if (fields.discord_id && fields.discord_id !== locked.discord_id) {
      if (await store.loadHolder(unit, locked.guild_id, fields.discord_id)) {
        throw refuse('already_linked')
      }
    }
    const relinked = fields.discord_id !== undefined && fields.discord_id !== locked.discord_id
    // What was seen of somebody else is forgotten with the id.
    const { guild_id, discord_id } = locked
    if (relinked && discord_id !== null) await forgetPerson(unit, { guild_id, discord_id })
    const changed = {
      ...(timezone === undefined ? locked : rezoned(locked, timezone)),
      ...given,
      // Another id is another person: what an account confirmed is void.
      ...(relinked && { account_id: null }),
      ...(account && body.username === undefined && { username: account.username }),
    }
    const leave = leaveOf(context, changed, { is_on_loa, loa_end_date, loa_reason })
    const stored = await keep(context, unit, { ...changed, ...leave }, 'edited')
    await windLeave(unit, stored)
    // Whoever is off the roster is off duty.
    const duty = stored.is_active ? duty_state : 'off'
    const member = duty ? await applyDuty(context, unit, stored, duty) : stored
    return withWarnings(context, await rowOf(context, member, unit), warnings)
  })
}

/** Takes somebody off the roster; the row and its history stay. For managers. */
export async function deactivate(context: Context, id: number): Promise<StaffRow> {
  await requireManager(context, (await memberFor(context, id)).guild_id)
  return context.write(async (unit) => {
    const locked = await lock(unit, id)
    const off = await applyDuty(context, unit, locked, 'off')
    const member = off.is_active
      ? await keep(context, unit, { ...off, is_active: false }, 'deactivated')
      : off
    return rowOf(context, member, unit)
  })
}

/** Many rows may look otherwise: pages get the whole roster, and the message is made equal to it. */
export async function rosterChanged(
  unit: Parameters<typeof announce>[0],
  guildId: string,
): Promise<void> {
  await unit.job(panelJob(guildId, null))
  await unit.fact({
    topic: 'staff',
    type: 'roster',
    object_id: guildId,
    guild_id: guildId,
    version: 1,
    data: {},
  })
}
