import type { ClaimedJob } from './job-store.ts'
import type { JobQueue } from './queue.ts'

/** One process works on an embedded database, so an interrupted job may soon run again. */
const longestLeaseMs = 5_000

/** The embedded driver: what a round claims is its own as soon as the claim is committed. */
export function createSqliteQueue(): JobQueue {
  const claimed: ClaimedJob[] = []
  return {
    longestLeaseMs,
    start: () => Promise.resolve(),
    beforeClaim: () => Promise.resolve(),
    hand(tx, jobs) {
      tx.afterCommit(() => claimed.push(...jobs))
      return Promise.resolve()
    },
    take: (limit) => Promise.resolve(claimed.splice(0, limit)),
    settled: () => Promise.resolve(),
    stop: () => Promise.resolve(),
  }
}
