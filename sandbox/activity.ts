/** Counts work in flight, so that a caller can wait for quiet instead of sleeping. */
export type Activity = {
  /** Counts `work` until it settles and hands it back unchanged. */
  track<T>(work: Promise<T>): Promise<T>
  /** Resolves once nothing is in flight; at once when it already is quiet. */
  idle(): Promise<void>
  /** How often work was begun, to see whether anything happened since. */
  begun(): number
  /** How often work was begun or ended, to see whether anything still moves. */
  moves(): number
}

/** A counter with nothing in flight. */
export function createActivity(): Activity {
  let inFlight = 0
  let begun = 0
  let waiting: (() => void)[] = []
  const finished = (): void => {
    inFlight -= 1
    if (inFlight > 0) return
    const woken = waiting
    waiting = []
    for (const wake of woken) wake()
  }
  return {
    track(work) {
      inFlight += 1
      begun += 1
      work.then(finished, finished)
      return work
    },
    idle: () =>
      inFlight === 0
        ? Promise.resolve()
        : new Promise((resolve) => {
            waiting.push(resolve)
          }),
    begun: () => begun,
    moves: () => 2 * begun - inFlight,
  }
}
