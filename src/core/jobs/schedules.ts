import { statement, type Transaction } from '../db/database.ts'
import { insert } from './job-store.ts'
import type { JobKind, JobSchedule } from './jobs.ts'

const selectDue = statement<{ due_at: number }>('select due_at from job_schedules where name = $1')
const create = statement<never>(
  'insert into job_schedules (name, due_at) values ($1, $2) on conflict (name) do nothing',
)
const advance = statement<{ name: string }>(
  'update job_schedules set due_at = $3 where name = $1 and due_at = $2 returning name',
)

/** The first due time after an instant; due times are the multiples of the interval since 1970. */
export function nextDueTime(everyMs: number, after: number): number {
  return (Math.floor(after / everyMs) + 1) * everyMs
}

/**
 * Enqueues the jobs of the schedules that are due, and returns when the next one is (null without
 * schedules). Of the processes that call this, one enqueues each due time; due times that were
 * missed become one job, and a job that still waits is not doubled.
 */
export async function runSchedules(
  tx: Transaction,
  { schedules, kinds }: { schedules: readonly JobSchedule[]; kinds: ReadonlyMap<string, JobKind> },
  now: number,
): Promise<number | null> {
  let soonest: number | null = null
  for (const { name, everyMs, dueAfter, kind, payload } of schedules) {
    const next = dueAfter?.(now) ?? nextDueTime(everyMs, now)
    await create(tx, name, next)
    const [row] = await selectDue(tx, name)
    const due = row?.due_at ?? next
    // A later stored time than the next one means that the interval has become shorter.
    const isOurs = (due <= now || due > next) && (await advance(tx, name, due, next)).length > 0
    if (isOurs && due <= now) {
      const job = { kind, payload, key: `schedule:${name}`, onConflict: 'keep' as const }
      await insert(tx, job, { priority: kinds.get(kind)?.priority ?? 0, now })
    }
    const upcoming = due <= now || due > next ? next : due
    soonest = Math.min(soonest ?? upcoming, upcoming)
  }
  return soonest
}
