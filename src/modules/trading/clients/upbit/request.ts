import type { z } from 'zod'
import { monotonicClock, type Clock } from '#core/clock.ts'
import type { Random } from '#core/ids.ts'
import type { Log } from '#core/log.ts'
import type { ExchangeHealth, IsWanted, Outcome, Priority } from '../exchange.ts'
import { createLimiter, type Group, type Limiter, type RateLimits } from './limiter.ts'
import { errorAnswer } from './shapes.ts'
import { queryText, requestToken, type Keys, type Pairs } from './token.ts'

/** One request to the exchange. */
export type UpbitCall<T> = {
  method: 'GET' | 'POST' | 'DELETE'
  /** After `/v1`. */
  path: string
  pairs?: Pairs
  group: Group
  priority: Priority
  signed: boolean
  answer: z.ZodType<T>
  /** Asked when its turn has come; what is not wanted any more is `unavailable` as `withdrawn`. */
  isWanted?: IsWanted
}

/** What the requests go through. */
export type UpbitRequests = {
  send: <T>(call: UpbitCall<T>) => Promise<Outcome<T>>
  health: () => ExchangeHealth
}

type Needs = {
  /** Base without `/v1`. */
  url: string
  keys: Keys | null
  limits: RateLimits
  /** The program's clock, which the exchange's `Date` is compared with. */
  clock: Clock
  random: Random
  log: Log
  realTime?: Clock
}

const deadlineMs = 5_000
/** Clocks that differ by more are told of once, until they agree again. */
const skewWarningMs = 2_000
/** Refused or failed so often in a row, the exchange counts as down. */
const downAfter = 3
/** Errors by which nothing can have reached the exchange. */
const notSent = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT'])
/** Keys or addresses that the exchange does not accept: asking again is of no use for a while. */
const lockedOut = new Set([
  'jwt_verification',
  'expired_access_key',
  'no_authorization_ip',
  'no_authorization_i_p',
  'no_authorization_token',
  'invalid_access_key',
])
const lockedOutMs = 60_000
/** A request that had to wait its turn for so long is not sent any more: its order counts as lost soon. */
const longestQueueMs = 8_000

function causeCode(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined
  return cause instanceof Error && 'code' in cause ? String(cause.code) : ''
}

function seconds(header: string | null): number | null {
  return header !== null && /^\d{1,6}$/.test(header) ? 1_000 * parseInt(header, 10) : null
}

type Locked = { retryAfterMs: number; code: string }

/** A ban of the address holds everything up, a refused key what needs it; neither shortens the other. */
function createLocks(realTime: Clock) {
  const until = { ban: 0, key: 0 }
  let lockedBy: string | null = null
  const left = (kind: keyof typeof until) => Math.ceil(until[kind] - realTime.now())
  return {
    lock(by: string, ms: number): void {
      const kind = by === 'banned' ? 'ban' : 'key'
      until[kind] = Math.max(until[kind], realTime.now() + ms)
      if (kind === 'ban' || left('ban') <= 0) lockedBy = by
    },
    /** A key that is refused says nothing about what needs no key, and the other way round. */
    worked(isSigned: boolean): void {
      if (isSigned || lockedBy === 'banned') lockedBy = null
    },
    /** What keeps a request from being sent now; null when nothing does. */
    now(isSigned: boolean): Locked | null {
      if (left('ban') > 0) return { retryAfterMs: left('ban'), code: 'banned' }
      if (!isSigned || left('key') <= 0) return null
      return { retryAfterMs: left('key'), code: lockedBy ?? 'key_refused' }
    },
    by: () => lockedBy,
  }
}

/** What is remembered of the exchange's answers: limits, locks, speed, the difference of clocks. */
function createMemory({ clock, log, realTime = monotonicClock }: Needs, limiter: Limiter) {
  const locks = createLocks(realTime)
  const seen = {
    failures: 0,
    latencyMs: null as number | null,
    skewMs: null as number | null,
    remaining: { order: null as number | null, default: null as number | null },
    lastFailure: '',
    endedAt: null as number | null,
    isSkewed: false,
  }

  function note(response: Response, group: Group, begun: { at: number; date: number }): void {
    seen.latencyMs = Math.round(realTime.now() - begun.at)
    const date = Date.parse(response.headers.get('date') ?? '')
    // The header has whole seconds: less than one says nothing. Nor does an answer that took longer.
    if (Number.isFinite(date) && clock.now() - begun.date < 1_000) {
      const skew = date - clock.now()
      seen.skewMs = Math.abs(skew) < 1_500 ? 0 : Math.round(skew)
      const isFar = Math.abs(skew) > skewWarningMs
      if (isFar && !seen.isSkewed)
        log.warn({ skewMs: seen.skewMs }, 'the clock of the exchange and ours differ')
      seen.isSkewed = isFar || (seen.isSkewed && seen.skewMs !== 0)
    }
    const left = /\bsec=(\d+)/.exec(response.headers.get('remaining-req') ?? '')?.[1]
    if (left === undefined) return
    const count = parseInt(left, 10)
    limiter.heard(group, count)
    if (group === 'order' || group === 'default') seen.remaining[group] = count
  }

  function refused<T>(response: Response, body: string, call: UpbitCall<T>): Outcome<T> {
    const { status } = response
    const parsed = errorAnswer.safeParse(parse(body)).data?.error
    const code = parsed?.name ?? ''
    if (status === 429) {
      limiter.tooMany(call.group)
      return {
        kind: 'throttled',
        retryAfterMs: seconds(response.headers.get('retry-after')) ?? 1_000,
      }
    }
    // A key that may not do this may still do other things.
    const isLocked = lockedOut.has(code) || (code === 'out_of_scope' && call.method === 'GET')
    if (status === 418 || isLocked) {
      const retryAfterMs = seconds(response.headers.get('retry-after')) ?? lockedOutMs
      const by = status === 418 ? 'banned' : code
      locks.lock(by, retryAfterMs)
      log.warn({ code: by, status }, 'the exchange has locked us out for a while')
      return { kind: 'blocked', retryAfterMs, code: by }
    }
    // Whatever is not a plain refusal in their own words may have been done.
    if (!parsed || status >= 500) return { kind: 'unknown', reason: `http_${status}` }
    if (code === 'order_not_found') return { kind: 'not_found' }
    return { kind: 'rejected', code, message: parsed.message.slice(0, 300) }
  }

  return {
    note,
    refused,
    count(outcome: Outcome<unknown>, isSigned: boolean): void {
      if (outcome.kind === 'ok') locks.worked(isSigned)
      seen.endedAt = realTime.now()
      const failed = outcome.kind === 'unknown' || outcome.kind === 'unavailable'
      seen.failures = failed ? seen.failures + 1 : 0
      if (failed) seen.lastFailure = outcome.reason
    },
    locked: (isSigned: boolean) => locks.now(isSigned),
    health: (): ExchangeHealth => {
      const lockedMs = locks.now(true)?.retryAfterMs ?? null
      const lockedBy = locks.by()
      const isWeak = seen.failures > 0 || lockedMs !== null || lockedBy !== null
      const state = seen.failures >= downAfter ? 'down' : isWeak ? 'degraded' : 'ok'
      const { latencyMs, skewMs, remaining } = seen
      const failure = seen.failures > 0 ? seen.lastFailure : null
      const ageMs = seen.endedAt === null ? null : realTime.now() - seen.endedAt
      return { state, lockedBy, lockedMs, failure, latencyMs, ageMs, skewMs, remaining }
    },
  }
}

/** Makes what sends requests, keeps the limits and says of every one what became of it. */
export function createRequests(needs: Needs): UpbitRequests {
  const { url, keys, limits, random, realTime = monotonicClock } = needs
  const limiter = createLimiter(realTime, limits)
  const memory = createMemory(needs, limiter)

  function init<T>(call: UpbitCall<T>): RequestInit {
    const { method, pairs = [], signed } = call
    const token = signed && keys ? requestToken(keys, pairs, random) : null
    return {
      method,
      redirect: 'manual',
      signal: AbortSignal.timeout(deadlineMs),
      headers: {
        accept: 'application/json',
        ...(token !== null && { authorization: `Bearer ${token}` }),
        ...(method === 'POST' && { 'content-type': 'application/json' }),
      },
      ...(method === 'POST' && { body: JSON.stringify(Object.fromEntries(pairs)) }),
    }
  }

  async function exchange<T>(call: UpbitCall<T>): Promise<Outcome<T>> {
    const query = call.method !== 'POST' && call.pairs ? `?${queryText(call.pairs)}` : ''
    const begun = { at: realTime.now(), date: needs.clock.now() }
    let response: Response
    let body: string
    try {
      response = await fetch(`${url}/v1${call.path}${query}`, init(call))
      body = await response.text()
    } catch (error) {
      const code = causeCode(error)
      if (notSent.has(code)) return { kind: 'unavailable', reason: code }
      const name = error instanceof Error ? error.name : 'error'
      return { kind: 'unknown', reason: code || name }
    }
    memory.note(response, call.group, begun)
    if (response.status !== 200 && response.status !== 201)
      return memory.refused(response, body, call)
    const parsed = call.answer.safeParse(parse(body))
    return parsed.success
      ? { kind: 'ok', value: parsed.data }
      : { kind: 'unknown', reason: 'unreadable_answer' }
  }

  return {
    health: memory.health,
    async send(call) {
      const ban = memory.locked(call.signed)
      if (ban) return { kind: 'blocked', ...ban }
      if (call.signed && !keys) return { kind: 'unavailable', reason: 'no_keys' }
      const since = realTime.now()
      await limiter.enter(call.group, call.priority)
      // What was told meanwhile holds for those that waited too.
      const banned = memory.locked(call.signed)
      if (banned) return { kind: 'blocked', ...banned }
      if (realTime.now() - since > longestQueueMs)
        return { kind: 'unavailable', reason: 'too_many_requests' }
      if (call.isWanted && !(await call.isWanted()))
        return { kind: 'unavailable', reason: 'withdrawn' }
      const outcome = await exchange(call)
      memory.count(outcome, call.signed)
      return outcome
    },
  }
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}
