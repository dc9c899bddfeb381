import { sql, type SelectQueryBuilder } from 'kysely'
import type { Transaction } from '#core/db/database.ts'
import type { SeatsTable } from '#core/seats/store.ts'
import type { ListQuery } from '../contract/list.ts'
import { loadParties, type Party, type PartyView, type RecruitmentTables } from './parties.ts'

type Reader = Pick<Transaction, 'db' | 'dialect'>

/** Which parties a reader may see: all of some guilds, and public ones anywhere. */
export type Visible = { guildIds: readonly string[] | 'all'; user_id: string | null }

/** The filters of the list, with `me` resolved. */
export type ListFilter = Omit<ListQuery, 'participant'> & { participant?: string | undefined }

type PartyQuery<O> = SelectQueryBuilder<
  RecruitmentTables & SeatsTable & { users: { discord_id: string } },
  'recruitments',
  O
>

// The first half is what the index of these parties says, word for word.
const openCondition = sql<boolean>`(state in ('open', 'started')
  and (state = 'open' or current_slots < max_slots))`

type Query = PartyQuery<object>

function tableOf(db: Reader): Query {
  const tables = db.db.$extendTables<RecruitmentTables & SeatsTable>()
  return tables.selectFrom('recruitments')
}

/** Narrows a query to what a reader may see. */
function visibleTo(query: Query, { guildIds }: Visible): Query {
  if (guildIds === 'all') return query
  return query.where((eb) =>
    eb.or([
      eb('visibility', '=', 'public'),
      ...(guildIds.length > 0 ? [eb('guild_id', 'in', [...guildIds])] : []),
    ]),
  )
}

const equal = {
  discord_guild_id: 'guild_id',
  discord_channel_id: 'channel_id',
  owner: 'owner_id',
  game: 'game',
} as const

function ofFields(query: Query, filter: ListFilter): Query {
  let q = query
  for (const name of ['discord_guild_id', 'discord_channel_id', 'owner', 'game'] as const) {
    const value = filter[name]
    if (value) q = q.where(equal[name], '=', value)
  }
  if (filter.status === 'open') q = q.where(openCondition)
  if (filter.status === 'closed') q = q.where((eb) => eb.not(openCondition))
  if (filter.state) q = q.where('state', 'in', filter.state)
  if (filter.has_space !== undefined) {
    q = q.where('current_slots', filter.has_space ? '<' : '>=', sql.ref<number>('max_slots'))
  }
  return q
}

function ofTimes(query: Query, filter: ListFilter): Query {
  let q = query
  if (filter.starts_after) q = q.where('starts_at', '>=', filter.starts_after)
  if (filter.starts_before) q = q.where('starts_at', '<=', filter.starts_before)
  if (filter.updated_since) q = q.where('updated_at', '>=', filter.updated_since)
  return q
}

/** A pattern for LIKE that finds a text anywhere; its own wildcards are taken literally. */
function containing(text: string): string {
  return `%${text.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`
}

function ofTexts(query: Query, { search, tag, participant }: ListFilter): Query {
  let q = query
  if (search) {
    q = q.where(sql<boolean>`lower(title || ' ' || description || ' ' || coalesce(game, ''))
      like ${containing(search.toLowerCase())} escape '\\'`)
  }
  if (tag) q = q.where(sql<boolean>`tags like ${containing(JSON.stringify(tag))} escape '\\'`)
  if (participant) {
    q = q.where((eb) =>
      eb.exists(
        eb
          .selectFrom('seats')
          .select('seats.user_id')
          .where('seats.user_id', '=', participant)
          .where('seats.parent', '=', sql<string>`'recruitment:' || recruitments.id`),
      ),
    )
  }
  return q
}

function filtered(query: Query, filter: ListFilter, visible: Visible): Query {
  const present = visibleTo(query.where('deleted_at', 'is', null), visible)
  return ofTexts(ofTimes(ofFields(present, filter), filter), filter)
}

/** One page of parties with their people, and how many there are in all. */
export async function listParties(
  db: Reader,
  filter: ListFilter,
  visible: Visible,
): Promise<{ count: number; views: PartyView[] }> {
  const from = tableOf(db)
  const total = await filtered(from, filter, visible)
    .select((eb) => eb.fn.countAll().as('count'))
    .executeTakeFirstOrThrow()
  const descending = filter.ordering.startsWith('-')
  const column = filter.ordering.replace('-', '')
  const ids = await filtered(from, filter, visible)
    .select('recruitments.id')
    .orderBy(sql.ref(`recruitments.${column}`), descending ? 'desc' : 'asc')
    .orderBy('recruitments.id', descending ? 'desc' : 'asc')
    .limit(filter.page_size)
    .offset((filter.page - 1) * filter.page_size)
    .execute()
  return {
    count: Number(total.count),
    views: await loadParties(
      db,
      ids.map((row) => row.id),
      visible.user_id,
    ),
  }
}

/** Parties with a start, as a calendar shows them; deleted and cancelled ones as long as they last. */
export type Scheduled = Pick<
  Party,
  'id' | 'title' | 'description' | 'state' | 'starts_at' | 'version' | 'updated_at'
> & { starts_at: number; deleted_at: number | null }

/** Entries of one calendar at most; the soonest of them. */
const scheduledAtMost = 500

/** Parties that begin after some time, the soonest first; deleted ones are among them. */
export async function listScheduled(
  db: Reader,
  filter: { discord_guild_id?: string | undefined; game?: string | undefined; from: number },
  visible: Visible,
): Promise<Scheduled[]> {
  const { discord_guild_id: guild, game, from } = filter
  let query = visibleTo(tableOf(db), visible).where('starts_at', '>=', from)
  if (guild) query = query.where('guild_id', '=', guild)
  if (game) query = query.where('game', '=', game)
  const rows = await query
    .select(['id', 'title', 'description', 'state', 'starts_at', 'version', 'updated_at'])
    .select('deleted_at')
    .where('visibility', '!=', 'unlisted')
    .orderBy('starts_at')
    .orderBy('id')
    .limit(scheduledAtMost)
    .execute()
  return rows.flatMap(({ starts_at, ...row }) =>
    starts_at === null ? [] : [{ ...row, starts_at }],
  )
}
