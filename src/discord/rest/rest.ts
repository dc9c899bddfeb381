import { AsyncLocalStorage } from 'node:async_hooks'
import {
  DefaultRestOptions,
  DiscordAPIError,
  HTTPError,
  RateLimitError,
  REST,
  RequestMethod,
  type RawFile,
  type ResponseLike,
} from '@discordjs/rest'
import { z } from 'zod'
import type { Clock } from '#core/clock.ts'
import { randomFraction, type Random } from '#core/ids.ts'
import type { Log } from '#core/log.ts'
import { routeOf } from './circuits.ts'
import { DiscordRefusal, DiscordUnavailable } from './errors.ts'
import { createGuard, type RestStatus } from './guard.ts'
import { createPlaces, laneLimits, type Lane } from './lanes.ts'
import { pause } from './pause.ts'

/** One call to Discord. Paths come from `Routes` of discord-api-types. */
export type RestCall = {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  path: `/${string}`
  lane: Lane
  body?: unknown
  query?: URLSearchParams
  files?: RawFile[]
  /** Shown in the server's audit log. */
  reason?: string
  /** False for routes that carry an interaction token in their path. */
  auth?: boolean
  /**
   * A POST that Discord recognises when it comes twice (`nonce` with `enforce_nonce`, an interaction
   * callback): it may be repeated after an unknown outcome. All other methods always may.
   */
  repeatable?: boolean
  /** Shorter than the lane's deadline, in milliseconds. */
  deadlineMs?: number
  signal?: AbortSignal
}

/** Discord's REST interface with deadlines, lanes and a memory for refusals. */
export type DiscordRest = {
  /** Throws `DiscordRefusal` or `DiscordUnavailable`. */
  call<T>(call: RestCall, answer: z.ZodType<T>): Promise<T>
  /** The same for answers that nobody reads. */
  send(call: RestCall): Promise<void>
  /** An event says that something changed in these guilds or channels. */
  heal(ids: Iterable<string>): void
  /** Called once when Discord refuses the token. */
  onUnauthorized(listener: () => void): void
  status(): RestStatus
  /** The library's own object, which the gateway client asks for. */
  library: REST
  /** Resolves when no call is in flight. */
  settle(): Promise<void>
  /** Ends every call, and lets none out any more; what became of those in flight is not known. */
  cut(): void
  stop(): void
}

type Attempt = { route: string; deadline: number; sent: boolean }

const tries = 3
const notSentCodes = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT'])
const tooManyRequests = z.object({
  code: z.number().optional(),
  retry_after: z.number().optional(),
  message: z.string().optional(),
})

function errorCode(error: Error): string {
  return 'code' in error ? String(error.code) : ''
}

/** Turns whatever the library threw into one of our two errors. */
function explainFailure(error: unknown, attempt: Attempt): Error {
  if (error instanceof DiscordRefusal || error instanceof DiscordUnavailable) return error
  if (error instanceof DiscordAPIError) {
    const { route } = attempt
    const { status, code, message } = error
    return new DiscordRefusal(status, Number(code) || 0, { route, message })
  }
  if (error instanceof RateLimitError) {
    const waitMs = Math.max(error.retryAfter, error.timeToReset, error.sublimitTimeout)
    return new DiscordUnavailable('not_sent', `${attempt.route}: rate limit`, waitMs)
  }
  if (error instanceof HTTPError) {
    return new DiscordUnavailable('unknown', `${attempt.route}: Discord answered ${error.status}`)
  }
  if (!(error instanceof Error)) return new Error(String(error))
  const sent = attempt.sent && !notSentCodes.has(errorCode(error))
  const isLate = error.name === 'AbortError' || error.name === 'TimeoutError'
  const reason = `${attempt.route}: ${isLate ? 'no answer in time' : error.message}`
  return new DiscordUnavailable(sent ? 'unknown' : 'not_sent', reason)
}

/** Reads the body of a 429: the library looks at its headers only. */
async function refusalOf429(response: ResponseLike, attempt: Attempt): Promise<Error | null> {
  const body = tooManyRequests.safeParse(await response.json().catch(() => null)).data
  if (body?.code !== 30046) return null
  const { route } = attempt
  const retryAfterMs = (body.retry_after ?? 5) * 1_000
  return new DiscordRefusal(429, 30046, { route, message: body.message ?? '', retryAfterMs })
}

function createLibrary(
  config: { api: string; token: string; authPrefix: 'Bot' | 'Bearer' },
  attempts: AsyncLocalStorage<Attempt>,
  noteInvalid: () => void,
): REST {
  const library = new REST({
    api: config.api,
    version: '10',
    authPrefix: config.authPrefix,
    // Repeating is decided here, where it is known whether a call may be repeated.
    retries: 0,
    timeout: 60_000,
    userAgentAppendix: 'Muster',
    rejectOnRateLimit: (limit) =>
      Date.now() + Math.max(limit.retryAfter, limit.timeToReset) >
      (attempts.getStore()?.deadline ?? Number.POSITIVE_INFINITY),
    async makeRequest(url, init) {
      const attempt = attempts.getStore()
      if (attempt && init.signal?.aborted !== true) attempt.sent = true
      const response = await DefaultRestOptions.makeRequest(url, init)
      const { status } = response
      const shared = response.headers.get('X-RateLimit-Scope') === 'shared'
      if (status === 401 || status === 403 || (status === 429 && !shared)) noteInvalid()
      if (status === 429 && attempt) {
        const refusal = await refusalOf429(response, attempt)
        if (refusal) throw refusal
      }
      return response
    },
  })
  return library.setToken(config.token)
}

/** The library does not look at the signal while it waits for a limit. */
function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const end = () => reject(signal.reason instanceof Error ? signal.reason : new Error('ended'))
    if (signal.aborted) end()
    else signal.addEventListener('abort', end, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', end))
  })
}

type RestConfig = {
  api: string
  token: string
  /** An outside bot that makes the changes. */
  outside?: { api: string; token: string } | null
}

/** The library's objects: one for Discord, and one for the outside bot where there is one. */
function createLibraries(
  { outside, ...discord }: RestConfig,
  attempts: AsyncLocalStorage<Attempt>,
  noteInvalid: () => void,
) {
  const library = createLibrary({ ...discord, authPrefix: 'Bot' }, attempts, noteInvalid)
  const other = outside
    ? createLibrary({ ...outside, authPrefix: 'Bearer' }, attempts, noteInvalid)
    : null
  return {
    library,
    // Whoever answers an interaction proves it by the interaction's own token.
    of: ({ method, auth }: RestCall) =>
      other && method !== 'GET' && auth !== false ? other : library,
    stop() {
      for (const one of [library, other]) {
        one?.clearHashSweeper()
        one?.clearHandlerSweeper()
      }
    },
  }
}

/** Makes the one REST client of the program. */
export function createRest(
  config: RestConfig,
  services: { clock: Clock; random: Random; log: Log },
): DiscordRest {
  const { clock, random, log } = services
  const attempts = new AsyncLocalStorage<Attempt>()
  const guard = createGuard(clock, log)
  const libraries = createLibraries(config, attempts, () => guard.noteInvalid())
  const { library } = libraries
  const lanes = {
    answers: createPlaces(laneLimits.answers.places),
    edits: createPlaces(laneLimits.edits.places),
    bulk: createPlaces(laneLimits.bulk.places),
  }
  const running = new Set<Promise<unknown>>()
  const cut = new AbortController()

  async function once(call: RestCall, attempt: Attempt, signal: AbortSignal): Promise<unknown> {
    attempt.sent = false
    const work = attempts.run(attempt, () =>
      libraries.of(call).request({
        fullRoute: call.path,
        method: RequestMethod[methodNames[call.method]],
        auth: call.auth ?? true,
        signal,
        ...(call.body === undefined ? {} : { body: call.body }),
        ...(call.query ? { query: call.query } : {}),
        ...(call.files ? { files: call.files } : {}),
        ...(call.reason ? { reason: call.reason } : {}),
      }),
    )
    return untilAborted(work, signal)
  }

  async function perform(call: RestCall): Promise<unknown> {
    const { route, majorId } = routeOf(call.method, call.path)
    const deadlineMs = call.deadlineMs ?? laneLimits[call.lane].deadlineMs
    // A deadline is about the network: it runs in real time even when the program's clock is moved.
    const timeout = AbortSignal.timeout(deadlineMs)
    const ends = [timeout, cut.signal, ...(call.signal ? [call.signal] : [])]
    const signal = AbortSignal.any(ends)
    const attempt = { route, deadline: Date.now() + deadlineMs, sent: false }
    const target = { route, majorId, withToken: call.auth !== false }
    const repeatable = call.method !== 'POST' || call.repeatable === true
    for (let count = 1; ; count += 1) {
      guard.refuseEarly(target)
      try {
        return await once(call, attempt, signal)
      } catch (error) {
        const failure = explainFailure(error, attempt)
        guard.noteFailure(target, failure)
        const again = failure instanceof DiscordUnavailable && failure.outcome === 'unknown'
        if (!again || !repeatable || count >= tries || signal.aborted) throw failure
        await pause(100 * 2 ** count * (1 + randomFraction(random)), signal)
      }
    }
  }

  function request(call: RestCall): Promise<unknown> {
    const promise = lanes[call.lane].run(() => perform(call)).finally(() => running.delete(promise))
    running.add(promise)
    return promise
  }

  return {
    library,
    async call(call, answer) {
      return answer.parse(await request(call))
    },
    async send(call) {
      await request(call)
    },
    heal: (ids) => guard.heal(ids),
    onUnauthorized: (listener) => guard.onUnauthorized(listener),
    status: () => guard.status(),
    async settle() {
      while (running.size > 0) await Promise.allSettled(running)
    },
    cut: () => cut.abort(new Error('the program ends')),
    stop() {
      libraries.stop()
    },
  }
}

const methodNames = {
  GET: 'Get',
  POST: 'Post',
  PUT: 'Put',
  PATCH: 'Patch',
  DELETE: 'Delete',
} as const
