import { sql, type SelectQueryBuilder } from 'kysely'
import { contains, pageOf } from '#core/db/lists.ts'
import { fold } from '#core/fold.ts'
import type { Transaction } from '#core/db/database.ts'
import type { SeatsTable } from '#core/seats/store.ts'
import type { ListQuery } from '../contract/list.ts'
import { loadParties, type Party, type PartyView, type RecruitmentTables } from './parties.ts'

type Reader = Pick<Transaction, 'db' | 'dialect'>

/** Which parties a reader may see: all of some guilds, and public ones anywhere. */
export type Visible = { guildIds: readonly string[] | 'all'; user_id: string | null }

/** The filters of the list, with `me` resolved. */
export type ListFilter = Omit<ListQuery, 'participant'> & { participant?: string | undefined }

type CountsTable = {
  recruitment_counts: { guild_id: string; visibility: Party['visibility']; present: number }
}

type PartyQuery<O> = SelectQueryBuilder<
  RecruitmentTables & SeatsTable & { users: { discord_id: string } },
  'recruitments',
  O
>

// The first half is what the index of these parties says, word for word.
const openCondition = sql<boolean>`(state in ('open', 'started')
  and (state = 'open' or current_slots < max_slots))`

// A place that is held for somebody from the queue makes a party full, too.
const spaceCondition = sql<boolean>`(current_slots < max_slots and state <> 'full')`

type Query = PartyQuery<object>

function tableOf(db: Reader): Query {
  const tables = db.db.$extendTables<RecruitmentTables & SeatsTable>()
  return tables.selectFrom('recruitments')
}

/** What a reader may see, of parties or of their counts. */
function visibleTo({ guildIds }: Visible) {
  if (guildIds === 'all') return sql<boolean>`true`
  const own = guildIds.length > 0 ? sql`or guild_id in (${sql.join([...guildIds])})` : sql``
  return sql<boolean>`(visibility = 'public' ${own})`
}

/** Where a reader may know who is in a party: who may not, finds none by the people in it either. */
function namedTo({ guildIds }: Visible) {
  if (guildIds === 'all') return sql<boolean>`true`
  const own = guildIds.length > 0 ? sql`or guild_id in (${sql.join([...guildIds])})` : sql``
  return sql<boolean>`(guild_id in
    (select opted.guild_id from recruitment_settings opted where opted.names_public = 1) ${own})`
}

const equal = {
  discord_guild_id: 'guild_id',
  discord_channel_id: 'channel_id',
  owner: 'owner_id',
} as const

function ofFields(query: Query, filter: ListFilter): Query {
  let q = query
  for (const name of ['discord_guild_id', 'discord_channel_id', 'owner'] as const) {
    const value = filter[name]
    if (value) q = q.where(equal[name], '=', value)
  }
  if (filter.status === 'open') q = q.where(openCondition)
  if (filter.status === 'closed') q = q.where((eb) => eb.not(openCondition))
  if (filter.state) q = q.where('state', 'in', filter.state)
  if (filter.has_space !== undefined) {
    q = q.where(filter.has_space ? spaceCondition : sql<boolean>`not ${spaceCondition}`)
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

function ofTexts(query: Query, { search, game, tag, participant }: ListFilter): Query {
  let q = query
  if (search) q = q.where(contains(sql<string>`search_text`, search))
  if (game) q = q.where('game_key', '=', fold(game))
  if (tag) q = q.where(contains(sql<string>`tag_keys`, JSON.stringify(fold(tag))))
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

function filtered(db: Reader, filter: ListFilter, visible: Visible): Query {
  const { owner = visible.user_id, participant = visible.user_id } = filter
  const asksForOthers = owner !== visible.user_id || participant !== visible.user_id
  const present = tableOf(db)
    .where('deleted_at', 'is', null)
    .where(visibleTo(visible))
    .$if(asksForOthers, (query) => query.where(namedTo(visible)))
  return ofTexts(ofTimes(ofFields(present, filter), filter), filter)
}

/** Filters besides these leave a part that has to be counted row by row. */
const countedFilters = new Set(['page', 'page_size', 'ordering', 'discord_guild_id'])

/** How many parties there are at all, as the database keeps it. */
async function countPresent(db: Reader, filter: ListFilter, visible: Visible): Promise<number> {
  const { discord_guild_id: guild } = filter
  let query = db.db
    .$extendTables<CountsTable>()
    .selectFrom('recruitment_counts')
    .where(visibleTo(visible))
  if (guild) query = query.where('guild_id', '=', guild)
  const { present } = await query
    .select((eb) => eb.fn.coalesce(eb.fn.sum('present'), eb.lit(0)).as('present'))
    .executeTakeFirstOrThrow()
  return Number(present)
}

async function countRows(db: Reader, filter: ListFilter, visible: Visible): Promise<number> {
  const { total } = await filtered(db, filter, visible)
    .select((eb) => eb.fn.countAll().as('total'))
    .executeTakeFirstOrThrow()
  return Number(total)
}

/** How many parties a filter finds. Few are open, so that those are counted and the rest is known. */
async function countParties(db: Reader, filter: ListFilter, visible: Visible): Promise<number> {
  const { status, ...rest } = filter
  const names = Object.entries(rest).filter(([, value]) => value !== undefined && value !== '')
  const known = names.every(([name]) => countedFilters.has(name))
  if (!known || status === 'open') return countRows(db, filter, visible)
  const present = await countPresent(db, filter, visible)
  if (status === undefined) return present
  return present - (await countRows(db, { ...filter, status: 'open' }, visible))
}

/** Those without a start come last, in either direction. */
function inOrder(query: PartyQuery<{ id: number }>, ordering: ListFilter['ordering']) {
  const direction = ordering.startsWith('-') ? 'desc' : 'asc'
  const column = sql.ref(`recruitments.${ordering.replace('-', '')}`)
  return query
    .orderBy(column, (by) => {
      const ordered = direction === 'desc' ? by.desc() : by.asc()
      return ordering.endsWith('starts_at') ? ordered.nullsLast() : ordered
    })
    .orderBy('recruitments.id', direction)
}

/** One page of parties with their people, and how many there are in all. */
export async function listParties(
  db: Reader,
  filter: ListFilter,
  visible: Visible,
): Promise<{ count: number; views: PartyView[] }> {
  const count = await countParties(db, filter, visible)
  const found = filtered(db, filter, visible).select('recruitments.id')
  const ids = await pageOf(inOrder(found, filter.ordering), count, filter)
  return {
    count,
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
  let query = tableOf(db).where(visibleTo(visible)).where('starts_at', '>=', from)
  if (guild) query = query.where('guild_id', '=', guild)
  if (game) query = query.where('game_key', '=', fold(game))
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
