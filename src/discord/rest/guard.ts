import type { Clock } from '#core/clock.ts'
import type { Log } from '#core/log.ts'
import { createCircuits, type OpenCircuit } from './circuits.ts'
import { DiscordRefusal, DiscordUnavailable } from './errors.ts'
import { createInvalidRequests } from './invalid-requests.ts'

/** How the REST side is doing. */
export type RestStatus = {
  /** `unauthorized`: the token was refused, nothing is called any more. `paused`: too many refusals. */
  state: 'ok' | 'unauthorized' | 'paused'
  invalid_requests: number
  circuits: OpenCircuit[]
}

/** What a call is about; `withToken` is false where the path carries an interaction token. */
export type CallTarget = { route: string; majorId: string; withToken: boolean }

/** Keeps the program from asking what Discord has refused. */
export type Guard = {
  /** Throws when the call must not be made now. */
  refuseEarly(target: CallTarget): void
  noteFailure(target: CallTarget, failure: Error): void
  /** An answer with 401, 403 or 429 came. */
  noteInvalid(): void
  heal(ids: Iterable<string>): void
  onUnauthorized(listener: () => void): void
  status(): RestStatus
}

/** Makes the guard of one REST client. */
export function createGuard(clock: Clock, log: Log): Guard {
  const invalid = createInvalidRequests(clock)
  const circuits = createCircuits(clock)
  const listeners: (() => void)[] = []
  let unauthorized = false
  return {
    refuseEarly({ route, majorId, withToken }) {
      if (unauthorized && withToken) {
        throw new DiscordUnavailable('not_sent', 'the bot token was refused', 60_000)
      }
      const pausedForMs = invalid.pausedForMs()
      if (pausedForMs > 0) {
        throw new DiscordUnavailable('not_sent', 'too many refused calls', pausedForMs)
      }
      const standing = circuits.standing(route, majorId)
      if (standing) throw standing
    },
    noteFailure({ route, majorId, withToken }, failure) {
      if (!(failure instanceof DiscordRefusal) || !withToken) return
      if (failure.status === 401 && !unauthorized) {
        unauthorized = true
        log.error({ route, code: failure.code }, 'Discord refused the bot token: all calls stop')
        for (const listener of listeners) listener()
      }
      circuits.note(route, majorId, failure)
    },
    noteInvalid: () => invalid.note(),
    heal: (ids) => circuits.heal(ids),
    onUnauthorized: (listener) => listeners.push(listener),
    status: () => ({
      state: unauthorized ? 'unauthorized' : invalid.pausedForMs() > 0 ? 'paused' : 'ok',
      invalid_requests: invalid.count(),
      circuits: circuits.list(),
    }),
  }
}
