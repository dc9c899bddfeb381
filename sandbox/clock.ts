/** A pending call; `cancel` is harmless after it ran. */
export type Timer = { cancel(): void }

/** Where the time comes from: epoch milliseconds that never go back, and calls after a delay. */
export type Clock = { now(): number; after(delayMs: number, run: () => void): Timer }

/** A clock that flows with real time and can be moved forward. */
export type VirtualClock = Clock & {
  /**
   * Moves forward by `ms`. Timers that become due on the way run one at a time in the order of their due times, each
   * at its own time; `between` is awaited after each, so that work which one caused is done before the next runs.
   */
  advance(ms: number, between?: () => Promise<void>): Promise<void>
  /** As `advance`, to an epoch time; a time in the past changes nothing. */
  advanceTo(at: number, between?: () => Promise<void>): Promise<void>
  /** Cancels every pending timer and stops the clock's own wake-up. */
  close(): void
}

type Pending = { due: number; order: number; run: () => void }

// setTimeout fires at once above this delay; longer waits are re-armed.
const longestTimeoutMs = 2 ** 31 - 1
const noWork = (): Promise<void> => Promise.resolve()

/** A virtual clock that begins at `real()`, which is the system's time unless given. */
export function createVirtualClock(real: () => number = Date.now): VirtualClock {
  let offset = 0
  let latest = 0
  let order = 0
  let alarm: NodeJS.Timeout | undefined
  let advancing = 0
  let turn: Promise<void> = Promise.resolve()
  const pending = new Set<Pending>()

  const now = (): number => {
    latest = Math.max(latest, real() + offset)
    return latest
  }
  const next = (): Pending | undefined => {
    let first: Pending | undefined
    for (const timer of pending)
      if (!first || timer.due < first.due || (timer.due === first.due && timer.order < first.order))
        first = timer
    return first
  }
  const arm = (): void => {
    clearTimeout(alarm)
    const first = advancing > 0 ? undefined : next()
    if (!first) return
    alarm = setTimeout(ring, Math.min(Math.max(first.due - now(), 0), longestTimeoutMs)).unref()
  }
  const fire = (timer: Pending): void => {
    pending.delete(timer)
    timer.run()
  }
  const ring = (): void => {
    const first = next()
    if (first && first.due <= now()) fire(first)
    arm()
  }
  const moveTo = (at: number): void => {
    const current = now()
    if (current < at) offset += at - current
  }
  const travel = async (target: number, between: () => Promise<void>): Promise<void> => {
    advancing += 1
    clearTimeout(alarm)
    try {
      await between()
      for (let timer = next(); timer && timer.due <= target; timer = next()) {
        moveTo(timer.due)
        fire(timer)
        await between()
      }
      moveTo(target)
    } finally {
      advancing -= 1
      arm()
    }
  }
  const advanceTo = (at: () => number, between: () => Promise<void>): Promise<void> => {
    const done = turn.then(() => travel(at(), between))
    turn = done.catch(() => undefined)
    return done
  }

  return {
    now,
    after(delayMs, run) {
      order += 1
      const timer = { due: now() + Math.max(delayMs, 0), order, run }
      pending.add(timer)
      arm()
      return {
        cancel: () => {
          if (pending.delete(timer)) arm()
        },
      }
    },
    advance: (ms, between = noWork) => advanceTo(() => now() + ms, between),
    advanceTo: (at, between = noWork) => advanceTo(() => at, between),
    close() {
      pending.clear()
      clearTimeout(alarm)
    },
  }
}
