import type { Activity } from '../activity.ts'

/** Who takes part in settling: resolves when its own work that needs no time to pass is done. */
export type Settler = () => Promise<void>

/** For how long nothing may move while something is in flight, in real milliseconds. */
const stillMs = 10_000
/** How many such spans settling may take, for those who never come to rest. */
const mostSpans = 12

/**
 * Makes the function that waits until the sandbox and everybody who joined were quiet in one round. It
 * answers false when what is in flight does not move, and when there is no end of it.
 */
export function createSettle(
  activity: Activity,
  settlers: ReadonlySet<Settler>,
): () => Promise<boolean> {
  const rounds = async (isOver: () => boolean, moved: () => void): Promise<void> => {
    for (let before = -1; before !== activity.begun() && !isOver();) {
      before = activity.begun()
      await activity.idle()
      for (const settle of settlers) await settle().then(moved)
      await activity.idle()
      // What a socket already received is handled in the next turns of the event loop.
      await new Promise((resolve) => setImmediate(resolve))
    }
  }
  return async () => {
    let isOver = false
    let settled = 0
    let timer: NodeJS.Timeout | undefined
    const patience = new Promise<false>((resolve) => {
      let spans = 0
      let before = activity.moves()
      timer = setInterval(() => {
        const moves = activity.moves() + settled
        spans += 1
        isOver = moves === before || spans === mostSpans
        before = moves
        if (isOver) resolve(false)
      }, stillMs)
    })
    const quiet = rounds(
      () => isOver,
      () => (settled += 1),
    )
    try {
      return await Promise.race([quiet.then(() => true), patience])
    } finally {
      clearInterval(timer)
    }
  }
}
