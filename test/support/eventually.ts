import { setTimeout as pause } from 'node:timers/promises'

/** Asks again until it holds; throws the last reason when it does not within a minute. */
export async function eventually<T>(check: () => Promise<T>): Promise<T> {
  const end = Date.now() + 60_000
  for (;;) {
    try {
      return await check()
    } catch (error) {
      if (Date.now() > end) throw error
      await pause(20)
    }
  }
}
