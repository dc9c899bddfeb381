/**
 * The three kinds of calls. Each has places of its own, so that a flood of bulk work never delays an
 * answer to a person.
 */
export type Lane = 'answers' | 'edits' | 'bulk'

/** Calls in flight at most, and how long a call may take in all (milliseconds). */
export const laneLimits: Record<Lane, { places: number; deadlineMs: number }> = {
  answers: { places: 64, deadlineMs: 5_000 },
  edits: { places: 8, deadlineMs: 15_000 },
  bulk: { places: 4, deadlineMs: 30_000 },
}

/** A counting semaphore: first come, first served. */
export type Places = { run<T>(work: () => Promise<T>): Promise<T>; waiting(): number }

/** Makes a semaphore with so many places. */
export function createPlaces(places: number): Places {
  const queue: (() => void)[] = []
  let free = places
  return {
    async run(work) {
      if (free > 0) free -= 1
      else await new Promise<void>((resolve) => queue.push(resolve))
      try {
        return await work()
      } finally {
        const next = queue.shift()
        if (next) next()
        else free += 1
      }
    },
    waiting: () => queue.length,
  }
}
