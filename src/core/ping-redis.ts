import { Redis } from 'ioredis'

const patienceMs = 5_000

/** Asks Redis once. Throws what went wrong when it does not answer within five seconds. */
export async function pingRedis(url: string): Promise<void> {
  const redis = new Redis(url, {
    lazyConnect: true,
    connectTimeout: patienceMs,
    commandTimeout: patienceMs,
    retryStrategy: () => null,
  })
  // The same failure is thrown below; without a listener it would be printed, too.
  redis.on('error', () => {})
  try {
    await redis.connect()
    await redis.ping()
  } finally {
    redis.disconnect()
  }
}
