/** A pending timer; cancelling one that has fired does nothing. */
export type Timer = { cancel(): void }

/**
 * The only source of time. `now` is epoch milliseconds; `after` runs a callback once, `delayMs`
 * later on the same clock. Long waits belong into the job table, not here.
 */
export type Clock = {
  now(): number
  after(delayMs: number, run: () => void): Timer
}

/** The machine's clock. Its timers do not keep the process alive. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after(delayMs, run) {
    const handle = setTimeout(run, delayMs)
    handle.unref()
    return { cancel: () => clearTimeout(handle) }
  },
}

/**
 * Time that only ever passes, for how long something takes or lasts: it follows neither the machine's
 * date nor a program whose clock was moved. Its `now` says nothing about the date.
 */
export const monotonicClock: Clock = {
  now: () => performance.now(),
  after: (delayMs, run) => systemClock.after(delayMs, run),
}

/** The machine's clock for commands that end by themselves: its timers keep the process alive. */
export const commandClock: Clock = {
  now: () => Date.now(),
  after(delayMs, run) {
    const handle = setTimeout(run, delayMs)
    return { cancel: () => clearTimeout(handle) }
  },
}

/** Resolves `ms` later on the given clock, or at once when the signal aborts. */
export async function wait(clock: Clock, ms: number, signal?: AbortSignal): Promise<void> {
  if (signal?.aborted) return
  await new Promise<void>((resolve) => {
    const done = () => {
      timer.cancel()
      signal?.removeEventListener('abort', done)
      resolve()
    }
    const timer = clock.after(ms, done)
    signal?.addEventListener('abort', done, { once: true })
  })
}
