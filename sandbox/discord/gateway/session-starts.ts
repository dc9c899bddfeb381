import type { Clock } from '../../clock.ts'
import { createRateWindow } from './rate-window.ts'

const dayMs = 86_400_000

/** The budget of Identify: so many per 5 s and per day. `info` is `session_start_limit` of GET /gateway/bot. */
export type SessionStarts = {
  /** Whether another session may start; `exhausted` when the day's budget is used up. */
  take(): 'allowed' | 'too_fast' | 'exhausted'
  info(): { total: number; remaining: number; reset_after: number; max_concurrency: number }
}

/** A full budget (https://docs.discord.com/developers/events/gateway#session-start-limit-object). */
export function createSessionStarts(
  clock: Clock,
  total: number,
  maxConcurrency: number,
): SessionStarts {
  let dayStart = clock.now()
  let used = 0
  const burst = createRateWindow(maxConcurrency, 5000)
  const turnDay = (): void => {
    const days = Math.floor((clock.now() - dayStart) / dayMs)
    if (days === 0) return
    dayStart += days * dayMs
    used = 0
  }
  return {
    take() {
      turnDay()
      if (used >= total) return 'exhausted'
      if (!burst.allow(clock.now())) return 'too_fast'
      used += 1
      return 'allowed'
    },
    info() {
      turnDay()
      return {
        total,
        remaining: total - used,
        reset_after: Math.ceil(dayStart + dayMs - clock.now()),
        max_concurrency: maxConcurrency,
      }
    },
  }
}
