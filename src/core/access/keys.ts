import { z } from 'zod'
import type { Clock } from '../clock.ts'
import { statement, type Database } from '../db/database.ts'
import { randomToken, type Random } from '../ids.ts'
import { parseLocale } from '../i18n/locale.ts'
import { scopes, type Scope, type User } from './actor.ts'
import { hashSecret } from './secrets.ts'

/** What a key may do, and for whom. */
export type Key = {
  id: string
  name: string
  scopes: readonly Scope[]
  /** Null: every guild. */
  guild_ids: readonly string[] | null
  /** Discord ids of the only people it may act for. Null: anybody. */
  act_as: readonly string[] | null
  /** The person a personal key belongs to; null for a service. */
  user: User | null
}

/** A key as operators see it in a list. */
export type KeyView = Omit<Key, 'user'> & {
  user_id: number | null
  created_at: number
  expires_at: number | null
  last_used_at: number | null
  revoked_at: number | null
}

/** What a new key is asked to be. */
export type NewKey = {
  name: string
  scopes: readonly Scope[]
  guild_ids?: readonly string[] | null
  act_as?: readonly string[] | null
  /** Epoch milliseconds from which on it is good for nothing; never unless given. */
  expires_at?: number | null
  /** Makes it a personal key of this person. */
  user_id?: number | null
}

type Row = {
  id: string
  name: string
  scopes: string
  guild_ids: string | null
  act_as: string | null
  created_at: number
  expires_at: number | null
  last_used_at: number | null
  revoked_at: number | null
  user_id: number | null
}
type PersonRow = Row & {
  discord_id: string | null
  username: string | null
  display_name: string | null
  avatar: string | null
  locale: string | null
}

const columns = `k.id, k.name, k.scopes, k.guild_ids, k.act_as, k.created_at, k.expires_at, k.last_used_at,
  k.revoked_at, k.user_id`
const find = `select ${columns}, u.discord_id, u.username, u.display_name, u.avatar, u.locale
  from api_keys k left join users u on u.id = k.user_id where k.revoked_at is null
  and (k.expires_at is null or k.expires_at > $2)`
const byHash = statement<PersonRow>(`${find} and k.key_hash = $1`)
const byId = statement<PersonRow>(`${find} and k.id = $1`)
const all = statement<Row>(`select ${columns} from api_keys k order by k.created_at, k.id`)
const insert = statement<never>(
  `insert into api_keys (id, name, key_hash, scopes, guild_ids, user_id, created_at, act_as,
   expires_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
)
const touch = statement<never>('update api_keys set last_used_at = $2 where id = $1')
const revoke = statement<{ id: string }>(
  'update api_keys set revoked_at = $2 where (id = $1 or name = $1) and revoked_at is null returning id',
)
/** How exactly the last use is kept; spares a write per request. */
const touchEveryMs = 5 * 60_000

const scopeList = z.array(z.enum(scopes))
const idList = z.array(z.string()).nullable()

function ids(list: string | null): string[] | null {
  return idList.parse(list === null ? null : JSON.parse(list))
}

function shared(row: Row): Omit<Key, 'user'> {
  return {
    id: row.id,
    name: row.name,
    scopes: scopeList.parse(JSON.parse(row.scopes)),
    guild_ids: ids(row.guild_ids),
    act_as: ids(row.act_as),
  }
}

function owner(row: PersonRow): User | null {
  const { user_id, discord_id, username, display_name, avatar, locale } = row
  if (user_id === null || discord_id === null) return null
  return {
    id: user_id,
    discord_id,
    username: username ?? discord_id,
    display_name: display_name ?? discord_id,
    avatar,
    locale: parseLocale(locale),
  }
}

/** Keys of other software. */
export type Keys = ReturnType<typeof createKeys>

/** Makes the store of keys; works beside a running server. */
export function createKeys(services: { database: Database; clock: Clock; random: Random }) {
  const { database, clock, random } = services

  async function known(row: PersonRow | undefined): Promise<Key | null> {
    if (!row) return null
    const now = clock.now()
    if (now - (row.last_used_at ?? 0) > touchEveryMs) {
      await database.write((tx) => touch(tx, row.id, now))
    }
    return { ...shared(row), user: owner(row) }
  }

  return {
    /** The key with this text, or null when there is none, it was revoked or has expired. */
    async find(text: string): Promise<Key | null> {
      if (!text.startsWith('mk_')) return null
      return known((await byHash(database, hashSecret(text), clock.now()))[0])
    },

    /** The key with this public name, as a ticket refers to it. */
    async findById(id: string): Promise<Key | null> {
      return known((await byId(database, id, clock.now()))[0])
    },

    /** Makes a key; its text (`mk_…`) is shown here once and never again. */
    async create(key: NewKey): Promise<{ id: string; key: string }> {
      const text = `mk_${randomToken(random)}`
      const id = randomToken(random, 9)
      const guilds = key.guild_ids ? JSON.stringify(key.guild_ids) : null
      const granted = JSON.stringify(scopeList.parse(key.scopes))
      const people = key.act_as ? JSON.stringify(key.act_as) : null
      const whose = [key.user_id ?? null, clock.now(), people, key.expires_at ?? null]
      await database.write((tx) =>
        insert(tx, id, key.name, hashSecret(text), granted, guilds, ...whose),
      )
      return { id, key: text }
    },

    /** All keys, oldest first. */
    async list(): Promise<KeyView[]> {
      return (await all(database)).map((row) => ({
        ...shared(row),
        user_id: row.user_id,
        created_at: row.created_at,
        expires_at: row.expires_at,
        last_used_at: row.last_used_at,
        revoked_at: row.revoked_at,
      }))
    },

    /** Revokes the keys with this id or name; false when there is none. */
    revoke: (idOrName: string): Promise<boolean> =>
      database.write(async (tx) => (await revoke(tx, idOrName, clock.now())).length > 0),
  }
}
