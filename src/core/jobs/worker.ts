import { wait, type Clock, type Timer } from '../clock.ts'
import type { Database, Transaction } from '../db/database.ts'
import { randomToken, type Random } from '../ids.ts'
import type { Log } from '../log.ts'
import type { Signals } from '../signals.ts'
import { fairShares } from './fair-shares.ts'
import * as store from './job-store.ts'
import type { JobKind, JobSchedule } from './jobs.ts'
import { freeLapsed, renewLeases, storeOutcomes } from './leases.ts'
import { policyOf } from './policy.ts'
import type { JobQueue } from './queue.ts'
import { Runs, type Outcome } from './runs.ts'
import { runSchedules } from './schedules.ts'

/** What background work needs of the program. */
export type JobServices = {
  database: Database
  clock: Clock
  random: Random
  log: Log
  signals: Signals
  /** For looking by itself now and then; default the clock. A moved clock must not hurry it. */
  ticker?: Clock
  /** What operators know this process by; default a word of chance. */
  place?: string
}

/** What one process is to run. */
export type WorkPlan = {
  kinds: ReadonlyMap<string, JobKind>
  schedules: readonly JobSchedule[]
  queue: JobQueue
}

/** The channel on which processes tell each other that work was added. */
export const wakeChannel = 'jobs'

/** Jobs that one process runs at a time; most of them wait for another service. */
const slots = 256
/** How many of them one guild may hold, so that another one's work always finds a place. */
const slotsPerGuild = 128
/** How often a process looks by itself, in case a wake-up call was lost. */
const lookAgainMs = 1_000
const forgetEveryMs = 3_600_000
const keepFinishedMs = 24 * 3_600_000
const keepDeadMs = 30 * 24 * 3_600_000
const longestTimerMs = 2 ** 31 - 1

const noTimer: Timer = { cancel: () => {} }

/** What a round has to write. */
type Todo = { claims: boolean; leases: boolean; scheduled: boolean; forgets: boolean }

/**
 * The worker of one process. It works in rounds, one at a time: each stores in one transaction what
 * has ended, renews the leases and claims what is due. Between rounds it sleeps until the next due
 * time, a wake-up call, or a look of its own.
 */
export class Worker {
  readonly #services: JobServices
  readonly #plan: WorkPlan
  readonly #runs: Runs
  readonly #name: string
  readonly #firstLeaseMs: number
  readonly #tickMs: number
  #round: Promise<void> | null = null
  #failure: Error | null = null
  #wanted = false
  #started = false
  #roundAt = 0
  #beatAt = 0
  #forgetAt = 0
  #scheduleAt: number | null = null
  #lastGuild = ''
  #dueTimer = noTimer
  #tickTimer = noTimer
  #stopListening = () => {}

  constructor(services: JobServices, plan: WorkPlan) {
    this.#services = services
    this.#plan = plan
    this.#name = services.place ?? randomToken(services.random, 6)
    this.#runs = new Runs(plan.kinds, services.random, (outcome) => this.#ended(outcome))
    const { longestLeaseMs } = plan.queue
    const leases = [...plan.kinds.values()].map((kind) => policyOf(kind).leaseMs)
    this.#firstLeaseMs = Math.min(longestLeaseMs, ...leases)
    this.#tickMs = Math.max(1, Math.min(lookAgainMs, Math.floor(this.#firstLeaseMs / 3)))
  }

  /** Begins to take work. */
  async start(): Promise<void> {
    const { database, clock, signals } = this.#services
    await this.#plan.queue.start()
    this.#scheduleAt = await database.write((tx) => runSchedules(tx, this.#plan, clock.now()))
    this.#started = true
    this.#stopListening = signals.listen(wakeChannel, () => this.#wake())
    this.#tick()
  }

  /** Runs until nothing is due and nothing is running; rejects when the table cannot be reached. */
  async settle(): Promise<void> {
    for (;;) {
      this.#wake()
      while (this.#round) await this.#round
      if (this.#failure) throw this.#failure
      if (this.#runs.size === 0 && !this.#wanted) return
      await this.#runs.over()
    }
  }

  /** Takes no more work, and gives back what is not finished after `graceMs`. */
  async stop(graceMs: number): Promise<void> {
    if (!this.#started) return
    this.#started = false
    this.#stopListening()
    this.#tickTimer.cancel()
    this.#dueTimer.cancel()
    const finished = new AbortController()
    const grace = wait(this.#services.clock, graceMs, finished.signal)
    await Promise.race([this.#runs.over(), grace])
    finished.abort()
    this.#runs.giveBack()
    await this.settle()
    await this.#plan.queue.stop()
  }

  #ended({ job, verdict }: Outcome): void {
    const { log } = this.#services
    const fields = { job: job.id, kind: job.kind, attempt: job.attempts + 1 }
    if (verdict.end === 'dead') log.error({ ...fields, reason: verdict.reason }, 'a job is dead')
    if (verdict.end === 'again') {
      const told = { ...fields, reason: verdict.reason }
      if (verdict.counts) log.warn(told, 'a job runs again')
      else log.debug(told, 'a job is put off')
    }
    this.#wake()
  }

  #tick(): void {
    this.#wake()
    this.#tickTimer = (this.#services.ticker ?? this.#services.clock).after(this.#tickMs, () =>
      this.#tick(),
    )
  }

  #wake(): void {
    this.#wanted = true
    this.#round ??= this.#work()
      .catch((error: unknown) => {
        this.#failure = error instanceof Error ? error : new Error(String(error))
        this.#services.log.error({ err: error }, 'the job table could not be worked on')
      })
      .finally(() => {
        this.#round = null
        if (this.#wanted && !this.#failure) this.#wake()
      })
  }

  async #work(): Promise<void> {
    const { clock, database } = this.#services
    this.#failure = null
    let more = true
    while (more) {
      this.#wanted = false
      more = (await this.#step()) || this.#wanted
    }
    // Schedules wait for a tick: a clock that is moved by days fires what is due on the way, not
    // every look that would have been taken.
    const next = (await store.nextDue(database)) ?? Infinity
    const nextMs = Math.max(0, next - clock.now())
    this.#dueTimer.cancel()
    // What was due in the last round and is still there waits for something else.
    if (!this.#started || next <= this.#roundAt || nextMs > longestTimerMs) return
    this.#dueTimer = clock.after(nextMs, () => this.#wake())
  }

  get #free(): number {
    return this.#started ? slots - this.#runs.size : 0
  }

  /** One round; true when another one should follow at once. */
  async #step(): Promise<boolean> {
    const now = this.#services.clock.now()
    this.#roundAt = now
    const outcomes = this.#runs.ended()
    try {
      const todo = await this.#todo(now)
      if (outcomes.length > 0 || Object.values(todo).includes(true)) {
        await this.#write(todo, outcomes, now)
      }
    } catch (error) {
      this.#runs.restore(outcomes)
      throw error
    }
    const taken = this.#free > 0 ? await this.#plan.queue.take(this.#free) : []
    for (const job of taken) this.#runs.begin(job, this.#leaseOf(job.kind))
    return taken.length > 0 || outcomes.length > 0
  }

  async #todo(now: number): Promise<Todo> {
    const { database } = this.#services
    const due = this.#free > 0 ? await store.nextDue(database) : null
    const beats = this.#started && now >= this.#beatAt
    if (beats) this.#beatAt = now + this.#tickMs
    return {
      claims: due !== null && due <= now,
      leases: beats && (this.#runs.size > 0 || (await store.expired(database, now)).length > 0),
      scheduled: this.#started && this.#scheduleAt !== null && this.#scheduleAt <= now,
      forgets: beats && now >= this.#forgetAt,
    }
  }

  async #write(todo: Todo, outcomes: readonly Outcome[], now: number): Promise<void> {
    const { queue, kinds } = this.#plan
    const { lost, scheduleAt } = await this.#services.database.write(async (tx) => {
      if (todo.claims) await queue.beforeClaim(tx)
      await storeOutcomes(tx, outcomes, { kinds, queue }, now)
      // Ours first: after a leap in time they have lapsed too, though we are alive.
      const gone = todo.leases ? await renewLeases(tx, this.#runs, now) : []
      if (todo.leases) await freeLapsed(tx, kinds, queue, now)
      const next = todo.scheduled ? await runSchedules(tx, this.#plan, now) : this.#scheduleAt
      if (todo.forgets) await store.forget(tx, now - keepFinishedMs, now - keepDeadMs)
      if (todo.claims) await this.#claim(tx, now)
      return { lost: gone, scheduleAt: next }
    })
    this.#runs.lose(lost)
    this.#scheduleAt = scheduleAt
    if (todo.forgets) this.#forgetAt = now + forgetEveryMs
    // Freed or scheduled work is due by now.
    if (todo.leases || todo.scheduled) this.#wanted = true
  }

  async #claim(tx: Transaction, now: number): Promise<void> {
    const guilds = await store.dueGuilds(tx, now)
    const running = { of: (guild: string) => this.#runs.of(guild), cap: slotsPerGuild }
    const shares = fairShares(guilds, this.#free, running, this.#lastGuild)
    if (shares.guilds.length === 0) return
    const jobs = await store.claim(tx, shares, now, {
      worker: this.#name,
      leaseUntil: now + this.#firstLeaseMs,
    })
    this.#lastGuild = shares.guilds.at(-1) ?? this.#lastGuild
    if (jobs.length > 0) await this.#plan.queue.hand(tx, jobs)
  }

  #leaseOf(name: string): number {
    const kind = this.#plan.kinds.get(name)
    const { longestLeaseMs } = this.#plan.queue
    return kind ? Math.min(policyOf(kind).leaseMs, longestLeaseMs) : longestLeaseMs
  }
}
