import { createHash } from 'node:crypto'
import type { Clock } from '../../clock.ts'
import { DiscordError } from '../errors.ts'

/** How often something may happen: `limit` times in every window of `windowMs` milliseconds. */
export type Bucket = { name: string; limit: number; windowMs: number }

/** What a counted request leaves in its bucket. `resetAt` is epoch milliseconds. */
export type BucketState = { bucket: Bucket; remaining: number; resetAt: number }

/** The rate limits of one server. */
export type Limits = {
  /** Counts one request of a bot; throws 429 when the bucket of this place, or the global one, is used up. */
  count(bucket: Bucket, majorId: string): BucketState
  /** Counts one request against the global limit; throws 429 when it is used up. */
  countGlobal(): void
  /** Counts against a limit beneath a bucket, which shows in no header until it is used up. */
  countHidden(bucket: Bucket, majorId: string, code?: number): void
  /** Counts a request that failed with 401, 403 or 429 from an address. */
  countInvalid(address: string): void
  /** Whether an address is banned for too many invalid requests. */
  isBanned(address: string): boolean
  clear(): void
}

const globalBucket: Bucket = { name: 'global', limit: 50, windowMs: 1000 }
const invalidBucket: Bucket = { name: 'invalid', limit: 10_000, windowMs: 600_000 }

/** The rate limit headers of an answer. */
export function bucketHeaders(state: BucketState, now: number): Record<string, string> {
  const left = Math.max(state.resetAt - now, 0) / 1000
  return {
    'x-ratelimit-limit': String(state.bucket.limit),
    'x-ratelimit-remaining': String(state.remaining),
    'x-ratelimit-reset': (state.resetAt / 1000).toFixed(3),
    'x-ratelimit-reset-after': left.toFixed(3),
    'x-ratelimit-bucket': createHash('md5').update(state.bucket.name).digest('hex'),
  }
}

/** A 429 answer; `state` gives the bucket headers, `code` is set for special limits such as 30046. */
export class RateLimited extends DiscordError {
  readonly headers: Record<string, string>

  constructor(
    retryAfterMs: number,
    about: { global?: boolean; code?: number; headers?: Record<string, string> },
  ) {
    const retry_after = Math.ceil(retryAfterMs) / 1000
    const global = about.global ?? false
    super(429, about.code ?? 0, 'You are being rate limited.', { extra: { retry_after, global } })
    this.headers = {
      ...about.headers,
      'retry-after': String(Math.max(Math.ceil(retry_after), 1)),
      'x-ratelimit-scope': global ? 'global' : 'user',
      ...(global ? { 'x-ratelimit-global': 'true' } : {}),
    }
  }
}

/** No request was counted yet. The windows of buckets pass `pace` times as fast as Discord's. */
export function createLimits(clock: Clock, pace = 1): Limits {
  const used = new Map<string, { count: number; resetAt: number }>()
  const countIn = (bucket: Bucket, majorId: string): { count: number; resetAt: number } => {
    const key = `${bucket.name}:${majorId}`
    const now = clock.now()
    const known = used.get(key)
    const current =
      known && known.resetAt > now ? known : { count: 0, resetAt: now + bucket.windowMs }
    current.count += 1
    used.set(key, current)
    return current
  }
  return {
    count(bucket, majorId) {
      const { count, resetAt } = countIn({ ...bucket, windowMs: bucket.windowMs / pace }, majorId)
      const state = { bucket, remaining: Math.max(bucket.limit - count, 0), resetAt }
      const now = clock.now()
      if (count > bucket.limit)
        throw new RateLimited(resetAt - now, { headers: bucketHeaders(state, now) })
      return state
    },
    countGlobal() {
      const { count, resetAt } = countIn(globalBucket, '')
      if (count > globalBucket.limit) throw new RateLimited(resetAt - clock.now(), { global: true })
    },
    countHidden(bucket, majorId, code) {
      const { count, resetAt } = countIn(bucket, majorId)
      if (count > bucket.limit)
        throw new RateLimited(resetAt - clock.now(), code === undefined ? {} : { code })
    },
    countInvalid: (address) => void countIn(invalidBucket, address),
    isBanned(address) {
      const known = used.get(`${invalidBucket.name}:${address}`)
      return (
        known !== undefined && known.resetAt > clock.now() && known.count >= invalidBucket.limit
      )
    },
    clear: () => used.clear(),
  }
}
