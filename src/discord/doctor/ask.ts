import { z } from 'zod'
import { wait, type Clock } from '#core/clock.ts'

/** What Discord said to one question of the doctor. */
export type Reply<T> =
  | { kind: 'ok'; value: T }
  | { kind: 'refused'; status: number; code: number }
  | { kind: 'unreachable'; reason: string }

/** Asks Discord's REST interface as the bot; changes nothing there but what it is told to. */
export type Ask = {
  get<T>(path: string, shape: z.ZodType<T>): Promise<Reply<T>>
  /** Makes or edits something in Discord, past the program. */
  change<T>(
    method: 'POST' | 'PATCH',
    path: string,
    body: object,
    shape: z.ZodType<T>,
  ): Promise<Reply<T>>
  /** Removes something that the bot itself has made; what is gone already counts as removed. */
  remove(path: string): Promise<Reply<null>>
  /** Whether the client secret belongs to the client id; null when Discord did not say. */
  knowsSecret(clientId: string, secret: string): Promise<boolean | null>
  /**
   * Milliseconds by which this machine is ahead of Discord (negative: behind), by the `Date` header
   * of the last answer; null before the first.
   */
  ahead(): number | null
}

const patienceMs = 10_000
const tries = 3
// https://docs.discord.com/developers/reference#user-agent
const userAgent = 'DiscordBot (https://docs.discord.com, 0.1.0) Muster doctor'
const errorBody = z.object({ code: z.number().default(0) })
const oauthError = z.object({ error: z.string() })

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (error.name === 'TimeoutError') return 'no answer in time'
  return error.cause instanceof Error ? error.cause.message || error.message : error.message
}

/** Makes it. `api` ends in `/api`. */
export function createAsk(needs: { api: string; token: string; clock: Clock }): Ask {
  const { api, token, clock } = needs
  let ahead: number | null = null

  async function send(path: string, init: RequestInit): Promise<Response> {
    for (let attempt = 1; ; attempt += 1) {
      const sentAt = clock.now()
      const headers = new Headers(init.headers)
      headers.set('user-agent', userAgent)
      const signal = AbortSignal.timeout(patienceMs)
      const response = await fetch(`${api}/v10${path}`, { ...init, headers, signal })
      const date = Date.parse(response.headers.get('date') ?? '')
      // The header counts whole seconds: on average it is half a second old.
      if (!Number.isNaN(date)) ahead = (sentAt + clock.now()) / 2 - (date + 500)
      const seconds = Number(response.headers.get('retry-after') ?? Number.NaN)
      const again = response.status === 429 && seconds <= 10 && attempt < tries
      if (!again) return response
      await response.body?.cancel()
      await wait(clock, seconds * 1_000)
    }
  }

  async function call<T>(
    path: string,
    init: { method: string; body?: object },
    shape: z.ZodType<T>,
  ): Promise<Reply<T>> {
    try {
      const { method, body: given } = init
      const headers = {
        authorization: `Bot ${token}`,
        ...(given && { 'content-type': 'application/json' }),
      }
      const text = given === undefined ? null : JSON.stringify(given)
      const response = await send(path, { method, headers, body: text })
      const body: unknown = await response.json().catch(() => null)
      if (!response.ok) {
        const code = errorBody.safeParse(body).data?.code ?? 0
        return { kind: 'refused', status: response.status, code }
      }
      const parsed = shape.safeParse(body)
      if (parsed.success) return { kind: 'ok', value: parsed.data }
      return { kind: 'unreachable', reason: 'the answer does not look like Discord' }
    } catch (error) {
      return { kind: 'unreachable', reason: reasonOf(error) }
    }
  }

  return {
    get: (path, shape) => call(path, { method: 'GET' }, shape),
    change: (method, path, body, shape) => call(path, { method, body }, shape),
    async remove(path) {
      try {
        const headers = { authorization: `Bot ${token}` }
        const response = await send(path, { method: 'DELETE', headers })
        const body: unknown = await response.json().catch(() => null)
        if (response.ok || response.status === 404) return { kind: 'ok', value: null }
        const code = errorBody.safeParse(body).data?.code ?? 0
        return { kind: 'refused', status: response.status, code }
      } catch (error) {
        return { kind: 'unreachable', reason: reasonOf(error) }
      }
    },
    async knowsSecret(clientId, secret) {
      // A code that does not exist: with the right secret Discord says `invalid_grant`.
      const body = new URLSearchParams({
        grant_type: 'authorization_code',
        code: 'doctor',
        redirect_uri: 'http://127.0.0.1/auth/callback',
        client_id: clientId,
        client_secret: secret,
      })
      try {
        const response = await send('/oauth2/token', { method: 'POST', body })
        const said = oauthError.safeParse(await response.json().catch(() => null)).data
        if (said?.error === 'invalid_client') return false
        return said ? true : null
      } catch {
        return null
      }
    },
    ahead: () => ahead,
  }
}

/** Why there is no value, in words. */
export function trouble(reply: Exclude<Reply<unknown>, { kind: 'ok' }>): string {
  return reply.kind === 'unreachable' ? reply.reason : `${reply.status}, code ${reply.code}`
}
