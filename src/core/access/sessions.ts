import type { Clock } from '../clock.ts'
import { statement, type Database, type Transaction } from '../db/database.ts'
import { randomToken, type Random } from '../ids.ts'
import { parseLocale } from '../i18n/locale.ts'
import type { Actor, User } from './actor.ts'
import { hashSecret } from './secrets.ts'
import type { SessionsTable } from './tables.ts'

/** A session ends after this long without a request, in milliseconds. */
export const sessionIdleMs = 12 * 3_600_000
/** A session ends this long after the sign-in, in milliseconds. */
export const sessionMaxMs = 14 * 24 * 3_600_000
/** How exactly the last use is kept; spares a write per request. */
const touchEveryMs = 5 * 60_000

/** A valid session and its person. */
export type Session = { id: string; user: User }

/** Hears which callers have just lost their session. */
export type SessionsEnded = (concerns: (actor: Actor) => boolean) => void

/** A session as its owner sees it in a list. */
export type SessionView = Pick<
  SessionsTable,
  'id' | 'user_agent' | 'created_at' | 'last_seen_at' | 'expires_at'
>

type Row = Omit<User, 'locale' | 'id'> & {
  session_id: string
  last_seen_at: number
  user_id: number
  locale: string | null
}

const columns = `s.id as session_id, s.last_seen_at, u.id as user_id, u.discord_id, u.username,
  u.display_name, u.avatar, u.locale from sessions s join users u on u.id = s.user_id`
const alive = 's.expires_at > $2 and s.last_seen_at > $3'
const byToken = statement<Row>(`select ${columns} where s.token_hash = $1 and ${alive}`)
const byId = statement<Row>(`select ${columns} where s.id = $1 and ${alive}`)
const insert = statement<never>(
  `insert into sessions (id, token_hash, user_id, user_agent, created_at, last_seen_at, expires_at)
   values ($1, $2, $3, $4, $5, $6, $7)`,
)
const touch = statement<never>('update sessions set last_seen_at = $2 where id = $1')
const endByToken = statement<never>('delete from sessions where token_hash = $1')
const endOne = statement<{ id: string }>(
  'delete from sessions where id = $1 and user_id = $2 returning id',
)
const endOthers = statement<never>('delete from sessions where user_id = $1 and id <> $2')
const list = statement<SessionView>(
  `select id, user_agent, created_at, last_seen_at, expires_at from sessions s
   where user_id = $1 and ${alive} order by last_seen_at desc, id`,
)
const forgetEnded = statement<never>(
  'delete from sessions where expires_at <= $1 or last_seen_at <= $2',
)

/** Signed-in browsers. */
export type Sessions = ReturnType<typeof createSessions>

/** Makes the store of sessions. */
export function createSessions(services: { database: Database; clock: Clock; random: Random }) {
  const { database, clock, random } = services

  function session(row: Row): Session {
    const { session_id: id, last_seen_at: _, user_id, locale, ...person } = row
    return { id, user: { ...person, id: user_id, locale: parseLocale(locale) } }
  }

  return {
    /** The session of a cookie's value, or null when there is none or it has ended. */
    async find(token: string): Promise<Session | null> {
      const now = clock.now()
      const [row] = await byToken(database, hashSecret(token), now, now - sessionIdleMs)
      if (!row) return null
      const { session_id: id, last_seen_at } = row
      if (now - last_seen_at > touchEveryMs) await database.write((tx) => touch(tx, id, now))
      return session(row)
    },

    /** The session with this public name; looking is no use of it and does not keep it alive. */
    async findById(id: string): Promise<Session | null> {
      const now = clock.now()
      const [row] = await byId(database, id, now, now - sessionIdleMs)
      return row ? session(row) : null
    },

    /** Begins a session and ends the one that this browser had; returns the cookie's value. */
    async begin(
      tx: Transaction,
      user: User,
      browser: { userAgent: string; previousToken: string | undefined },
    ): Promise<string> {
      const now = clock.now()
      const token = randomToken(random)
      if (browser.previousToken) await endByToken(tx, hashSecret(browser.previousToken))
      await forgetEnded(tx, now, now - sessionIdleMs)
      const id = randomToken(random, 9)
      const agent = browser.userAgent.slice(0, 200)
      await insert(tx, id, hashSecret(token), user.id, agent, now, now, now + sessionMaxMs)
      return token
    },

    /** The sessions of a person, last used first. */
    list(userId: number): Promise<SessionView[]> {
      const now = clock.now()
      return list(database, userId, now, now - sessionIdleMs)
    },

    /** Ends one session of a person; false when there is no such session. */
    end: (userId: number, id: string): Promise<boolean> =>
      database.write(async (tx) => (await endOne(tx, id, userId)).length > 0),

    /** Ends all sessions of a person but one. */
    endOthers: (userId: number, keepId: string): Promise<unknown> =>
      database.write((tx) => endOthers(tx, userId, keepId)),
  }
}
