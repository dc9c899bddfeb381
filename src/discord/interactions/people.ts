import type { User } from '#core/access/actor.ts'
import { findUser, rememberUser, shownName, type DiscordAccount } from '#core/access/users.ts'
import type { Services } from '#core/context.ts'
import { parseLocale } from '#core/i18n/locale.ts'

/** People as Discord describes them in interactions, kept up to date in the database. */
export type People = {
  /** At once when the person is known; a first meeting is written down before it resolves. */
  meet(account: DiscordAccount): User | Promise<User>
  /** The same without writing anything down; somebody never met has the id 0. */
  glance(account: DiscordAccount): Promise<User>
  /** Resolves when nothing waits to be written. */
  settle(): Promise<void>
}

const keptInMemory = 10_000

/** Makes the register. */
export function createPeople({
  database,
  clock,
  log,
}: Pick<Services, 'database' | 'clock' | 'log'>): People {
  const known = new Map<string, User>()
  const writing = new Set<Promise<void>>()

  function keep(user: User): User {
    if (known.size >= keptInMemory) {
      const [oldest] = known.keys()
      if (oldest !== undefined) known.delete(oldest)
    }
    known.set(user.discord_id, user)
    return user
  }

  /** A change of name is written beside the request, not before it. */
  function refresh(user: User, account: DiscordAccount): User {
    const display_name = shownName(account)
    const avatar = account.avatar ?? null
    const locale = parseLocale(account.locale) ?? user.locale
    const same =
      user.username === account.username &&
      user.display_name === display_name &&
      user.avatar === avatar &&
      user.locale === locale
    if (same) return user
    const promise = database
      .write((tx) => rememberUser(tx, account, clock))
      .then(() => {})
      .catch((error: unknown) => log.warn({ err: error }, 'a name could not be written down'))
      .finally(() => writing.delete(promise))
    writing.add(promise)
    return keep({ ...user, username: account.username, display_name, avatar, locale })
  }

  async function look(account: DiscordAccount): Promise<User> {
    const user = await findUser(database, account.id)
    if (user) return refresh(keep(user), account)
    return keep(await database.write((tx) => rememberUser(tx, account, clock)))
  }

  return {
    meet(account) {
      const user = known.get(account.id)
      return user ? refresh(user, account) : look(account)
    },
    async glance(account) {
      const found = known.get(account.id) ?? (await findUser(database, account.id))
      const { id: discord_id, username, avatar = null, locale } = account
      return {
        id: found?.id ?? 0,
        discord_id,
        username,
        display_name: shownName(account),
        avatar,
        locale: parseLocale(locale) ?? found?.locale ?? null,
      }
    },
    async settle() {
      while (writing.size > 0) await Promise.allSettled(writing)
    },
  }
}
