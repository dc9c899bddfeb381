import type { Context } from '#core/context.ts'
import { isManager, memberOf } from '#core/access/rights.ts'
import { coreError } from '#core/errors.ts'
import type { JobFilter, JobState, JobView } from '#core/jobs/jobs.ts'
import { wait } from '#core/clock.ts'
import { statusOf } from '../views/jobs.ts'
import type { JobStatus, JobType } from '../contract/jobs.ts'
import { loadGuilds } from '../store/guilds.ts'
import { refuse } from '../errors.ts'
import { allKinds, allowedFor, kindsOf, typeOf } from '../rules/jobs.ts'
import { loadPolicies, savePolicy, type PolicyRecord } from '../store/job-policies.ts'
import { usualRetries } from './job-policies.ts'
import { isAdmin } from './rights.ts'

const states: Record<JobStatus, JobState> = {
  pending: 'ready',
  processing: 'running',
  completed: 'done',
  failed: 'dead',
  cancelled: 'cancelled',
}

/** Which jobs somebody asks for. */
export type JobQuery = {
  status?: JobStatus | undefined
  job_type?: JobType | undefined
  guild_id?: string | undefined
  event_id?: string | undefined
  limit: number
  cursor?: string | undefined
}

/** Servers whose jobs the actor may see and steer. */
async function managedGuilds(context: Context): Promise<string[] | 'all'> {
  const { actor } = context
  if (isAdmin(context)) return 'all'
  const ids = (await loadGuilds(context.database)).map(({ guild_id }) => guild_id)
  if (actor.key && !actor.user) {
    const { guild_ids } = actor.key
    return guild_ids ? ids.filter((id) => guild_ids.includes(id)) : 'all'
  }
  const members = await Promise.all(ids.map((id) => memberOf(context, id)))
  const managed = ids.filter((_, index) => isManager(members[index] ?? null))
  if (managed.length === 0) throw coreError('permission_denied')
  return managed
}

function filterOf(query: JobQuery, guildId: string | undefined): JobFilter {
  const { status, job_type, event_id } = query
  return {
    kind: job_type === undefined ? allKinds : kindsOf(job_type),
    ...(status && { state: states[status] }),
    ...(guildId !== undefined && { guild_id: guildId }),
    ...(event_id !== undefined && { key: `event:${event_id}:` }),
  }
}

/** One page of jobs, newest first, and how often work of each type is tried again. */
export async function listJobs(
  context: Context,
  query: JobQuery,
): Promise<{ jobs: JobView[]; total: number; retries: Retries }> {
  const guilds = await managedGuilds(context)
  if (query.guild_id !== undefined && guilds !== 'all' && !guilds.includes(query.guild_id)) {
    throw coreError('permission_denied')
  }
  const wanted =
    query.guild_id !== undefined ? [query.guild_id] : guilds === 'all' ? [undefined] : guilds
  const pages = await Promise.all(
    wanted.map(async (guildId) => {
      const filter = filterOf(query, guildId)
      const before = query.cursor === undefined ? {} : { before: query.cursor }
      const [jobs, total] = await Promise.all([
        context.jobs.list({ ...filter, limit: query.limit, ...before }),
        context.jobs.count(filter),
      ])
      return { jobs, total }
    }),
  )
  const jobs = pages
    .flatMap((page) => page.jobs)
    .toSorted((a, b) => Number(b.id) - Number(a.id))
    .slice(0, query.limit)
  const total = pages.reduce((sum, page) => sum + page.total, 0)
  return { jobs, total, retries: await retriesOf(context) }
}

/** How often a job is tried again. */
export type Retries = (job: JobView) => number

/** How often each job is tried again, as was decided for its type. */
export async function retriesOf(context: Context): Promise<Retries> {
  const decided = await loadPolicies(context.database)
  return ({ kind }) => decided.get(typeOf(kind))?.max_retries ?? usualRetries
}

/** One job, and how often it is tried again. */
export type JobSeen = { job: JobView; retries: number }

/** One job that the actor may see. */
export async function getJob(context: Context, id: string): Promise<JobSeen> {
  const job = await context.jobs.get(id)
  const guilds = await managedGuilds(context)
  const isOurs = allKinds.some((kind) =>
    kind.endsWith('.') ? job?.kind.startsWith(kind) : job?.kind === kind,
  )
  const isSeen = guilds === 'all' || guilds.includes(job?.guild_id ?? '')
  if (!job || !isOurs || !isSeen) throw coreError('not_found')
  return { job, retries: (await retriesOf(context))(job) }
}

/** What becomes of a job by a verb; false when it stands where that is not possible. */
async function steer(context: Context, { id, state }: JobView, verb: Verb): Promise<boolean> {
  if (verb === 'cancel') return context.jobs.cancel(id)
  if (verb === 'retry' || state === 'dead') return context.jobs.retry(id)
  // What is due already runs as it is.
  return (await context.jobs.hurry(id)) || state === 'ready'
}

type Verb = 'retry' | 'cancel' | 'run'

/**
 * Tries a job again, calls it off, or makes it run now. Throws `invalid_transition` where it stands elsewhere, or a
 * newer one of the same work waits.
 */
export async function steerJob(context: Context, id: string, verb: Verb): Promise<JobSeen> {
  const { job } = await getJob(context, id)
  if (!(await steer(context, job, verb))) {
    const now = await getJob(context, id)
    const state = statusOf[now.job.state]
    throw refuse('invalid_transition', { data: { state, allowed: allowedFor(now.job.state) } })
  }
  return getJob(context, id)
}

const withinMs = 5_000
const lookEveryMs = 25

/** What running the waiting jobs did. */
export type Processed = {
  processed: number
  succeeded: number
  failed: number
  rescheduled: number
}

/** Makes waiting jobs due now and reports how they ended; they run under the usual leases. */
export async function processJobs(
  context: Context,
  wish: {
    limit?: number | undefined
    job_type?: JobType | undefined
    guild_id?: string | undefined
  },
): Promise<Processed> {
  if (!isAdmin(context)) throw coreError('permission_denied')
  const now = context.clock.now()
  const waiting = await context.jobs.list({
    ...filterOf({ ...wish, limit: 0 }, wish.guild_id),
    state: 'ready',
    limit: wish.limit ?? 200,
  })
  // What is planned for a time of its own, as a start or a reminder, keeps it.
  const due = waiting.filter((job) => job.run_at <= now || job.attempts > 0)
  for (const { id } of due) await context.jobs.hurry(id)
  const end = now + withinMs
  let jobs: (JobView | null)[] = due
  for (;;) {
    jobs = await Promise.all(due.map(({ id }) => context.jobs.get(id)))
    const open = jobs.some(
      (job, index) =>
        job?.state === 'running' ||
        (job?.state === 'ready' &&
          job.attempts === due[index]?.attempts &&
          job.run_at <= context.clock.now()),
    )
    if (!open || context.clock.now() >= end) break
    await wait(context.clock, lookEveryMs)
  }
  const count = (state: JobState) => jobs.filter((job) => job?.state === state).length
  const succeeded = count('done')
  const failed = count('dead')
  return { processed: due.length, succeeded, failed, rescheduled: count('ready') }
}

/** Decides how often and when work of a type is tried again; it counts for waiting work too. */
export async function setPolicy(
  context: Context,
  type: JobType,
  policy: PolicyRecord,
): Promise<void> {
  if (!isAdmin(context)) throw coreError('permission_denied')
  const { max_retries, backoff_seconds } = policy
  const back = max_retries === null && backoff_seconds === null
  await context.write((unit) => savePolicy(unit, type, back ? null : policy, context.clock.now()))
}

/** All decisions about repetition, by type. */
export async function policies(context: Context): Promise<Map<string, PolicyRecord>> {
  await managedGuilds(context)
  return loadPolicies(context.database)
}
