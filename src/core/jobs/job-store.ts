import { statement, type Database, type DatabaseDialect, type Transaction } from '../db/database.ts'
import type { JobResult, JobState, JobView, NewJob } from './jobs.ts'
import type { Verdict } from './policy.ts'

type Store = Pick<Transaction, 'db' | 'dialect'>

/** One claim of a job: what the claimer reports counts only while this run is the newest. */
export type RunRef = { id: number; run: number }

/** A claimed job. */
export type ClaimedJob = RunRef & {
  kind: string
  payload: string
  guild_id: string
  attempts: number
  run_at: number
  priority: number
}

/** A statement whose text differs between the databases. */
function byDialect<Row>(text: (dialect: DatabaseDialect) => string) {
  const statements = {
    sqlite: statement<Row>(text('sqlite')),
    postgres: statement<Row>(text('postgres')),
  }
  return (store: Store, ...parameters: unknown[]) => statements[store.dialect](store, ...parameters)
}

/**
 * Picks the running jobs that the first parameter refers to, a JSON array of `[id, run]`. The ids
 * come first as an array, without which PostgreSQL may read the whole table.
 */
const isNamedRun = {
  sqlite: `state = 'running'
    and (id, run) in (select value ->> 0, value ->> 1 from json_each($1))`,
  postgres: `state = 'running'
    and id = any (array(select (value ->> 0)::bigint from jsonb_array_elements($1::jsonb)))
    and (id, run) in (select (value ->> 0)::bigint, (value ->> 1)::bigint
      from jsonb_array_elements($1::jsonb))`,
}

const runsJson = (refs: readonly RunRef[]) => JSON.stringify(refs.map(({ id, run }) => [id, run]))

const insertJob = `insert into jobs (kind, payload, key, group_key, guild_id, run_at, priority, created_at)
  values ($1, $2, $3, $4, $5, $6, $7, $8)`
const insertReplacing = statement<{ id: number }>(
  `${insertJob} on conflict (key) where state = 'ready' and key is not null do update set
   kind = excluded.kind, payload = excluded.payload, group_key = excluded.group_key,
   guild_id = excluded.guild_id, run_at = excluded.run_at, priority = excluded.priority, attempts = 0, last_error = null
   returning id`,
)
const insertKeeping = statement<{ id: number }>(
  `${insertJob} on conflict (key) where state = 'ready' and key is not null do nothing returning id`,
)
const waitingOf = statement<{ id: number }>(
  `select id from jobs where key = $1 and state = 'ready'`,
)

/** Stores a job, or folds it into the waiting one of the same key. */
export async function insert(
  tx: Transaction,
  job: NewJob,
  { priority, now }: { priority: number; now: number },
): Promise<{ id: string; folded: boolean }> {
  const { kind, payload, key, group, guild_id, run_at } = job
  const into = job.onConflict === 'keep' ? insertKeeping : insertReplacing
  const text = JSON.stringify(payload)
  const [known] = key === undefined ? [] : await waitingOf(tx, key)
  const place = [group ?? null, guild_id ?? '', run_at ?? now, priority, now] as const
  const [row] = await into(tx, kind, text, key ?? null, ...place)
  const { id } = row ?? known ?? {}
  if (id === undefined) throw new Error('a job that is not stored waits already')
  return { id: String(id), folded: known !== undefined }
}

const removeByKey = statement<never>(`delete from jobs where key = $1 and state = 'ready'`)

/** Removes the waiting job of a key. */
export async function withdraw(tx: Transaction, key: string): Promise<void> {
  await removeByKey(tx, key)
}

const selectNextDue = statement<{ due: number | null }>(
  `select min(run_at) as due from jobs where state = 'ready'`,
)

/** When the next waiting job is due, which may be past; null when nothing waits. */
export async function nextDue(store: Store): Promise<number | null> {
  const [row] = await selectNextDue(store)
  return row?.due ?? null
}

/** What a step of priority counts as, in milliseconds of waiting. */
const stepMs = 15_000

/**
 * What due work is taken in the order of: higher priority goes first, and what has waited long enough goes before it.
 * The index says the same.
 */
const turn = `(c.run_at - c.priority * ${stepMs})`

// Walks the index from guild to guild instead of reading every waiting job.
const selectDueGuilds = statement<{ guild: string }>(
  `with recursive waiting (guild) as (
     select min(guild_id) from jobs where state = 'ready'
     union all
     select (select min(j.guild_id) from jobs j where j.state = 'ready' and j.guild_id > waiting.guild)
     from waiting where waiting.guild is not null
   )
   select guild from waiting where guild is not null and exists (
     select 1 from jobs c
     where c.state = 'ready' and c.guild_id = waiting.guild and ${turn} <= $1 and c.run_at <= $1)`,
)

/** The guilds that have work due; the empty one stands for nobody's. */
export async function dueGuilds(store: Store, now: number): Promise<string[]> {
  const rows = await selectDueGuilds(store, now)
  return rows.map((row) => row.guild).toSorted()
}

// A job of a group may start when none of the group runs and none of it is due before. The limits
// keep PostgreSQL from reading all jobs into a hash instead of looking one up.
const dueOf = (guild: string) => `select c.id from jobs c
  where c.state = 'ready' and c.guild_id = ${guild} and ${turn} <= $2
  and c.run_at <= $2 and (c.group_key is null or (
    (select g.id from jobs g where g.state = 'running' and g.group_key = c.group_key limit 1) is null
    and c.id = (select g.id from jobs g where g.state = 'ready' and g.group_key = c.group_key
      order by g.run_at, g.id limit 1)))
  order by ${turn}, c.id limit $3`

const claimShares = byDialect<ClaimedJob>((dialect) => {
  const chosen =
    dialect === 'sqlite'
      ? `in (select due.value from json_each($1) share, json_each(
          (select json_group_array(id) from (${dueOf('share.value')}))) due)`
      : `= any (array(select due.id from jsonb_array_elements_text($1::jsonb) share (value)
          cross join lateral (${dueOf('share.value')} for update of c skip locked) due))`
  return `update jobs set state = 'running', run = run + 1, lease_until = $4, started_at = $2,
      worker = $5
    where id ${chosen}
    returning id, run, kind, payload, guild_id, attempts, run_at, priority`
})

const turnOf = ({ run_at, priority }: ClaimedJob) => run_at - priority * stepMs

/** Claims up to `each` due jobs of each guild for a worker until `leaseUntil`, in the order of their turn. */
export async function claim(
  tx: Transaction,
  shares: { guilds: readonly string[]; each: number },
  now: number,
  { worker, leaseUntil }: { worker: string; leaseUntil: number },
): Promise<ClaimedJob[]> {
  const guilds = JSON.stringify(shares.guilds)
  const rows = await claimShares(tx, guilds, now, shares.each, leaseUntil, worker)
  return rows.toSorted((a, b) => turnOf(a) - turnOf(b) || a.id - b.id)
}

const selectRuns = byDialect<ClaimedJob>(
  (dialect) => `select id, run, kind, payload, guild_id, attempts, run_at, priority from jobs c
    where ${isNamedRun[dialect]} order by ${turn}, id`,
)

/** The claimed jobs that these refer to, without those that were claimed again since. */
export function claimed(store: Store, refs: readonly RunRef[]): Promise<ClaimedJob[]> {
  return selectRuns(store, runsJson(refs))
}

const extendLeases = byDialect<RunRef>(
  (dialect) => `update jobs set lease_until = $2
    where ${isNamedRun[dialect]} returning id, run`,
)

/** Renews leases and returns those that are still held. */
export function renew(tx: Transaction, refs: readonly RunRef[], until: number): Promise<RunRef[]> {
  return extendLeases(tx, runsJson(refs), until)
}

const selectExpired = statement<RunRef & { attempts: number; kind: string; guild_id: string }>(
  `select id, run, kind, guild_id, attempts from jobs where state = 'running' and lease_until < $1 limit 500`,
)

/** Claims whose holder has not renewed them. */
export function expired(store: Store, now: number) {
  return selectExpired(store, now)
}

const finishDone = byDialect<never>(
  (dialect) => `update jobs set state = 'done', attempts = attempts + 1, finished_at = $2,
    lease_until = null where ${isNamedRun[dialect]}`,
)

/** Marks claimed jobs as done. */
export async function finish(tx: Transaction, refs: readonly RunRef[], now: number): Promise<void> {
  if (refs.length > 0) await finishDone(tx, runsJson(refs), now)
}

// A newer waiting job of the same key takes the place of one that would have to run again.
const putBack = statement<never>(
  `update jobs set state = case when exists (
      select 1 from jobs w where w.key = jobs.key and w.state = 'ready') then 'cancelled' else 'ready' end,
    attempts = attempts + $3, run_at = $4, last_error = $5, finished_at = $6, lease_until = null,
    error_code = $7
   where id = $1 and run = $2 and state = 'running'`,
)
const bury = statement<never>(
  `update jobs set state = 'dead', attempts = attempts + 1, last_error = $3, finished_at = $4,
    lease_until = null, error_code = $5
   where id = $1 and run = $2 and state = 'running'`,
)

/** Stores how a claim ended otherwise than well. */
export async function settleFailed(
  tx: Transaction,
  { id, run }: RunRef,
  verdict: Exclude<Verdict, { end: 'done' }>,
  now: number,
): Promise<void> {
  if (verdict.end === 'dead')
    return void (await bury(tx, id, run, verdict.reason, now, verdict.code))
  const attempts = verdict.counts ? 1 : 0
  const { reason, code, delayMs } = verdict
  await putBack(tx, id, run, attempts, now + delayMs, reason, now, code)
}

const storeResult = statement<never>('update jobs set result = $3 where id = $1 and run = $2')

/** Keeps what a job said when it was done. */
export async function keepResult(
  tx: Transaction,
  { id, run }: RunRef,
  result: JobResult,
): Promise<void> {
  await storeResult(tx, id, run, JSON.stringify(result))
}

const forgetBefore = statement<never>(
  `delete from jobs where state in ('done', 'cancelled') and finished_at < $1`,
)
const forgetDead = statement<never>(`delete from jobs where state = 'dead' and finished_at < $1`)

/** Forgets jobs that ended well, or were cancelled, before an instant, and dead ones of long ago. */
export async function forget(tx: Transaction, before: number, deadBefore: number): Promise<void> {
  await forgetBefore(tx, before)
  await forgetDead(tx, deadBefore)
}

const countStates = statement<{ state: JobState; count: number }>(
  'select state, count(*) as count from jobs group by state',
)

/** How many jobs are in each state. */
export async function countByState(database: Database): Promise<Record<JobState, number>> {
  const counts = { ready: 0, running: 0, done: 0, dead: 0, cancelled: 0 }
  for (const row of await countStates(database)) counts[row.state] = row.count
  return counts
}

const revive = statement<{ id: number }>(
  `update jobs set state = 'ready', attempts = 0, run_at = $2, finished_at = null
   where id = $1 and state in ('dead', 'cancelled')
     and not exists (select 1 from jobs w where w.key = jobs.key and w.state = 'ready') returning id`,
)

/** Makes a dead or cancelled job ready; false when there is none or its key waits already. */
export async function revivedAt(tx: Transaction, id: string, now: number): Promise<boolean> {
  return isId(id) && (await revive(tx, id, now)).length > 0
}

const hasten = statement<{ id: number }>(
  `update jobs set run_at = $2 where id = $1 and state = 'ready' and run_at > $2 returning id`,
)

/** Makes a waiting job due; false when there is none or it is due already. */
export async function hastenedAt(tx: Transaction, id: string, now: number): Promise<boolean> {
  return isId(id) && (await hasten(tx, id, now)).length > 0
}

const abandon = statement<{ id: number }>(
  `update jobs set state = 'cancelled', finished_at = $2
   where id = $1 and state in ('ready', 'dead') returning id`,
)

/** Cancels a waiting or dead job; false when there is none. */
export async function abandonedAt(tx: Transaction, id: string, now: number): Promise<boolean> {
  return isId(id) && (await abandon(tx, id, now)).length > 0
}

/** Whether a text is the id of a job; anything else names none. */
export function isId(text: string): boolean {
  return /^[1-9]\d{0,14}$/.test(text)
}

/** The columns of a job as operators see it. */
export type JobRow = Omit<JobView, 'id' | 'group' | 'guild_id' | 'payload' | 'result'> & {
  result: string | null
  id: number
  group_key: string | null
  guild_id: string
  payload: string
}

/** A row as operators see it. */
export function view(row: JobRow): JobView {
  const { id, kind, key, group_key, guild_id, state, attempts, run_at, priority, created_at } = row
  return {
    id: String(id),
    kind,
    key,
    group: group_key,
    guild_id: guild_id || null,
    state,
    attempts,
    run_at,
    priority,
    created_at,
    payload: JSON.parse(row.payload) as Record<string, unknown>,
    last_error: row.last_error,
    error_code: row.error_code,
    result: row.result === null ? null : (JSON.parse(row.result) as JobResult),
    started_at: row.started_at,
    finished_at: row.finished_at,
    lease_until: row.lease_until,
    worker: row.worker,
  }
}
