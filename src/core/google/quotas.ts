import type { Clock } from '../clock.ts'
import { takeOne, type LimitPolicy } from '../http/limits.ts'

const minuteMs = 60_000
/** Of what Google allows one account a minute, so much is used. */
const share = 0.8

/**
 * Calls per minute and account that Google allows
 * (developers.google.com/workspace/forms/api/limits, …/sheets/api/limits). A service account counts
 * as one user.
 */
const perMinute = {
  'forms.read': 390,
  'forms.responses': 180,
  'forms.write': 150,
  'sheets.read': 60,
  'sheets.write': 60,
  drive: 600,
  pubsub: 600,
} as const

/** A quota of Google's. */
export type Quota = keyof typeof perMinute

/** Spends this process's share of the quotas. */
export type Quotas = {
  /** 0 when a call may be made now, else the milliseconds until one may. */
  take(quota: Quota): number
  /** Google says that a quota is used up: nobody asks for so long, in milliseconds. */
  exhaust(quota: Quota, ms: number): void
  /** How much of each quota is in use, from 0 to 1. */
  used(): Record<Quota, number>
}

const names = Object.keys(perMinute) as Quota[]

function policyOf(quota: Quota): LimitPolicy {
  return { name: quota, limit: Math.floor(perMinute[quota] * share), windowMs: minuteMs }
}

/** Full token buckets. */
export function createQuotas(clock: Clock): Quotas {
  const fullAt = new Map<Quota, number>()
  const closedUntil = new Map<Quota, number>()
  return {
    take(quota) {
      const now = clock.now()
      const closedMs = (closedUntil.get(quota) ?? 0) - now
      if (closedMs > 0) return closedMs
      const result = takeOne(fullAt.get(quota) ?? 0, now, policyOf(quota))
      fullAt.set(quota, result.fullAt)
      return result.retryAfterMs
    },
    exhaust(quota, ms) {
      closedUntil.set(quota, clock.now() + ms)
    },
    used() {
      const now = clock.now()
      const usedOf = (quota: Quota) =>
        (closedUntil.get(quota) ?? 0) > now
          ? 1
          : Math.max(0, (fullAt.get(quota) ?? 0) - now) / minuteMs
      return Object.fromEntries(names.map((quota) => [quota, usedOf(quota)])) as Record<
        Quota,
        number
      >
    },
  }
}
