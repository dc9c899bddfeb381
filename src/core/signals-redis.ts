import { randomUUID } from 'node:crypto'
import { Redis } from 'ioredis'
import { z } from 'zod'
import type { Log } from './log.ts'
import { createLocalSignals, type Signals } from './signals.ts'

/** Origin, channel, payload. */
const message = z.tuple([z.string(), z.string(), z.string()])

function parse(text: string) {
  try {
    return message.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}

const longestReconnectMs = 2_000

/**
 * Signals between all processes that name the same Redis and prefix. Listeners of this process are
 * called at once, those of others through Redis. While Redis is away, signals to others are dropped
 * and the connections are made anew by themselves.
 */
export function createRedisSignals(url: string, prefix: string, log: Log): Signals {
  const local = createLocalSignals()
  const origin = randomUUID()
  const channelName = `${prefix}:signals`
  const retryStrategy = (times: number) => Math.min(times * 100, longestReconnectMs)
  const publisher = new Redis(url, { retryStrategy, enableOfflineQueue: false })
  const subscriber = new Redis(url, { retryStrategy, maxRetriesPerRequest: null })
  let subscribed = false
  let reported = false

  function lost(error: Error): void {
    if (reported) return
    reported = true
    log.warn({ err: error }, 'Redis cannot be reached; other processes are not woken')
  }

  async function subscribe(): Promise<void> {
    try {
      await subscriber.subscribe(channelName)
      subscribed = true
      if (reported) log.info({}, 'Redis is reached again')
      reported = false
    } catch (error) {
      lost(error instanceof Error ? error : new Error(String(error)))
    }
  }

  publisher.on('error', lost)
  subscriber.on('error', lost)
  subscriber.on('ready', () => void subscribe())
  subscriber.on('close', () => {
    subscribed = false
  })
  subscriber.on('message', (_, text: string) => {
    const parsed = parse(text)
    if (!parsed) return log.warn({}, 'a signal of unknown shape was ignored')
    const [from, channel, payload] = parsed
    if (from !== origin) local.send(channel, payload)
  })

  return {
    send(channel, payload = '') {
      local.send(channel, payload)
      if (publisher.status !== 'ready') return
      publisher.publish(channelName, JSON.stringify([origin, channel, payload])).catch(lost)
    },
    listen: (channel, listener) => local.listen(channel, listener),
    connected: () => subscribed && publisher.status === 'ready',
    async close() {
      subscriber.disconnect()
      if (publisher.status === 'ready') await publisher.quit().catch(lost)
      else publisher.disconnect()
    },
  }
}
