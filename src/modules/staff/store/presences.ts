import type { Observation, Presence, PresenceStatus } from '#core/presence.ts'
import { sql } from 'kysely'
import { z } from 'zod'
import type { Point } from '../rules/history.ts'
import { namedBy, type Person } from './members.ts'
import { tables, type Reader } from './tables.ts'

/** Rows in one statement at most: SQLite takes 32,766 values. */
const atOnce = 500

const stored = z.custom<Presence>((value) => typeof value === 'object' && value !== null)

/** What was last seen of everybody, by guild and person. */
export async function loadPresences(
  reader: Reader,
): Promise<Map<string, Omit<Observation, 'fresh' | 'since_exact'>>> {
  const rows = await tables(reader).selectFrom('staff_presences').selectAll().execute()
  return new Map(
    rows.map(({ guild_id, discord_id, presence, in_guild, ...times }) => [
      `${guild_id}:${discord_id}`,
      {
        ...times,
        guild_id,
        user_id: discord_id,
        presence: presence === null ? null : stored.parse(JSON.parse(presence)),
        in_guild: in_guild === null ? null : in_guild === 1,
      },
    ]),
  )
}

/** Keeps the newest observation of each person. */
export async function savePresences(reader: Reader, seen: readonly Observation[]): Promise<void> {
  for (let at = 0; at < seen.length; at += atOnce) {
    const rows = seen.slice(at, at + atOnce).map((one) => ({
      guild_id: one.guild_id,
      discord_id: one.user_id,
      presence: one.presence && JSON.stringify(one.presence),
      in_guild: one.in_guild === null ? null : one.in_guild ? 1 : 0,
      observed_at: one.observed_at,
      since: one.since,
      seen_at: one.seen_at,
    }))
    await tables(reader)
      .insertInto('staff_presences')
      .values(rows)
      .onConflict((conflict) =>
        conflict.columns(['guild_id', 'discord_id']).doUpdateSet({
          presence: sql`excluded.presence`,
          in_guild: sql`excluded.in_guild`,
          observed_at: sql`excluded.observed_at`,
          since: sql`excluded.since`,
          seen_at: sql`excluded.seen_at`,
        }),
      )
      .execute()
  }
}

/** When each of these people was last seen, by guild and person; who never was is left out. */
export async function loadSeenAt(
  reader: Reader,
  people: readonly Person[],
): Promise<Map<string, number>> {
  if (people.length === 0) return new Map()
  const { guildIds, ids } = namedBy(people)
  const rows = await tables(reader)
    .selectFrom('staff_presences')
    .select(['guild_id', 'discord_id', 'observed_at'])
    .where('guild_id', 'in', guildIds)
    .where('discord_id', 'in', ids)
    .execute()
  return new Map(
    rows.flatMap(({ guild_id, discord_id, observed_at }) =>
      observed_at === null ? [] : [[`${guild_id}:${discord_id}`, observed_at]],
    ),
  )
}

/** The last status in the history of each of these people. */
export async function loadLastPoints(
  reader: Reader,
  people: readonly Person[],
): Promise<Map<string, PresenceStatus | null>> {
  if (people.length === 0) return new Map()
  const { guildIds, ids } = namedBy(people)
  const rows = await tables(reader)
    .selectFrom('staff_history as point')
    .select(['point.guild_id', 'point.discord_id', 'point.status'])
    .where('point.guild_id', 'in', guildIds)
    .where('point.discord_id', 'in', ids)
    .where('point.at', '=', (query) =>
      query
        .selectFrom('staff_history as later')
        .select((eb) => eb.fn.max('later.at').as('at'))
        .whereRef('later.guild_id', '=', 'point.guild_id')
        .whereRef('later.discord_id', '=', 'point.discord_id'),
    )
    .execute()
  return new Map(
    rows.map(({ guild_id, discord_id, status }) => [
      `${guild_id}:${discord_id}`,
      status as PresenceStatus | null,
    ]),
  )
}

/** Adds what began to the history. */
export async function addPoints(
  reader: Reader,
  points: readonly (Point & { guild_id: string; discord_id: string })[],
): Promise<void> {
  for (let at = 0; at < points.length; at += atOnce) {
    await tables(reader)
      .insertInto('staff_history')
      .values(points.slice(at, at + atOnce).map((point) => ({ ...point })))
      .onConflict((conflict) =>
        conflict
          .columns(['guild_id', 'discord_id', 'at'])
          .doUpdateSet({ status: sql`excluded.status` }),
      )
      .execute()
  }
}

/** A person's history from some time before an instant on, oldest first. */
export async function loadPoints(
  reader: Reader,
  person: { guild_id: string; discord_id: string },
  from: number,
): Promise<Point[]> {
  const ofPerson = () =>
    tables(reader)
      .selectFrom('staff_history')
      .select(['at', 'status'])
      .where('guild_id', '=', person.guild_id)
      .where('discord_id', '=', person.discord_id)
  const before = await ofPerson().where('at', '<', from).orderBy('at', 'desc').limit(1).execute()
  const after = await ofPerson().where('at', '>=', from).orderBy('at').execute()
  return [...before, ...after].map(({ at, status }) => ({
    at,
    status: status as PresenceStatus | null,
  }))
}

/** Forgets what is older. */
export async function forgetPoints(reader: Reader, before: number): Promise<void> {
  await tables(reader).deleteFrom('staff_history').where('at', '<', before).execute()
}

/** Forgets everything that was seen of a person. */
export async function forgetPerson(
  reader: Reader,
  person: { guild_id: string; discord_id: string },
): Promise<void> {
  const { guild_id, discord_id } = person
  for (const table of ['staff_history', 'staff_presences'] as const) {
    await tables(reader)
      .deleteFrom(table)
      .where('guild_id', '=', guild_id)
      .where('discord_id', '=', discord_id)
      .execute()
  }
}

/** When everybody of a guild was last asked for; null: never. */
export async function loadSyncedAt(reader: Reader, guildId: string): Promise<number | null> {
  const row = await tables(reader)
    .selectFrom('staff_syncs')
    .select('at')
    .where('guild_id', '=', guildId)
    .executeTakeFirst()
  return row?.at ?? null
}

/** Notes that everybody of a guild has been asked for. */
export async function saveSyncedAt(reader: Reader, guildId: string, at: number): Promise<void> {
  await tables(reader)
    .insertInto('staff_syncs')
    .values({ guild_id: guildId, at })
    .onConflict((conflict) => conflict.column('guild_id').doUpdateSet({ at }))
    .execute()
}
