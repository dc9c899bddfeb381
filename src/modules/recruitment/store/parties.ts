import type { Generated } from 'kysely'
import type { Context } from '#core/context.ts'
import { statement, type Transaction } from '#core/db/database.ts'
import { fold } from '#core/fold.ts'
import { noTail, type Tail } from '#core/seats/seats.ts'
import { loadManySeats, loadSeats, type StoredSeat, type Wanted } from '#core/seats/store.ts'
import type { Locale } from '#core/i18n/locale.ts'
import type { RecruitmentJson } from '../contract/party.ts'
import type { PartyState } from '../rules/party.ts'

/** A party without its people. Times are epoch milliseconds. */
export type Party = PartyState & {
  id: number
  guild_id: string
  channel_id: string
  message_id: string | null
  /** Until then the answer to the command may become the message. */
  post_after: number | null
  title: string
  description: string
  current_slots: number
  game: string | null
  tags: readonly string[]
  template: string | null
  visibility: RecruitmentJson['visibility']
  locale: Locale
  timezone: string | null
  ping_role_id: string | null
  required_role_id: string | null
  wants_voice: boolean
  wants_thread: boolean
  voice_channel_id: string | null
  thread_id: string | null
  bumped_at: number | null
  /** When the pending clock job is due; null when there is none. */
  clock_at: number | null
  version: number
  created_at: number
  updated_at: number
}

/** The person a party belongs to. */
export type Owner = {
  id: number
  discord_id: string
  username: string
  display_name: string
  avatar: string | null
}

/**
 * A party with its people, as use cases hand it out: all who have a place and the head of the queue.
 * Of a long queue the rest is only counted (`tail`).
 */
export type PartyView = {
  party: Party
  seats: StoredSeat[]
  tail: Tail
  owner: Owner
  /** The guild shows the names of its people to everybody. */
  names_public: boolean
}

const flags = ['waitlist_enabled', 'start_on_full', 'wants_voice', 'wants_thread'] as const
const lists = ['roles', 'tags'] as const
type Flag = (typeof flags)[number]
type List = (typeof lists)[number]
type PartyRow = Omit<Party, Flag | List> & Record<Flag, number> & Record<List, string>
type OwnerColumns = {
  owner_user_id: number
  owner_username: string
  owner_display_name: string
  owner_avatar: string | null
  names_public: number
}

/** What a party is found by, as searches compare it; the tags as JSON. */
type Keys = { search_text: string; game_key: string | null; tag_keys: string }

/** The module's own table, for Kysely. */
export type RecruitmentTables = {
  recruitments: Omit<PartyRow, 'id'> & Keys & { id: Generated<number>; deleted_at: number | null }
  recruitment_settings: { guild_id: string; names_public: number }
}

type Reader = Pick<Transaction, 'db' | 'dialect'>

const partyColumns = [
  'id',
  'guild_id',
  'channel_id',
  'message_id',
  'post_after',
  'owner_id',
  'title',
  'description',
  'max_slots',
  'min_slots',
  'current_slots',
  'roles',
  'waitlist_enabled',
  'offer_ms',
  'start_on_full',
  'state',
  'closed_reason',
  'closed_at',
  'starts_at',
  'started_at',
  'expires_at',
  'timezone',
  'active_at',
  'last_call_at',
  'game',
  'tags',
  'template',
  'visibility',
  'locale',
  'ping_role_id',
  'required_role_id',
  'wants_voice',
  'wants_thread',
  'voice_channel_id',
  'thread_id',
  'bumped_at',
  'clock_at',
  'version',
  'created_at',
  'updated_at',
] as const satisfies (keyof PartyRow)[]

const selectColumns = `${partyColumns.map((name) => `r.${name}`).join(', ')},
    u.id as owner_user_id, u.username as owner_username, u.display_name as owner_display_name,
    u.avatar as owner_avatar, coalesce(g.names_public, 0) as names_public`
const selectParty = `select ${selectColumns}
  from recruitments r join users u on u.discord_id = r.owner_id
    left join recruitment_settings g on g.guild_id = r.guild_id
  where r.id = $1 and r.deleted_at is null`
const find = statement<PartyRow & OwnerColumns>(selectParty)
const findForUpdate = statement<PartyRow & OwnerColumns>(`${selectParty} for update of r`)
const findDeleted = statement<PartyRow & OwnerColumns>(
  selectParty.replace('is null', 'is not null'),
)
const updateState = statement<never>(
  `update recruitments set owner_id = $2, current_slots = $3, state = $4, closed_reason = $5,
     closed_at = $6, started_at = $7, active_at = $8, last_call_at = $9, clock_at = $10,
     version = $11, updated_at = $12
   where id = $1`,
)

const unended = statement<{ id: number }>(
  `select id from recruitments
   where deleted_at is null and message_id is not null and state in ('open', 'full', 'started') order by id`,
)

/** Ids of parties whose message people still use. */
export async function unendedParties(from: Reader): Promise<number[]> {
  return (await unended(from)).map(({ id }) => id)
}

const scheduled = statement<Pick<PartyRow, 'id' | 'guild_id' | 'state' | 'starts_at'>>(
  `select id, guild_id, state, starts_at from recruitments
   where guild_id = $1 and starts_at > $2 and deleted_at is null and state in ('open', 'full')`,
)

/** The parties of a guild whose start is yet to come. */
export async function loadScheduled(
  from: Reader,
  guildId: string,
  now: number,
): Promise<Pick<Party, 'id' | 'guild_id' | 'state' | 'starts_at'>[]> {
  return scheduled(from, guildId, now)
}

/** The name of a party's board in the table of seats. */
export function boardOf(id: number): string {
  return `recruitment:${id}`
}

function partyOf(row: PartyRow): Party {
  return {
    ...row,
    waitlist_enabled: row.waitlist_enabled === 1,
    start_on_full: row.start_on_full === 1,
    wants_voice: row.wants_voice === 1,
    wants_thread: row.wants_thread === 1,
    roles: JSON.parse(row.roles) as Party['roles'],
    tags: JSON.parse(row.tags) as string[],
  }
}

function keysOf({ title, description, game, tags }: Omit<Party, 'id'>): Keys {
  return {
    search_text: fold(`${title} ${description} ${game ?? ''}`),
    game_key: game === null ? null : fold(game),
    tag_keys: JSON.stringify(tags.map(fold)),
  }
}

function rowOf(party: Omit<Party, 'id'>): Omit<PartyRow, 'id'> & Keys {
  return {
    ...keysOf(party),
    ...party,
    waitlist_enabled: Number(party.waitlist_enabled),
    start_on_full: Number(party.start_on_full),
    wants_voice: Number(party.wants_voice),
    wants_thread: Number(party.wants_thread),
    roles: JSON.stringify(party.roles),
    tags: JSON.stringify(party.tags),
  }
}

function split(row: PartyRow & OwnerColumns): Omit<PartyView, 'seats' | 'tail'> {
  const { owner_user_id, owner_username, owner_display_name, owner_avatar, ...rest } = row
  const { names_public, ...party } = rest
  return {
    party: partyOf(party),
    names_public: names_public === 1,
    owner: {
      id: owner_user_id,
      discord_id: party.owner_id,
      username: owner_username,
      display_name: owner_display_name,
      avatar: owner_avatar,
    },
  }
}

/** Whom to load of a long queue besides its head. */
export type WantedPeople = Omit<Wanted, 'options'>

/** The people of a party: besides the usual ones those who are wanted, and the first of each role. */
async function withSeats(
  db: Reader,
  row: (PartyRow & OwnerColumns) | undefined,
  wanted: WantedPeople,
): Promise<PartyView | null> {
  if (!row) return null
  const known = split(row)
  const { party } = known
  const options = party.roles.map(({ key }) => key)
  return { ...known, ...(await loadSeats(db, boardOf(party.id), { ...wanted, options })) }
}

/** A party that has not been deleted, with its people. */
export async function loadParty(
  db: Reader,
  id: number,
  wanted: WantedPeople = {},
): Promise<PartyView | null> {
  const [row] = await find(db, id)
  return withSeats(db, row, wanted)
}

/** A party that has been deleted, as it was. */
export async function loadDeletedParty(db: Reader, id: number): Promise<PartyView | null> {
  const [row] = await findDeleted(db, id)
  return withSeats(db, row, {})
}

/** A party as `loadParty` gives it, holding its lock until the commit. */
export async function lockParty(
  tx: Transaction,
  id: number,
  wanted: WantedPeople = {},
): Promise<PartyView | null> {
  const [row] = await (tx.dialect === 'postgres' ? findForUpdate : find)(tx, id)
  return withSeats(tx, row, wanted)
}

/** Stores a new party and returns its id. */
export async function insertParty(tx: Transaction, party: Omit<Party, 'id'>): Promise<number> {
  const row = await tx.db
    .$extendTables<RecruitmentTables>()
    .insertInto('recruitments')
    .values({ ...rowOf(party), deleted_at: null })
    .returning('id')
    .executeTakeFirstOrThrow()
  return row.id
}

/** Writes what coming, going and time change of a party; the hot path. */
export async function updatePartyState(tx: Transaction, party: Party): Promise<void> {
  const { id, owner_id, current_slots, state, closed_reason, closed_at, started_at } = party
  const { active_at, last_call_at, clock_at, version, updated_at } = party
  const ends = [closed_reason, closed_at, started_at, active_at, last_call_at, clock_at] as const
  await updateState(tx, id, owner_id, current_slots, state, ...ends, version, updated_at)
}

/** Writes everything of a party that may change. */
export async function updateParty(tx: Transaction, { id, ...party }: Party): Promise<void> {
  await tx.db
    .$extendTables<RecruitmentTables>()
    .updateTable('recruitments')
    .set(rowOf(party))
    .where('id', '=', id)
    .execute()
}

/** Hides a party from everybody; the row stays for the history. */
export async function markDeleted(tx: Transaction, party: Party, now: number): Promise<void> {
  await tx.db
    .$extendTables<RecruitmentTables>()
    .updateTable('recruitments')
    .set({ deleted_at: now, updated_at: now, version: party.version })
    .where('id', '=', party.id)
    .execute()
}

/**
 * Parties in the order of the given ids; deleted ones are left out. `person` is loaded wherever he
 * or she waits.
 */
export async function loadParties(
  db: Reader,
  ids: readonly number[],
  person: string | null,
): Promise<PartyView[]> {
  if (ids.length === 0) return []
  const rows = await db.db
    .$extendTables<RecruitmentTables>()
    .selectFrom('recruitments')
    .innerJoin('users', 'users.discord_id', 'recruitments.owner_id')
    .leftJoin('recruitment_settings', 'recruitment_settings.guild_id', 'recruitments.guild_id')
    .select(partyColumns.map((name) => `recruitments.${name}` as const))
    .select(['users.id as owner_user_id', 'users.username as owner_username'])
    .select(['users.display_name as owner_display_name', 'users.avatar as owner_avatar'])
    .select((eb) =>
      eb.fn.coalesce('recruitment_settings.names_public', eb.lit(0)).as('names_public'),
    )
    .where('recruitments.id', 'in', [...ids])
    .where('recruitments.deleted_at', 'is', null)
    .execute()
  const boards = await loadManySeats(db, ids.map(boardOf), person)
  const nobody = { seats: [], tail: noTail }
  const views = rows.map((row) => ({ ...split(row), ...(boards.get(boardOf(row.id)) ?? nobody) }))
  const byId = new Map(views.map((view) => [view.party.id, view]))
  return ids.flatMap((id) => byId.get(id) ?? [])
}

/** Committed state, for use cases that only read. */
export function reader(context: Context): Reader {
  return context.database
}

const liveParty = statement<{ id: number }>(
  `select r.id from recruitments r join seats s on s.parent = 'recruitment:' || r.id
   where s.user_id = $1 and r.guild_id = $2 and r.id <> $3 and r.deleted_at is null
     and r.state in ('open', 'full', 'started') limit 1`,
)
const ownLive = statement<{ count: number }>(
  `select count(*) as count from recruitments
   where owner_id = $1 and guild_id = $2 and deleted_at is null
     and state in ('open', 'full', 'started')`,
)
const lockPerson = statement<never>('select pg_advisory_xact_lock(hashtext($1))')

/** Serialises what one person does in a guild, where parties' own locks do not. */
async function holdPerson(tx: Transaction, guildId: string, userId: string): Promise<void> {
  if (tx.dialect === 'postgres') await lockPerson(tx, `${guildId}:${userId}`)
}

/** Whether somebody is in, or waits for, another running party of the guild. */
export async function hasLiveParty(
  tx: Transaction,
  guildId: string,
  userId: string,
  otherThan: number,
): Promise<boolean> {
  await holdPerson(tx, guildId, userId)
  return (await liveParty(tx, userId, guildId, otherThan)).length > 0
}

/** How many running parties somebody owns in the guild. */
export async function countOwnLive(
  tx: Transaction,
  guildId: string,
  userId: string,
): Promise<number> {
  await holdPerson(tx, guildId, userId)
  const [row] = await ownLive(tx, userId, guildId)
  return Number(row?.count ?? 0)
}
