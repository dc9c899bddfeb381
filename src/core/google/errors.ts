import { z } from 'zod'

/** What became of a call, as far as callers decide by it. */
export type GoogleOutcome =
  /** The request itself is wrong, or its revision is old. */
  | 'invalid'
  /** The account's key or grant is not valid any more. */
  | 'unauthenticated'
  /** Not shared with the account, or the API is switched off for its project. */
  | 'forbidden'
  /** Service accounts own no storage: never tried again. */
  | 'no_storage'
  | 'not_found'
  /** A quota is used up. */
  | 'exhausted'
  /** Google failed or did not answer in time. */
  | 'unavailable'

/** A call that Google did not fulfil. */
export class GoogleFailure extends Error {
  readonly outcome: GoogleOutcome
  /** HTTP status; 0 when there was no answer. */
  readonly status: number
  /** When trying again makes sense, in milliseconds; null when it does not by itself. */
  readonly retryAfterMs: number | null

  constructor(
    outcome: GoogleOutcome,
    status: number,
    message: string,
    retryAfterMs: number | null = null,
  ) {
    super(message)
    this.name = 'GoogleFailure'
    this.outcome = outcome
    this.status = status
    this.retryAfterMs = retryAfterMs
  }
}

/** True for a failure with one of these outcomes. */
export function isGoogleFailure(
  error: unknown,
  ...outcomes: GoogleOutcome[]
): error is GoogleFailure {
  return (
    error instanceof GoogleFailure && (outcomes.length === 0 || outcomes.includes(error.outcome))
  )
}

const errorBody = z.object({
  error: z.object({
    message: z.string().default(''),
    status: z.string().default(''),
    errors: z.array(z.looseObject({ reason: z.string().optional() })).default([]),
    details: z.array(z.looseObject({ reason: z.string().optional() })).default([]),
  }),
})
const nothingSaid = { message: '', errors: [], details: [] }
/** The token endpoint answers in OAuth's own shape (RFC 6749 §5.2). */
const grantError = z.object({ error: z.string(), error_description: z.string().default('') })

const minuteMs = 60_000
const shortlyMs = 5_000

/** Outcomes by status; every other 4xx means that the request is wrong. */
const byStatus: Record<number, { outcome: GoogleOutcome; waitMs?: number }> = {
  401: { outcome: 'unauthenticated' },
  403: { outcome: 'forbidden' },
  404: { outcome: 'not_found' },
  429: { outcome: 'exhausted', waitMs: minuteMs },
}

/** Reads an answer that is no success; `retryAfter` is the header in seconds. */
export function failureOf(status: number, body: unknown, retryAfter: string | null): GoogleFailure {
  const grant = grantError.safeParse(body).data
  if (grant) {
    const text = `${grant.error}: ${grant.error_description}`
    return new GoogleFailure('unauthenticated', status, text)
  }
  const { message, errors, details } = errorBody.safeParse(body).data?.error ?? nothingSaid
  const reasons = [...errors, ...details].map(({ reason }) => reason)
  // It looks like a rate limit, and clients that take it for one never end.
  if (reasons.includes('storageQuotaExceeded')) {
    return new GoogleFailure('no_storage', status, message)
  }
  const fault =
    status >= 500
      ? { outcome: 'unavailable' as const, waitMs: shortlyMs }
      : (byStatus[status] ?? { outcome: 'invalid' as const })
  if (fault.waitMs === undefined) return new GoogleFailure(fault.outcome, status, message)
  const asked = retryAfter && /^\d+$/.test(retryAfter) ? Number(retryAfter) * 1_000 : fault.waitMs
  return new GoogleFailure(fault.outcome, status, message, asked)
}
