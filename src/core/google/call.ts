import type { z } from 'zod'
import { wait, type Clock } from '../clock.ts'
import type { Metrics } from '../http/metrics.ts'
import { randomFraction, type Random } from '../ids.ts'
import type { Credentials } from './credentials.ts'
import { failureOf, GoogleFailure } from './errors.ts'
import type { Quota, Quotas } from './quotas.ts'

/** One call to a Google service. */
export type GoogleCall = {
  method: 'GET' | 'POST' | 'PUT'
  url: string
  quota: Quota
  /** Name in figures, such as `forms.get`. */
  name: string
  body?: unknown
  /** May be repeated after an unknown outcome: it reads, or sets what it sets whatever was. */
  repeatable: boolean
}

/** Makes calls with a token, within the quotas, and repeats only what may be repeated. */
export type GoogleCaller = <T>(call: GoogleCall, answer: z.ZodType<T>) => Promise<T>

/** How many calls this process has made, and how many failed. */
export type GoogleFigures = { calls: number; errors: number }

const deadlineMs = 30_000
const tries = 3
/** Longest wait for room in a quota before the call is given up as exhausted. */
const patienceMs = 10_000

/** Makes the one way to Google. */
export function createCaller(needs: {
  credentials: Credentials
  quotas: Quotas
  clock: Clock
  /** For short waits that must not follow a moved clock. */
  realTime: Clock
  random: Random
  metrics: Metrics
  figures: GoogleFigures
}): GoogleCaller {
  const { credentials, quotas, clock, realTime, random, metrics, figures } = needs

  async function once(call: GoogleCall, renew: boolean): Promise<unknown> {
    const waitMs = quotas.take(call.quota)
    if (waitMs > 0) throw new GoogleFailure('exhausted', 0, `${call.name}: quota`, waitMs)
    const token = await credentials.token(renew)
    let answer: Response
    const begun = realTime.now()
    try {
      answer = await fetch(call.url, {
        method: call.method,
        signal: AbortSignal.timeout(deadlineMs),
        redirect: 'error',
        headers: {
          authorization: `Bearer ${token}`,
          ...(call.body !== undefined && { 'content-type': 'application/json' }),
        },
        ...(call.body !== undefined && { body: JSON.stringify(call.body) }),
      })
    } catch {
      count(call, 'none')
      throw new GoogleFailure('unavailable', 0, `${call.name}: Google did not answer`, 5_000)
    }
    const json: unknown = await answer.json().catch(() => null)
    count(call, String(answer.status))
    const seconds = (realTime.now() - begun) / 1_000
    metrics.time('google_seconds', 'Time of calls to Google.', { call: call.name }, seconds)
    if (answer.ok) return json
    const failure = failureOf(answer.status, json, answer.headers.get('retry-after'))
    if (failure.outcome === 'exhausted') quotas.exhaust(call.quota, failure.retryAfterMs ?? 0)
    throw failure
  }

  function count({ name: call }: GoogleCall, status: string): void {
    figures.calls += 1
    if (!/^[23]/.test(status)) figures.errors += 1
    metrics.count('google_calls_total', 'Calls to Google by answer.', { call, status })
    for (const [quota, used] of Object.entries(quotas.used())) {
      metrics.set('google_quota_used', 'Share of a quota in use.', { quota }, used)
    }
  }

  /** Waits as long as makes sense after a failure; throws it where trying again makes none. */
  async function recover(call: GoogleCall, failure: GoogleFailure, attempt: number): Promise<void> {
    const { outcome, retryAfterMs } = failure
    if (outcome === 'exhausted' && (retryAfterMs ?? 0) <= patienceMs) {
      return wait(clock, retryAfterMs ?? 0)
    }
    if (outcome === 'unavailable' && call.repeatable) {
      return wait(realTime, 100 * 2 ** attempt * (1 + randomFraction(random)))
    }
    throw failure
  }

  async function patiently(call: GoogleCall): Promise<unknown> {
    let renew = false
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await once(call, renew)
      } catch (error) {
        if (!(error instanceof GoogleFailure) || attempt >= tries) throw error
        // A token may have been revoked before its time; the call had no effect.
        const isOld: boolean = error.outcome === 'unauthenticated' && error.status === 401 && !renew
        if (!isOld) await recover(call, error, attempt)
        renew = isOld
      }
    }
  }

  return async (call, answer) => {
    const parsed = answer.safeParse(await patiently(call))
    if (parsed.success) return parsed.data
    throw new GoogleFailure('unavailable', 200, `${call.name}: an answer of another shape`, 60_000)
  }
}
