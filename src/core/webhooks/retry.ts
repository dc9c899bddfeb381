const second = 1_000
const minute = 60 * second
const hour = 60 * minute

/**
 * Waits before each further attempt, in milliseconds: the schedule of Standard Webhooks, from five
 * seconds to a day, 75 hours in all.
 */
export const retryDelays: readonly number[] = [
  5 * second,
  5 * minute,
  30 * minute,
  2 * hour,
  5 * hour,
  10 * hour,
  14 * hour,
  20 * hour,
  24 * hour,
]

/** The share of a wait by which it may be shorter. */
const jitter = 0.2

/** However politely a receiver asks for patience, after this time it counts as gone. */
const longestMs = 76 * hour
const longestPauseMs = 24 * hour

/** How one sending ended: an answer, or a reason why there was none. */
export type Outcome =
  | { kind: 'answer'; status: number; retryAfterMs: number | null; text: string }
  | { kind: 'failure'; reason: string }

/** What becomes of a message after an attempt. */
export type Decision =
  | { next: 'delivered' }
  /** `pause` holds everything for this endpoint back, because it asked for that. */
  | { next: 'again'; delayMs: number; counts: boolean; pause: boolean }
  /** `disable` says why the endpoint is not to be tried any more. */
  | { next: 'failed'; disable: 'gone' | 'unreachable' | null }

/** Where a message stands when an attempt ends: counted attempts, this one included, and its age. */
export type Tried = {
  attempts: number
  ageMs: number
  once: boolean
  /** From 0 to 1: what came together does not come again together. */
  luck: number
}

/** Decides what becomes of a message; pure. */
export function decide(outcome: Outcome, { attempts, ageMs, once, luck }: Tried): Decision {
  const status = outcome.kind === 'answer' ? outcome.status : 0
  if (status >= 200 && status < 300) return { next: 'delivered' }
  if (status === 410) return { next: 'failed', disable: 'gone' }
  if (once) return { next: 'failed', disable: null }
  const asked = outcome.kind === 'answer' ? outcome.retryAfterMs : null
  if ((status === 429 || status === 503) && asked !== null && ageMs < longestMs) {
    const delayMs = Math.min(Math.max(asked, second), longestPauseMs)
    return { next: 'again', delayMs, counts: false, pause: true }
  }
  const delayMs = retryDelays[attempts - 1]
  if (delayMs === undefined || ageMs >= longestMs) return { next: 'failed', disable: 'unreachable' }
  const spread = Math.round(delayMs * (1 - jitter * luck))
  return { next: 'again', delayMs: spread, counts: true, pause: false }
}

/** Reads `Retry-After` (RFC 9110 §10.2.3): seconds or a date; null for anything else. */
export function retryAfter(header: string | undefined, now: number): number | null {
  if (header === undefined) return null
  if (/^\s*\d{1,9}\s*$/.test(header)) return Number(header) * second
  const at = Date.parse(header)
  return Number.isNaN(at) ? null : Math.max(0, at - now)
}
