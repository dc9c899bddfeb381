import { statement, type Transaction } from '#core/db/database.ts'
import { tables } from './tables.ts'

const lockUser = statement<never>('select pg_advisory_xact_lock(hashtext($1))')

/** How often somebody may do something: so many times in any stretch of so many milliseconds. */
export type UseLimit = { kind: string; limit: number; windowMs: number }

/**
 * Notes that somebody does something. Returns 0, or how long to wait when the limit is reached; then
 * nothing is noted. All processes count together.
 */
export async function takeUse(
  tx: Transaction,
  use: UseLimit & { user_id: string; id: string },
  now: number,
): Promise<number> {
  const { kind, limit, windowMs, user_id, id } = use
  if (tx.dialect === 'postgres') await lockUser(tx, `forms:${kind}:${user_id}`)
  const since = now - windowMs
  const own = tables(tx)
    .selectFrom('form_uses')
    .select('at')
    .where('user_id', '=', user_id)
    .where('kind', '=', kind)
    .where('at', '>', since)
    .orderBy('at', 'desc')
  const times = (await own.limit(limit).execute()).map(({ at }) => at)
  const earliest = times.at(limit - 1)
  if (earliest !== undefined) return earliest + windowMs - now
  await tables(tx).insertInto('form_uses').values({ id, user_id, kind, at: now }).execute()
  return 0
}

/** Forgets what no limit looks at any more. */
export async function forgetUses(
  tx: Transaction,
  limits: readonly Pick<UseLimit, 'kind' | 'windowMs'>[],
  now: number,
): Promise<void> {
  for (const { kind, windowMs } of limits) {
    const old = tables(tx).deleteFrom('form_uses').where('kind', '=', kind)
    await old.where('at', '<=', now - windowMs).execute()
  }
}
