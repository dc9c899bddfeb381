import { Redis } from 'ioredis'
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import { createLocalLimits, type Limits } from './limits.ts'

/** The rule of `takeOne`, run inside Redis so that processes do not race. */
const script = `
local now, limit, window = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local cost = window / limit
local from = math.min(math.max(tonumber(redis.call('GET', KEYS[1]) or '0'), now), now + window)
local fresh = from + cost
local allowed = fresh - now <= window + 1e-6
local kept = allowed and fresh or from
redis.call('SET', KEYS[1], string.format('%.6f', kept), 'PX', math.ceil(window) + 1000)
local remaining = math.max(0, math.floor((window - (kept - now)) / cost + 1e-6))
return { allowed and 1 or 0, remaining, string.format('%.6f', kept - now),
  string.format('%.6f', allowed and 0 or fresh - now - window) }
`

/**
 * Limits that all processes of an installation share. While Redis cannot be reached each process
 * counts for itself.
 */
export function createRedisLimits(
  url: string,
  options: { prefix: string; clock: Clock; log: Log },
): Limits {
  const { prefix, clock, log } = options
  const redis = new Redis(url, { maxRetriesPerRequest: 0, enableOfflineQueue: false })
  let reported = false
  redis.on('error', (error) => {
    if (!reported) log.warn({ err: error }, 'limits are not shared: Redis is away')
    reported = true
  })
  redis.on('ready', () => {
    reported = false
  })
  const alone = createLocalLimits(clock)
  const connected = new Promise<void>((resolve) => {
    redis.once('ready', resolve)
    redis.once('error', () => resolve())
  })

  return {
    async take(policy, key) {
      await connected
      try {
        const id = `${prefix}:limit:${policy.name}:${key}`
        const { limit, windowMs } = policy
        const reply = await redis.eval(script, 1, id, clock.now(), limit, windowMs)
        const [allowed, remaining, reset, retryAfter] = Array.isArray(reply) ? reply : []
        return {
          allowed: Number(allowed) === 1,
          remaining: Number(remaining),
          resetMs: Number(reset),
          retryAfterMs: Number(retryAfter),
        }
      } catch {
        return alone.take(policy, key)
      }
    },
    async close() {
      await redis.quit().catch(() => redis.disconnect())
    },
  }
}
