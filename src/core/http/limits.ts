import { z } from 'zod'
import type { Clock } from '../clock.ts'
import { en } from '../i18n/locales/en.ts'

/** At most `limit` calls in `windowMs`; the allowance comes back evenly over the window. */
export type LimitPolicy = { name: string; limit: number; windowMs: number }

/** What became of one call. Times in milliseconds from now. */
export type LimitResult = {
  allowed: boolean
  remaining: number
  /** Until the whole allowance is there again. */
  resetMs: number
  /** Until the next call is allowed; 0 when this one was. */
  retryAfterMs: number
}

/** Counts calls; the embedded and the shared driver keep the same promises. */
export type Limits = {
  take(policy: LimitPolicy, key: string): Promise<LimitResult>
  close(): Promise<void>
}

/**
 * The generic cell rate algorithm: a token bucket whose whole state is the time at which it will be
 * full again. Returns the outcome and the new time; a refused call changes nothing.
 */
export function takeOne(
  fullAt: number,
  now: number,
  { limit, windowMs }: LimitPolicy,
): LimitResult & { fullAt: number } {
  const cost = windowMs / limit
  // No more than a window ahead, unless the clock was set back: nobody is made to wait for that.
  const from = Math.min(Math.max(fullAt, now), now + windowMs)
  const next = from + cost
  const allowed = next - now <= windowMs + 1e-6
  const kept = allowed ? next : from
  return {
    allowed,
    remaining: Math.max(0, Math.floor((windowMs - (kept - now)) / cost + 1e-6)),
    resetMs: kept - now,
    retryAfterMs: allowed ? 0 : next - now - windowMs,
    fullAt: kept,
  }
}

/** Keys are swept out when there are more than this many. */
const sweepAbove = 10_000

/** Limits within this process. */
export function createLocalLimits(clock: Clock): Limits {
  const fullAt = new Map<string, number>()
  let sweepAt = sweepAbove

  function sweep(now: number): void {
    for (const [key, time] of fullAt) if (time <= now) fullAt.delete(key)
    sweepAt = Math.max(sweepAbove, fullAt.size * 2)
  }

  return {
    take(policy, key) {
      const now = clock.now()
      const id = `${policy.name}:${key}`
      const { fullAt: next, ...result } = takeOne(fullAt.get(id) ?? 0, now, policy)
      fullAt.set(id, next)
      if (fullAt.size > sweepAt) sweep(now)
      return Promise.resolve(result)
    },
    close: () => Promise.resolve(),
  }
}

/** The limits of the HTTP door: calls per window; null switches one off. */
export type RateLimits = Record<'login' | 'writes' | 'keys', LimitPolicy | null>

const windows = { s: 1_000, min: 60_000, h: 3_600_000, d: 86_400_000 }

/** An amount such as `60/min`, or `off`, as the policy of a name. */
function amount(name: keyof RateLimits, fallback: string) {
  return z
    .string()
    .default(fallback)
    .transform((text, context): LimitPolicy | null => {
      if (text === 'off') return null
      const [, limit, unit = ''] = /^([1-9]\d{0,8})\/(s|min|h|d)$/.exec(text) ?? []
      const windowMs = Object.entries(windows).find(([one]) => one === unit)?.[1]
      if (limit && windowMs) return { name, limit: Number(limit), windowMs }
      context.addIssue({ code: 'custom', message: en['issue.rate'] })
      return z.NEVER
    })
}

/** The setting `RATE_LIMITS`: amounts by policy as JSON. */
export const rateLimitsSetting = z
  .string()
  .default('{}')
  .transform((text, context): unknown => {
    try {
      return JSON.parse(text)
    } catch {
      context.addIssue({ code: 'custom', message: en['issue.rate_limits'] })
      return z.NEVER
    }
  })
  .pipe(
    z.strictObject({
      login: amount('login', '30/min'),
      writes: amount('writes', '60/min'),
      keys: amount('keys', '600/min'),
    }),
  )
  .meta({
    description:
      'Limits as JSON: login (sign-ins per address, default "30/min"), writes (per signed-in person, ' +
      'and per address of visitors, "60/min"), keys (all calls of a personal or guild-bound key, ' +
      '"600/min"); "off" lifts one. Service keys for every guild are not limited.',
  })

/** The header fields that tell a caller where it stands (httpapi draft "RateLimit header fields"). */
export function limitHeaders(policy: LimitPolicy, result: LimitResult): Record<string, string> {
  const seconds = (ms: number) => Math.ceil(ms / 1_000)
  return {
    'ratelimit-policy': `"${policy.name}";q=${policy.limit};w=${seconds(policy.windowMs)}`,
    ratelimit: `"${policy.name}";r=${result.remaining};t=${seconds(result.resetMs)}`,
  }
}
