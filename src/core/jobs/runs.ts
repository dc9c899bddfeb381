import { z } from 'zod'
import { randomFraction, type Random } from '../ids.ts'
import type { ClaimedJob, RunRef } from './job-store.ts'
import {
  defaultJobPolicy,
  PermanentJobError,
  type JobKind,
  type JobPolicy,
  type JobResult,
} from './jobs.ts'
import { judge, policyOf, type Verdict } from './policy.ts'

/** How a run ended. */
export type Outcome = { job: ClaimedJob; verdict: Verdict }

type Run = { job: ClaimedJob; leaseMs: number; abort: AbortController; over: Promise<void> }

function execute(
  kind: JobKind | undefined,
  job: ClaimedJob,
  signal: AbortSignal,
): Promise<JobResult | void> {
  if (!kind) {
    throw new PermanentJobError(
      `Nothing here runs jobs of the kind "${job.kind}". ` +
        'Start the version or module that does and retry, or cancel it.',
    )
  }
  const payload = kind.payload.safeParse(JSON.parse(job.payload))
  if (!payload.success) {
    const problem = z.prettifyError(payload.error)
    throw new PermanentJobError(`The payload is not what "${job.kind}" expects: ${problem}`)
  }
  return kind.run(payload.data, { id: String(job.id), attempt: job.attempts + 1, signal })
}

/** The lease of work that is done but not stored yet, in milliseconds. */
const untilStoredMs = 5_000

/** The jobs that this process is running, and those that ended and are not yet stored as such. */
export class Runs {
  readonly #kinds: ReadonlyMap<string, JobKind>
  readonly #random: Random
  readonly #onEnd: (outcome: Outcome) => void
  readonly #running = new Map<number, Run>()
  readonly #perGuild = new Map<string, number>()
  #outcomes: Outcome[] = []

  constructor(
    kinds: ReadonlyMap<string, JobKind>,
    random: Random,
    onEnd: (outcome: Outcome) => void,
  ) {
    this.#kinds = kinds
    this.#random = random
    this.#onEnd = onEnd
  }

  /** How many jobs run. */
  get size(): number {
    return this.#running.size
  }

  /** How many of them run on this guild's account. */
  of(guild: string): number {
    return this.#perGuild.get(guild) ?? 0
  }

  /** Starts a claimed job whose lease is renewed for `leaseMs` at a time. */
  begin(job: ClaimedJob, leaseMs: number): void {
    this.#lose(this.#running.get(job.id))
    const abort = new AbortController()
    const over = this.#attempt(job, abort.signal).then((verdict) => this.#conclude(run, verdict))
    const run: Run = { job, leaseMs, abort, over }
    this.#running.set(job.id, run)
    this.#perGuild.set(job.guild_id, this.of(job.guild_id) + 1)
  }

  /** Takes what has ended since the last call. */
  ended(): Outcome[] {
    return this.#outcomes.splice(0)
  }

  /** Puts outcomes back that could not be stored. */
  restore(outcomes: readonly Outcome[]): void {
    this.#outcomes.unshift(...outcomes)
  }

  /** The claims to renew, by the length of their lease. */
  leases(): Map<number, RunRef[]> {
    const running = [...this.#running.values()].map(({ job, leaseMs }) => ({ ...job, leaseMs }))
    // What ended during a round is stored by the next one, and must not lapse in between.
    const ended = this.#outcomes.map(({ job }) => ({ ...job, leaseMs: untilStoredMs }))
    return Map.groupBy([...running, ...ended], ({ leaseMs }) => leaseMs)
  }

  /** Stops the runs whose claim is lost; what they report is ignored. */
  lose(refs: readonly RunRef[]): void {
    for (const { id, run } of refs) {
      const lost = this.#running.get(id)
      if (lost?.job.run === run) this.#lose(lost)
    }
  }

  /** Stops every run and reports it as not having been tried. */
  giveBack(): void {
    const stopped = { reason: 'The process stopped.', code: null }
    for (const run of this.#running.values()) {
      this.#conclude(run, { end: 'again', delayMs: 0, counts: false, ...stopped })
      run.abort.abort(new Error('the process stops'))
    }
  }

  /** Resolves when every run of now has ended. */
  async over(): Promise<void> {
    await Promise.allSettled([...this.#running.values()].map((run) => run.over))
  }

  async #attempt(job: ClaimedJob, signal: AbortSignal): Promise<Verdict> {
    const kind = this.#kinds.get(job.kind)
    try {
      return { end: 'done', result: (await execute(kind, job, signal)) ?? null }
    } catch (error) {
      const policy = {
        ...(kind ? policyOf(kind) : defaultJobPolicy),
        ...(await this.#decided(kind)),
      }
      return judge(error, job.attempts + 1, policy, randomFraction(this.#random))
    }
  }

  /** What operators have decided of a kind; nothing when that cannot be read. */
  async #decided(kind: JobKind | undefined): Promise<Partial<JobPolicy>> {
    try {
      return (await kind?.policyNow?.()) ?? {}
    } catch {
      return {}
    }
  }

  #conclude(run: Run, verdict: Verdict): void {
    if (this.#running.get(run.job.id) !== run) return
    this.#drop(run)
    const outcome = { job: run.job, verdict }
    this.#outcomes.push(outcome)
    this.#onEnd(outcome)
  }

  #lose(run: Run | undefined): void {
    if (!run) return
    this.#drop(run)
    run.abort.abort(new Error('the lease of this job was lost'))
  }

  #drop({ job }: Run): void {
    this.#running.delete(job.id)
    const left = this.of(job.guild_id) - 1
    if (left > 0) this.#perGuild.set(job.guild_id, left)
    else this.#perGuild.delete(job.guild_id)
  }
}
