import type { Activity } from '../activity.ts'

/** Who takes part in settling: resolves when its own work that needs no time to pass is done. */
export type Settler = () => Promise<void>

/** How long settling may take in real milliseconds. */
const patienceMs = 10_000

/** Makes the function that waits until the sandbox and everybody who joined were quiet in one round. */
export function createSettle(
  activity: Activity,
  settlers: ReadonlySet<Settler>,
): () => Promise<boolean> {
  const rounds = async (isOver: () => boolean): Promise<void> => {
    for (let before = -1; before !== activity.begun() && !isOver();) {
      before = activity.begun()
      await activity.idle()
      for (const settle of settlers) await settle()
      await activity.idle()
      // What a socket already received is handled in the next turns of the event loop.
      await new Promise((resolve) => setImmediate(resolve))
    }
  }
  return async () => {
    let isOver = false
    let timer: NodeJS.Timeout | undefined
    const patience = new Promise<false>((resolve) => {
      timer = setTimeout(() => {
        isOver = true
        resolve(false)
      }, patienceMs)
    })
    try {
      return await Promise.race([rounds(() => isOver).then(() => true), patience])
    } finally {
      clearTimeout(timer)
    }
  }
}
