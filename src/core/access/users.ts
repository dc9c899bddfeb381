import type { Clock } from '../clock.ts'
import { plainLine } from '../contract.ts'
import { statement, type Transaction } from '../db/database.ts'
import { parseLocale } from '../i18n/locale.ts'
import type { User } from './actor.ts'

/** What Discord says of an account. */
export type DiscordAccount = {
  id: string
  username: string
  global_name?: string | null | undefined
  avatar?: string | null | undefined
  locale?: string | undefined
  /** The account of a bot. */
  bot?: boolean | undefined
}

/** What a name has at most. */
const longestName = 100

/** What an account is called, on a server where it has a name of its own (`nick`) by that. */
export function shownName(
  account: Pick<DiscordAccount, 'username' | 'global_name'> & { nick?: string | null | undefined },
): string {
  const { nick, global_name, username } = account
  const names = [nick, global_name].map((name) => plainLine(name ?? '', longestName))
  return names.find((name) => name !== '') ?? username
}

type UserRow = Omit<User, 'locale'> & { locale: string | null }

const upsert = statement<UserRow>(
  `insert into users (discord_id, username, display_name, avatar, locale, updated_at)
   values ($1, $2, $3, $4, $5, $6)
   on conflict (discord_id) do update set
     username = excluded.username, display_name = excluded.display_name, avatar = excluded.avatar,
     locale = coalesce(excluded.locale, users.locale), updated_at = excluded.updated_at
   returning id, discord_id, username, display_name, avatar, locale`,
)

const byDiscordId = statement<UserRow>(
  'select id, discord_id, username, display_name, avatar, locale from users where discord_id = $1',
)

function user(row: UserRow): User {
  return { ...row, locale: parseLocale(row.locale) }
}

/** The person with this Discord id, or null when Muster has never met them. */
export async function findUser(
  db: Pick<Transaction, 'db' | 'dialect'>,
  discordId: string,
): Promise<User | null> {
  const [row] = await byDiscordId(db, discordId)
  return row ? user(row) : null
}

/** Stores what Discord says of a person now; writes only when something differs. */
export async function rememberUser(
  tx: Transaction,
  account: DiscordAccount,
  clock: Clock,
): Promise<User> {
  const known = await findUser(tx, account.id)
  const name = shownName(account)
  const avatar = account.avatar ?? null
  const locale = parseLocale(account.locale)
  const same =
    known?.username === account.username &&
    known.display_name === name &&
    known.avatar === avatar &&
    (locale === null || known.locale === locale)
  if (known && same) return known
  const [row] = await upsert(tx, account.id, account.username, name, avatar, locale, clock.now())
  if (!row) throw new Error('an upsert returns its row')
  return user(row)
}
