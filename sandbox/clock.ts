/** A pending call; `cancel` is harmless after it ran. */
export type Timer = { cancel(): void }

/** Where the time comes from: epoch milliseconds that never go back, and calls after a delay. */
export type Clock = { now(): number; after(delayMs: number, run: () => void): Timer }

/** A clock that flows with real time, as fast as one likes, and can be moved forward. */
export type VirtualClock = Clock & {
  /** How many times as fast as real time it flows; 0 while it stands still. */
  speed(): number
  /** Sets how fast it flows; it can still be moved while it stands still. */
  setSpeed(speed: number): void
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

type Pending = { due: number; run: () => void }

// setTimeout fires at once above this delay; longer waits are re-armed.
const longestTimeoutMs = 2 ** 31 - 1
const noWork = (): Promise<void> => Promise.resolve()

/** The time itself: it flows with real time at some speed, and only forward. */
function createFlow(real: () => number) {
  // Where it was when its speed or its time was last set.
  let anchor = { real: real(), at: real() }
  let speed = 1
  let latest = 0
  const now = (): number => {
    latest = Math.max(latest, Math.floor(anchor.at + (real() - anchor.real) * speed))
    return latest
  }
  return {
    now,
    speed: () => speed,
    setSpeed(wanted: number): void {
      anchor = { real: real(), at: now() }
      speed = wanted
    },
    moveTo(at: number): void {
      if (now() < at) anchor = { real: real(), at }
    },
  }
}

/** A virtual clock that begins at `real()`, which is the system's time unless given. */
export function createVirtualClock(real: () => number = Date.now): VirtualClock {
  const flow = createFlow(real)
  const now = (): number => flow.now()
  const moveTo = (at: number): void => flow.moveTo(at)
  let alarm: NodeJS.Timeout | undefined
  let advancing = 0
  let turn: Promise<void> = Promise.resolve()
  // In order of due time, and of creation among equals.
  const pending: Pending[] = []

  const arm = (): void => {
    clearTimeout(alarm)
    const first = advancing > 0 ? undefined : pending[0]
    if (!first) return
    const left = Math.max(first.due - now(), 0)
    // What is due is done also while time stands still.
    if (flow.speed() === 0 && left > 0) return
    const waitMs = left === 0 ? 0 : Math.ceil(left / flow.speed())
    alarm = setTimeout(ring, Math.min(waitMs, longestTimeoutMs)).unref()
  }
  const remove = (timer: Pending): boolean => {
    const index = pending.indexOf(timer)
    if (index === -1) return false
    pending.splice(index, 1)
    return true
  }
  const ring = (): void => {
    const first = pending[0]
    if (first && first.due <= now()) {
      pending.shift()
      first.run()
    }
    arm()
  }
  const travel = async (target: number, between: () => Promise<void>): Promise<void> => {
    advancing += 1
    clearTimeout(alarm)
    try {
      await between()
      for (let timer = pending[0]; timer && timer.due <= target; timer = pending[0]) {
        pending.shift()
        moveTo(timer.due)
        timer.run()
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
    speed: () => flow.speed(),
    setSpeed(wanted) {
      flow.setSpeed(wanted)
      arm()
    },
    after(delayMs, run) {
      const timer = { due: now() + Math.max(delayMs, 0), run }
      pending.splice(pending.findLastIndex((other) => other.due <= timer.due) + 1, 0, timer)
      if (pending[0] === timer) arm()
      return { cancel: () => void remove(timer) }
    },
    advance: (ms, between = noWork) => advanceTo(() => now() + ms, between),
    advanceTo: (at, between = noWork) => advanceTo(() => at, between),
    close() {
      pending.length = 0
      clearTimeout(alarm)
    },
  }
}
