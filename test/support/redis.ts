import { Redis } from 'ioredis'
import { noteMissing } from './services.ts'

const address = process.env['TEST_REDIS_URL'] ?? 'redis://127.0.0.1:6379'

async function isThere(): Promise<boolean> {
  const probe = new Redis(address, { lazyConnect: true, retryStrategy: () => null })
  // A refused connection is also reported here; the promise below says enough.
  probe.on('error', () => {})
  try {
    await probe.connect()
    return true
  } catch {
    return false
  } finally {
    probe.disconnect()
  }
}

/** The Redis server at `TEST_REDIS_URL` (default: the local one), or null when there is none. */
export const redisUrl: string | null = (await isThere()) ? address : null
if (redisUrl === null) noteMissing('No Redis server could be reached')
