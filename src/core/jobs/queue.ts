import type { Transaction } from '../db/database.ts'
import type { ClaimedJob, RunRef } from './job-store.ts'

/** How claimed jobs reach a worker: the one thing in which the two drivers differ. */
export type JobQueue = {
  /** The longest lease, in milliseconds: how long a crash may hold up the work it interrupted. */
  readonly longestLeaseMs: number
  start(): Promise<void>
  /** Called first in a transaction that claims; makes claims of several processes take turns. */
  beforeClaim(tx: Transaction): Promise<void>
  /** Hands claimed jobs over, in the transaction of their claim. */
  hand(tx: Transaction, jobs: readonly ClaimedJob[]): Promise<void>
  /** Takes up to `limit` jobs that were handed over, oldest first. */
  take(limit: number): Promise<ClaimedJob[]>
  /** Called in the transaction that ends these claims, however they ended. */
  settled(tx: Transaction, refs: readonly RunRef[]): Promise<void>
  stop(): Promise<void>
}
