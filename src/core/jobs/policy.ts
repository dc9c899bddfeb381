import {
  defaultJobPolicy,
  PermanentJobError,
  RetryLater,
  type JobKind,
  type JobResult,
  type JobPolicy,
} from './jobs.ts'

/** How an attempt ended, and what becomes of the job. */
export type Verdict =
  | { end: 'done'; result: JobResult | null }
  | { end: 'dead'; reason: string; code: string | null }
  /** `counts` is false when the attempt is not held against the job. */
  | { end: 'again'; delayMs: number; counts: boolean; reason: string; code: string | null }

/** The whole policy of a kind. */
export function policyOf(kind: JobKind): JobPolicy {
  return { ...defaultJobPolicy, ...kind.policy }
}

/**
 * Exponential back-off with full jitter: anything between nothing and the doubled wait; or the waits
 * that a policy names, a fifth more or less.
 */
export function backoff(policy: JobPolicy, attempt: number, fraction: number): number {
  if (policy.waitsMs && policy.waitsMs.length > 0) {
    const wait = policy.waitsMs[Math.min(attempt, policy.waitsMs.length) - 1] ?? 0
    return Math.round(wait * (0.8 + 0.4 * fraction))
  }
  const longest = Math.min(policy.backoffCapMs, policy.backoffMs * 2 ** (attempt - 1))
  return Math.round(longest * fraction)
}

/** Decides what becomes of a job whose attempt threw. `fraction` in [0, 1) is the jitter. */
export function judge(
  error: unknown,
  attempt: number,
  policy: JobPolicy,
  fraction: number,
): Verdict {
  const reason = reasonOf(error)
  const code = codeOf(error)
  if (error instanceof PermanentJobError) return { end: 'dead', reason, code }
  if (error instanceof RetryLater) {
    return { end: 'again', delayMs: Math.max(0, error.delayMs), counts: false, reason, code }
  }
  if (attempt >= policy.attempts) return { end: 'dead', reason, code }
  return { end: 'again', delayMs: backoff(policy, attempt, fraction), counts: true, reason, code }
}

/** A short code that programs can tell a failure by; null when it has none. */
function codeOf(error: unknown): string | null {
  if (typeof error !== 'object' || error === null || !('code' in error)) return null
  const { code } = error
  return typeof code === 'string' && code !== '' ? code.slice(0, 60) : null
}

const longestReason = 500

const secretShapes: [RegExp, string][] = [
  [/[\w-]{23,28}\.[\w-]{6,7}\.[\w-]{27,}/g, '[token]'],
  [/\b(Bot|Bearer|Basic)\s+[\w.~+/=-]{8,}/gi, '$1 [secret]'],
  [/(\/(?:webhooks|interactions)\/\d+\/)[\w-]+/g, '$1[token]'],
  [/\/\/[^\s/@:]+:[^\s/@]+@/g, '//[secret]@'],
  [/((?:token|secret|password|signature|key)["']?\s*[=:]\s*["']?)[^\s"'&,}]{6,}/gi, '$1[secret]'],
]

/** What an operator may read of an error: its message, shortened and without secrets. */
export function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message || error.name : String(error)
  const masked = secretShapes.reduce((text, [shape, mask]) => text.replace(shape, mask), message)
  return masked.slice(0, longestReason)
}
