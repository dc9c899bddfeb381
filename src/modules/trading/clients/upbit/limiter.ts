import { wait, type Clock } from '#core/clock.ts'
import type { Priority } from '../exchange.ts'

/** Groups of requests that share a limit (Upbit, rate limits of 2026-09). */
export type Group = 'market' | 'candle' | 'ticker' | 'orderbook' | 'default' | 'order'

/** Requests per second: orders, whatever else an account asks, and each group of quotations. */
export type RateLimits = { order: number; default: number; quotation: number }

const rank: Record<Priority, number> = { order: 0, reconcile: 1, quotes: 2, charts: 3 }

type Waiting = { rank: number; go: () => void }
type Lane = { window: number; used: number; ceiling: number; queue: Waiting[]; draining: boolean }

/** Spreads requests over the seconds, the urgent ones first. */
export type Limiter = {
  /** Resolves when a request of this group may go. */
  enter(group: Group, priority: Priority): Promise<void>
  /** The exchange says how many are left in this second. */
  heard(group: Group, left: number): void
  /** The exchange says that it was too much: nothing goes before the next second. */
  tooMany(group: Group): void
}

/** Makes a limiter; `clock` must be one that passes as the exchange's does. */
export function createLimiter(clock: Clock, limits: RateLimits): Limiter {
  const lanes = new Map<Group, Lane>()
  const perSecond = (group: Group): number =>
    group === 'order' || group === 'default' ? limits[group] : limits.quotation

  function lane(group: Group): Lane {
    const known = lanes.get(group)
    if (known) return known
    const made: Lane = { window: 0, used: 0, ceiling: perSecond(group), queue: [], draining: false }
    lanes.set(group, made)
    return made
  }

  const second = () => Math.floor(clock.now() / 1_000)

  function free(one: Lane, group: Group): boolean {
    const now = second()
    if (one.window !== now) Object.assign(one, { window: now, used: 0, ceiling: perSecond(group) })
    return one.used < one.ceiling
  }

  async function drain(group: Group): Promise<void> {
    const one = lane(group)
    one.draining = true
    while (one.queue.length > 0) {
      if (!free(one, group)) {
        await wait(clock, 1_000 - (clock.now() % 1_000) + 5)
        continue
      }
      one.queue.sort((a, b) => a.rank - b.rank)
      one.used += 1
      one.queue.shift()?.go()
    }
    one.draining = false
  }

  return {
    enter(group, priority) {
      const one = lane(group)
      if (one.queue.length === 0 && free(one, group)) {
        one.used += 1
        return Promise.resolve()
      }
      return new Promise((resolve) => {
        one.queue.push({ rank: rank[priority], go: resolve })
        if (!one.draining) void drain(group)
      })
    },
    heard(group, left) {
      const one = lane(group)
      if (one.window === second()) one.ceiling = Math.min(one.ceiling, one.used + left)
    },
    tooMany(group) {
      const one = lane(group)
      Object.assign(one, { window: second(), used: one.ceiling })
    },
  }
}
