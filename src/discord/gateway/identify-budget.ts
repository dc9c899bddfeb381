import type { IIdentifyThrottler } from '@discordjs/ws'
import { wait, type Clock } from '#core/clock.ts'
import type { Database, Transaction } from '#core/db/database.ts'
import type { Log } from '#core/log.ts'
import type { DiscordTables } from '../tables.ts'

/** What Discord says of the starts that are left (`session_start_limit` of `GET /gateway/bot`). */
export type StartLimit = { remaining: number; reset_after: number; max_concurrency: number }

/** One identify per bucket in this time, in milliseconds. */
export const identifySpacingMs = 5_000
/** Identifies per hour at most, so that a crash loop never reaches Discord's limit. */
export const identifiesPerHour = 60
/** Below so many starts left Discord is left alone. */
export const reserve = 100

const hourMs = 3_600_000

/** Milliseconds until the next identify of a bucket is allowed, given those of the last hour. */
export function identifyWaitMs(
  recent: readonly { bucket: number; at: number }[],
  bucket: number,
  now: number,
): number {
  const lastHour = recent.filter(({ at }) => at > now - hourMs).toSorted((a, b) => a.at - b.at)
  const last = lastHour.findLast((one) => one.bucket === bucket)
  const blocking = lastHour.at(-identifiesPerHour)
  return Math.max(
    0,
    last ? last.at + identifySpacingMs - now : 0,
    blocking ? blocking.at + hourMs - now : 0,
  )
}

async function take(tx: Transaction, bucket: number, now: number): Promise<number> {
  const db = tx.db.$extendTables<DiscordTables>()
  await db
    .deleteFrom('gateway_identifies')
    .where('at', '<=', now - hourMs)
    .execute()
  const recent = await db.selectFrom('gateway_identifies').select(['bucket', 'at']).execute()
  const waitMs = identifyWaitMs(recent, bucket, now)
  if (waitMs > 0) return waitMs
  await db
    .insertInto('gateway_identifies')
    .values({ id: `${bucket}:${now}`, bucket, at: now })
    .execute()
  return 0
}

/** Makes the client library wait for the budget, which is kept in the database. */
export function createIdentifyBudget(needs: {
  database: Database
  clock: Clock
  log: Log
  startLimit(): Promise<StartLimit>
  /** Says in words what is waited for; null when it is over. */
  waiting(reason: string | null): void
}): IIdentifyThrottler {
  const { database, clock, log } = needs

  async function waitMs(shardId: number): Promise<{ ms: number; reason: string }> {
    const limit = await needs.startLimit()
    if (limit.remaining < reserve) {
      const reason = `only ${limit.remaining} gateway starts are left today`
      return { ms: Math.min(limit.reset_after, 60_000), reason }
    }
    const bucket = shardId % limit.max_concurrency
    const ms = await database.write((tx) => take(tx, bucket, clock.now()))
    return { ms, reason: 'the bot was started often in the last hour' }
  }

  return {
    async waitForIdentify(shardId, signal) {
      for (;;) {
        if (signal.aborted) throw new Error('the shard was closed')
        const next = await waitMs(shardId).catch((error: unknown) => {
          log.warn({ err: error }, 'the identify budget could not be read')
          return { ms: 5_000, reason: 'Discord or the database cannot be asked' }
        })
        if (next.ms <= 0) break
        if (next.ms > identifySpacingMs) needs.waiting(next.reason)
        await wait(clock, next.ms, signal)
      }
      needs.waiting(null)
    },
  }
}
