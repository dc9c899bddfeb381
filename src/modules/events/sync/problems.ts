import { PermanentJobError, RetryLater } from '#core/jobs/jobs.ts'
import { DiscordRefusal, DiscordUnavailable, passes } from '#discord/rest/errors.ts'
import { LinkMoved } from '../store/links.ts'

/** The server has as many events as Discord allows; one must end first. */
const tooManyEvents = 30038
/** Parked jobs look again by themselves after so long, in milliseconds. */
const parkedMs = 600_000

/** A refusal with the code under which the job console lists it. */
function codeOf({ code, status }: DiscordRefusal): string {
  return `discord_${code === 0 ? status : code}`
}

/**
 * What a failure in Discord means for a job (contract §6.4): a time to wait, another try, or an end
 * with a reason for people.
 */
export function jobFailure(error: unknown): unknown {
  // Somebody has decided something meanwhile: what is right now is found by looking again.
  if (error instanceof LinkMoved) return new RetryLater(0, 'the link has changed')
  if (error instanceof DiscordRefusal) {
    if (error.code === tooManyEvents) return new RetryLater(parkedMs, error.message)
    if (passes(error)) return error
    if (error.retryAfterMs !== null) return new RetryLater(error.retryAfterMs, error.message)
    return new PermanentJobError(`${error.meaning}: ${error.fix} (${error.message})`, codeOf(error))
  }
  if (error instanceof DiscordUnavailable) {
    const waits = error.outcome === 'not_sent' && /rate limit|too many/.test(error.message)
    return waits ? new RetryLater(error.retryAfterMs, error.message) : error
  }
  return error
}

/** Why a link cannot be kept equal, in a form that is kept and shown; null for what passes. */
export function problemOf(error: unknown): string | null {
  if (!(error instanceof DiscordRefusal)) return null
  return `${codeOf(error)}: ${error.meaning}; ${error.fix}`
}
