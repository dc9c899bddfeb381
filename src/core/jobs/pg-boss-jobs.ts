import { fromKysely, PgBoss } from 'pg-boss'
import { z } from 'zod'
import { statement, type Database } from '../db/database.ts'
import type { Log } from '../log.ts'
import { claimed, type RunRef } from './job-store.ts'
import type { JobQueue } from './queue.ts'

const queueName = 'due-jobs'
/** How long the other processes wait before they take a silent one for dead. */
const longestLeaseMs = 15_000

const ticketData = z.object({ id: z.int(), run: z.int() })
// Claims are estimated as costly and would each be compiled first, which takes ten times as long.
const takeTurns = statement<never>(
  `select pg_advisory_xact_lock(577215664), set_config('jit', 'off', true)`,
)

/** A ticket is named after the claim that it stands for, so that it is found without a column. */
function ticketId({ id, run }: RunRef): string {
  const left = run.toString(16).padStart(8, '0')
  return `${left}-0000-4000-8000-${id.toString(16).padStart(12, '0')}`
}

/**
 * The clustered driver: the transaction that claims due jobs also sends a ticket for each to pg-boss,
 * from which the processes take them. pg-boss' own timers are off: due times, leases and repetition
 * are those of the job table, on the program's clock.
 */
export function createPgBossQueue(database: Database, log: Log): JobQueue {
  const boss = new PgBoss({ db: fromKysely(database.db), supervise: false, schedule: false })
  boss.on('error', (error) => log.error({ err: error }, 'pg-boss reported an error'))

  async function withdraw(refs: readonly RunRef[], db = fromKysely(database.db)): Promise<void> {
    await boss.deleteJob(queueName, refs.map(ticketId), { db })
  }

  return {
    longestLeaseMs,
    async start() {
      // Processes that make pg-boss' tables at the same time get in each other's way.
      await database.write(async (tx) => {
        await takeTurns(tx)
        await boss.start()
        await boss.createQueue(queueName)
      })
    },
    async beforeClaim(tx) {
      await takeTurns(tx)
    },
    async hand(tx, jobs) {
      const tickets = jobs.map(({ id, run, priority }) => ({
        id: ticketId({ id, run }),
        data: { id, run },
        priority,
      }))
      await boss.insert(queueName, tickets, { db: fromKysely(tx.db) })
    },
    async take(limit) {
      const tickets = await boss.fetch(queueName, { batchSize: limit })
      if (tickets.length === 0) return []
      const refs = tickets.map((ticket) => ticketData.parse(ticket.data))
      const jobs = await claimed(database, refs)
      const valid = new Set(jobs.map(({ id }) => id))
      const stale = refs.filter(({ id }) => !valid.has(id))
      if (stale.length > 0) await withdraw(stale)
      return jobs
    },
    settled: (tx, refs) => withdraw(refs, fromKysely(tx.db)),
    stop: () => boss.stop({ graceful: false, close: false }),
  }
}
