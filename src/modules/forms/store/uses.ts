import { statement, type Transaction } from '#core/db/database.ts'
import { tables, type Reader } from './tables.ts'

const lockUser = statement<never>('select pg_advisory_xact_lock(hashtext($1))')

/** How often somebody may do something: so many times in any stretch of so many milliseconds. */
export type UseLimit = { kind: string; limit: number; windowMs: number }

/** How long somebody has to wait until he or she may do something once more, in milliseconds. */
export async function waitFor(
  from: Reader,
  use: UseLimit & { user_id: string },
  now: number,
): Promise<number> {
  const { kind, limit, windowMs, user_id } = use
  const rows = await tables(from)
    .selectFrom('form_uses')
    .select('at')
    .where('user_id', '=', user_id)
    .where('kind', '=', kind)
    .where('at', '>', now - windowMs)
    .orderBy('at', 'desc')
    .limit(limit)
    .execute()
  const earliest = rows.at(limit - 1)?.at
  return earliest === undefined ? 0 : earliest + windowMs - now
}

/**
 * Notes that somebody does something. Returns 0, or how long to wait when the limit is reached; then
 * nothing is noted. All processes count together.
 */
export async function takeUse(
  tx: Transaction,
  use: UseLimit & { user_id: string; id: string },
  now: number,
): Promise<number> {
  const { kind, user_id, id } = use
  if (tx.dialect === 'postgres') await lockUser(tx, `forms:${kind}:${user_id}`)
  const waitMs = await waitFor(tx, use, now)
  if (waitMs > 0) return waitMs
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
