import type { Clock, Timer } from '../clock.ts'
import { randomFraction, type Random } from '../ids.ts'
import { RetryLater } from '../jobs/jobs.ts'
import type { Log } from '../log.ts'

/** What a pass may ask for: another one after some time, e.g. because something was coalesced. */
export type PassResult = { againInMs: number } | void

/** How a reconciler is made. */
export type ReconcilerOptions = {
  /** Tells it apart in the log. */
  name: string
  clock: Clock
  random: Random
  log: Log
  /**
   * Reads both sides of what the key names and closes the difference. It must not matter how often
   * it runs. Throws `RetryLater` to run again after a time that was asked for.
   */
  pass: (key: string, signal: AbortSignal) => Promise<PassResult>
  /** Passes of different keys that run at a time. */
  concurrency: number
  /** How often all keys are looked at even though nobody called; needs `listKeys`. */
  resyncMs?: number
  /** Every key that exists. */
  listKeys?: () => Promise<readonly string[]>
}

/**
 * A level-triggered loop: a call says only *look at this key again*, so calls may be doubled, late or
 * folded into one, and a pass that missed nothing changes nothing.
 */
export type Reconciler = {
  /** A pass of this key will begin after this call. */
  wake(key: string): void
  start(): void
  /** Resolves when nothing runs and nothing waits for a place; what waits for a time is left. */
  settle(): Promise<void>
  /** Aborts the passes that run and resolves when they have ended. */
  stop(): Promise<void>
}

const firstRetryMs = 1_000
/** What was put off by an outage is done within two minutes of its end. */
const longestRetryMs = 120_000

class Loop implements Reconciler {
  readonly #options: ReconcilerOptions
  readonly #log: Log
  /** Keys that want a pass, oldest first. */
  readonly #wanted = new Set<string>()
  readonly #running = new Map<string, Promise<void>>()
  readonly #later = new Map<string, Timer>()
  readonly #failures = new Map<string, number>()
  readonly #abort = new AbortController()
  #resync: Timer = { cancel: () => {} }
  #listing: Promise<void> | null = null
  #state: 'new' | 'started' | 'stopped' = 'new'

  constructor(options: ReconcilerOptions) {
    this.#options = options
    this.#log = options.log.child({ reconciler: options.name })
  }

  wake(key: string): void {
    if (this.#state === 'stopped') return
    this.#later.get(key)?.cancel()
    this.#later.delete(key)
    this.#wanted.add(key)
    this.#fill()
  }

  start(): void {
    if (this.#state !== 'new') return
    this.#state = 'started'
    this.#fill()
    this.#lookAtAll()
  }

  async settle(): Promise<void> {
    while (this.#listing || this.#running.size > 0) {
      await Promise.all([this.#listing, ...this.#running.values()])
    }
  }

  async stop(): Promise<void> {
    this.#state = 'stopped'
    this.#resync.cancel()
    for (const timer of this.#later.values()) timer.cancel()
    this.#wanted.clear()
    this.#abort.abort()
    await this.settle()
  }

  #fill(): void {
    if (this.#state !== 'started') return
    for (const key of this.#wanted) {
      if (this.#running.size >= this.#options.concurrency) return
      if (this.#running.has(key)) continue
      this.#wanted.delete(key)
      const over = this.#run(key).finally(() => {
        this.#running.delete(key)
        this.#fill()
      })
      this.#running.set(key, over)
    }
  }

  async #run(key: string): Promise<void> {
    try {
      const result = await this.#options.pass(key, this.#abort.signal)
      this.#failures.delete(key)
      if (result) this.#again(key, result.againInMs)
    } catch (error) {
      if (this.#state === 'stopped') return
      this.#again(key, this.#delayAfter(key, error))
    }
  }

  #delayAfter(key: string, error: unknown): number {
    if (error instanceof RetryLater) return error.delayMs
    const failures = (this.#failures.get(key) ?? 0) + 1
    this.#failures.set(key, failures)
    const longest = Math.min(longestRetryMs, firstRetryMs * 2 ** (failures - 1))
    const delayMs = Math.round(longest * randomFraction(this.#options.random))
    this.#log.warn({ err: error, key, failures, delayMs }, 'a pass failed and is repeated')
    return delayMs
  }

  #again(key: string, delayMs: number): void {
    // A call that came meanwhile is served sooner.
    if (this.#state !== 'started' || this.#wanted.has(key)) return
    this.#later.set(
      key,
      this.#options.clock.after(delayMs, () => this.wake(key)),
    )
  }

  #lookAtAll(): void {
    const { clock, listKeys, resyncMs } = this.#options
    if (!listKeys || this.#state !== 'started') return
    this.#listing ??= this.#wakeAll().finally(() => {
      this.#listing = null
    })
    if (resyncMs !== undefined) this.#resync = clock.after(resyncMs, () => this.#lookAtAll())
  }

  async #wakeAll(): Promise<void> {
    try {
      for (const key of (await this.#options.listKeys?.()) ?? []) this.wake(key)
    } catch (error) {
      this.#log.error({ err: error }, 'the keys could not be listed')
    }
  }
}

/** Makes a reconciler; `start` looks at every key that `listKeys` names. */
export function createReconciler(options: ReconcilerOptions): Reconciler {
  return new Loop(options)
}
