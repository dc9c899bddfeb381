import { sql } from 'kysely'
import type { Database, Transaction } from '../db/database.ts'
import * as store from './job-store.ts'
import type { JobFilter, JobKind, Jobs, JobSchedule } from './jobs.ts'
import { createPgBossQueue } from './pg-boss-jobs.ts'
import { createSqliteQueue } from './sqlite-jobs.ts'
import type { JobTables } from './tables.ts'
import { wakeChannel, Worker, type JobServices } from './worker.ts'

/** A name, or all that begin with one which ends in the mark. */
function named(name: string, mark: string): ['=' | 'like', string] {
  return name.endsWith(mark) ? ['like', `${name}%`] : ['=', name]
}

function matching(database: Database, filter: JobFilter) {
  const { state, kind, guild_id, group, key, since } = filter
  let query = database.db.$extendTables<JobTables>().selectFrom('jobs')
  // A literal, so that the index of this state alone is used.
  if (state) query = query.where('state', '=', sql.lit(state))
  if (typeof kind === 'string') query = query.where('kind', ...named(kind, '.'))
  else if (kind) {
    query = query.where((eb) => eb.or(kind.map((one) => eb('kind', ...named(one, '.')))))
  }
  if (guild_id) query = query.where('guild_id', '=', guild_id)
  if (group) query = query.where('group_key', ...named(group, ':'))
  if (key) query = query.where('key', ...named(key, ':'))
  if (since !== undefined) query = query.where('finished_at', '>=', since)
  return query
}

/**
 * Makes the background work of one process: over a table beside the data, and on PostgreSQL with
 * pg-boss between the processes. `kinds` is asked once, and late, because kinds are usually made from
 * services of which these jobs are one. Without `start` jobs can be added but nothing runs.
 */
export function createJobs(
  services: JobServices,
  kinds: () => readonly JobKind[],
  schedules: readonly JobSchedule[],
): Jobs {
  const { database, clock, log, signals } = services
  const announced = new WeakSet<Transaction>()
  let known: ReadonlyMap<string, JobKind> | null = null
  let worker: Worker | null = null

  const kindsByName = () => (known ??= new Map(kinds().map((kind) => [kind.kind, kind])))

  function announce(tx: Transaction): void {
    if (announced.has(tx)) return
    announced.add(tx)
    tx.afterCommit(() => signals.send(wakeChannel))
  }

  return {
    async enqueue(tx, job) {
      const priority = kindsByName().get(job.kind)?.priority ?? 0
      const added = await store.insert(tx, job, { priority, now: clock.now() })
      announce(tx)
      return added
    },
    withdraw: store.withdraw,
    async list({ limit, before, ...filter }) {
      let query = matching(database, filter).selectAll()
      if (before && store.isId(before)) query = query.where('id', '<', Number(before))
      const rows = await query.orderBy('id', 'desc').limit(limit).execute()
      return rows.map(store.view)
    },
    async count(filter) {
      const query = matching(database, filter).select((eb) => eb.fn.countAll<number>().as('count'))
      return Number((await query.executeTakeFirstOrThrow()).count)
    },
    async get(id) {
      if (!store.isId(id)) return null
      const row = await matching(database, {})
        .selectAll()
        .where('id', '=', Number(id))
        .executeTakeFirst()
      return row ? store.view(row) : null
    },
    hurry: (id) =>
      database.write((tx) => {
        announce(tx)
        return store.hastenedAt(tx, id, clock.now())
      }),
    retry: (id) =>
      database.write(async (tx) => {
        announce(tx)
        return store.revivedAt(tx, id, clock.now())
      }),
    cancel: (id) => database.write((tx) => store.abandonedAt(tx, id, clock.now())),
    async counts() {
      const [counts, due] = await Promise.all([
        store.countByState(database),
        store.nextDue(database),
      ])
      return { ...counts, oldest_ready_at: due !== null && due <= clock.now() ? due : null }
    },
    async start() {
      const queue =
        database.dialect === 'sqlite' ? createSqliteQueue() : createPgBossQueue(database, log)
      worker = new Worker(services, { kinds: kindsByName(), schedules, queue })
      await worker.start()
    },
    async settle() {
      await worker?.settle()
    },
    async stop(graceMs) {
      await worker?.stop(graceMs)
    },
  }
}
