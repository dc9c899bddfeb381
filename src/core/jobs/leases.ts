import type { Transaction } from '../db/database.ts'
import * as store from './job-store.ts'
import type { JobKind } from './jobs.ts'
import { policyOf } from './policy.ts'
import type { JobQueue } from './queue.ts'
import type { Outcome, Runs } from './runs.ts'

type Failed = {
  job: store.RunRef & { kind: string; guild_id: string }
  verdict: Parameters<typeof store.settleFailed>[2]
}

/** Stores a failure; the kind hears of one that is for good. */
async function settleFailed(
  tx: Transaction,
  kinds: ReadonlyMap<string, JobKind>,
  { job, verdict }: Failed,
  now: number,
): Promise<void> {
  await store.settleFailed(tx, job, verdict, now)
  if (verdict.end !== 'dead') return
  await kinds.get(job.kind)?.buried?.(tx, { id: String(job.id), guild_id: job.guild_id || null })
}

/** Stores how runs ended. */
export async function storeOutcomes(
  tx: Transaction,
  outcomes: readonly Outcome[],
  { kinds, queue }: { kinds: ReadonlyMap<string, JobKind>; queue: JobQueue },
  now: number,
): Promise<void> {
  if (outcomes.length === 0) return
  const done = outcomes.filter(({ verdict }) => verdict.end === 'done')
  await store.finish(
    tx,
    done.map(({ job }) => job),
    now,
  )
  for (const { job, verdict } of outcomes) {
    if (verdict.end === 'done') {
      if (verdict.result) await store.keepResult(tx, job, verdict.result)
    } else await settleFailed(tx, kinds, { job, verdict }, now)
  }
  await queue.settled(
    tx,
    outcomes.map(({ job }) => job),
  )
}

/** Renews the leases of what runs here and returns the claims that are lost. */
export async function renewLeases(
  tx: Transaction,
  runs: Runs,
  now: number,
): Promise<store.RunRef[]> {
  const lost: store.RunRef[] = []
  for (const [length, refs] of runs.leases()) {
    const kept = await store.renew(tx, refs, now + length)
    const held = new Set(kept.map(({ id }) => id))
    lost.push(...refs.filter(({ id }) => !held.has(id)))
  }
  return lost
}

/**
 * Frees the claims that nobody has renewed. An attempt is held against the job, so that one which
 * kills its process does not do so for ever.
 */
export async function freeLapsed(
  tx: Transaction,
  kinds: ReadonlyMap<string, JobKind>,
  queue: JobQueue,
  now: number,
): Promise<void> {
  const lapsed = await store.expired(tx, now)
  const reason = 'The process that ran this job vanished.'
  for (const job of lapsed) {
    const kind = kinds.get(job.kind)
    const wasLast = kind !== undefined && job.attempts + 1 >= policyOf(kind).attempts
    const again = { end: 'again', delayMs: 0, counts: true, reason, code: null } as const
    const verdict = wasLast ? ({ end: 'dead', reason, code: null } as const) : again
    await settleFailed(tx, kinds, { job, verdict }, now)
  }
  if (lapsed.length > 0) await queue.settled(tx, lapsed)
}
