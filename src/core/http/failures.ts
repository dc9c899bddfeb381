import type { Clock } from '../clock.ts'
import { AppError, coreError } from '../errors.ts'
import type { LimitPolicy, Limits } from './limits.ts'

/** So many keys that are not valid may come from one address. */
const policy: LimitPolicy = { name: 'failures', limit: 10, windowMs: 60_000 }
const blockMs = 15 * 60_000
/** Addresses are swept out when there are more than this many. */
const sweepAbove = 10_000

/** Counts keys that are not valid, and locks out the addresses that try them out. */
export type Failures = {
  /** Runs the look-up of a key. Throws `rate_limited` for an address that is locked out. */
  watch<T>(address: string, work: () => Promise<T>): Promise<T>
}

/** Makes the counter. Addresses are locked out process by process; they are counted together. */
export function createFailures(limits: Limits, clock: Clock): Failures {
  const blockedUntil = new Map<string, number>()

  async function count(address: string): Promise<void> {
    if ((await limits.take(policy, address)).allowed) return
    const now = clock.now()
    if (blockedUntil.size > sweepAbove) {
      for (const [one, until] of blockedUntil) if (until <= now) blockedUntil.delete(one)
    }
    blockedUntil.set(address, now + blockMs)
  }

  return {
    async watch(address, work) {
      const retryAfterMs = (blockedUntil.get(address) ?? 0) - clock.now()
      if (retryAfterMs > 0) throw coreError('rate_limited', { retryAfterMs })
      try {
        return await work()
      } catch (error) {
        if (error instanceof AppError && error.status === 401) await count(address)
        throw error
      }
    },
  }
}
