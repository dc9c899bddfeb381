import type { Clock } from '../../clock.ts'
import { ExchangeError } from '../errors.ts'

/** A group of calls that share a limit: `limit` in every `seconds`. `minute` is what the header says, and means nothing. */
export type Group = {
  name: string
  limit: number
  seconds: number
  minute: number
  isQuotation: boolean
}

function quotation(name: string): Group {
  return { name, limit: 10, seconds: 1, minute: 600, isQuotation: true }
}

/** The groups by the names that the `Remaining-Req` header gives them. */
export const groups = {
  market: quotation('market'),
  candles: quotation('candles'),
  trades: quotation('crix-trades'),
  ticker: quotation('ticker'),
  orderbook: quotation('orderbook'),
  default: { name: 'default', limit: 30, seconds: 1, minute: 1800, isQuotation: false },
  order: { name: 'order', limit: 12, seconds: 1, minute: 720, isQuotation: false },
  test: { name: 'order-test', limit: 8, seconds: 1, minute: 480, isQuotation: false },
  cancelAll: { name: 'order-cancel-all', limit: 1, seconds: 2, minute: 30, isQuotation: false },
} satisfies Record<string, Group>

/** Calls of web pages, which have an `Origin` header, share this one. */
const originGroup: Group = { name: 'origin', limit: 1, seconds: 10, minute: 6, isQuotation: true }

/** So many refusals in ten seconds lead to a ban, of so long at first, and twice as long every further time. */
const patience = { refusals: 20, windowMs: 10_000, firstBanMs: 10_000, longestBanMs: 600_000 }

/** The rate limits of the exchange. */
export type ExchangeLimits = {
  /** Counts a call and returns the `Remaining-Req` header. Throws 429, or 418 during a ban. */
  count(group: Group, who: string): string
  /** Counts a call that a web page made. */
  countOrigin(who: string): void
  /** Throws 418 while an address is banned. */
  check(who: string): void
  /** Lets so many times more calls through, or fewer; until `clear`. */
  scale(factor: number): void
  clear(): void
}

/** Makes the limits, with all counters at zero. */
export function createExchangeLimits(clock: Clock): ExchangeLimits {
  let factor = 1
  const windows = new Map<string, { window: number; used: number }>()
  const refused = new Map<string, { times: number[]; bans: number; until: number }>()

  const refuse = (group: Group, who: string): never => {
    const now = clock.now()
    const record = refused.get(who) ?? { times: [], bans: 0, until: 0 }
    record.times = [...record.times.filter((at) => at > now - patience.windowMs), now]
    if (record.times.length >= patience.refusals) {
      record.until = now + Math.min(patience.firstBanMs * 2 ** record.bans, patience.longestBanMs)
      record.bans += 1
      record.times = []
    }
    refused.set(who, record)
    const name = group.isQuotation ? 429 : 'too_many_requests'
    throw new ExchangeError(429, name, 'Too many API requests.', {
      'remaining-req': `group=${group.name}; min=${group.minute}; sec=0`,
    })
  }
  const check = (who: string): void => {
    const left = (refused.get(who)?.until ?? 0) - clock.now()
    if (left <= 0) return
    const seconds = Math.ceil(left / 1000)
    throw new ExchangeError(
      418,
      'blocked',
      `Blocked for ${seconds} seconds because of too many requests.`,
      {
        'retry-after': String(seconds),
      },
    )
  }
  const use = (group: Group, who: string): number => {
    const window = Math.floor(clock.now() / (group.seconds * 1000))
    const key = `${group.name} ${who}`
    const known = windows.get(key)
    const used = known?.window === window ? known.used + 1 : 1
    const most = Math.max(1, Math.floor(group.limit * factor))
    if (used > most) refuse(group, who)
    windows.set(key, { window, used })
    return most - used
  }
  return {
    check,
    count(group, who) {
      check(who)
      return `group=${group.name}; min=${group.minute}; sec=${use(group, who)}`
    },
    countOrigin: (who) => void use(originGroup, who),
    scale(wanted) {
      factor = wanted
    },
    clear() {
      factor = 1
      windows.clear()
      refused.clear()
    },
  }
}
