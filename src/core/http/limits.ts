import { z } from 'zod'
import type { Clock } from '../clock.ts'

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
  const from = Math.max(fullAt, now)
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

const amount = z.strictObject({
  limit: z.int().min(1),
  window_s: z.number().positive(),
})

const defaults = {
  login: { limit: 10, window_s: 60 },
  writes: { limit: 60, window_s: 60 },
  keys: { limit: 600, window_s: 60 },
}

/**
 * The setting `RATE_LIMITS`: a JSON object with any of `login` (sign-ins per address, default 10 per
 * minute), `writes` (per signed-in person, and per address of visitors, 60 per minute) and `keys`
 * (calls of a personal or guild-bound key, 600 per minute), each `{"limit": n, "window_s": s}` or
 * null for none. Service keys for every guild are not limited.
 */
export const rateLimitsSetting = z
  .string()
  .default('{}')
  .transform((text, context): unknown => {
    try {
      return JSON.parse(text)
    } catch {
      context.addIssue({ code: 'custom', message: 'must be a JSON object' })
      return z.NEVER
    }
  })
  .pipe(
    z.strictObject({
      login: amount.nullable().default(defaults.login),
      writes: amount.nullable().default(defaults.writes),
      keys: amount.nullable().default(defaults.keys),
    }),
  )
  .transform((table): RateLimits => {
    const policy = (name: keyof RateLimits): LimitPolicy | null => {
      const one = table[name]
      return one && { name, limit: one.limit, windowMs: one.window_s * 1_000 }
    }
    return { login: policy('login'), writes: policy('writes'), keys: policy('keys') }
  })
  .describe(
    'Limits of the HTTP door as JSON: login, writes, keys, each {"limit", "window_s"} or null',
  )

/** The header fields that tell a caller where it stands (httpapi draft "RateLimit header fields"). */
export function limitHeaders(policy: LimitPolicy, result: LimitResult): Record<string, string> {
  const seconds = (ms: number) => Math.ceil(ms / 1_000)
  return {
    'ratelimit-policy': `"${policy.name}";q=${policy.limit};w=${seconds(policy.windowMs)}`,
    ratelimit: `"${policy.name}";r=${result.remaining};t=${seconds(result.resetMs)}`,
  }
}
