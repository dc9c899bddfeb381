import type { z } from 'zod'
import { errorOf, networkError } from './error.ts'

/** A parsed answer with its headers. */
export type Answer<Body> = { body: Body; headers: Headers }

/** Values of a query string; null and undefined are left out. */
export type Query = Record<string, string | number | boolean | null | undefined>

/** How the page talks to the server: parsed by contract, errors as `ApiError`. */
export type Api = {
  get<Body>(path: string, schema: z.ZodType<Body>, query?: Query): Promise<Answer<Body>>
  /** A write. The key makes a repeated call harmless: the server answers it once. */
  write<Body>(request: WriteRequest<Body>): Promise<Answer<Body>>
}

/** One write; an answer without a body is parsed as null. */
export type WriteRequest<Body> = {
  method: 'POST' | 'PATCH' | 'DELETE'
  path: string
  body?: unknown
  schema: z.ZodType<Body>
  idempotencyKey: string
}

/** What the client needs of its surroundings. */
export type ApiOptions = {
  fetch: typeof fetch
  /** The session's token against forged requests, or null for visitors. */
  csrfToken(): string | null
  /** Told of every 401: the session, if there was one, has ended. */
  onUnauthenticated(): void
}

/** A fresh key for one intended write: 128 random bits. */
export function newIdempotencyKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** Adds a query to a path. */
export function withQuery(path: string, query: Query = {}): string {
  const params = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (value !== null && value !== undefined) params.set(name, String(value))
  }
  const text = params.toString()
  return text ? `${path}?${text}` : path
}

/** Makes the client. */
export function createApi(options: ApiOptions): Api {
  async function call(path: string, init: RequestInit): Promise<Response> {
    const request: RequestInit = { credentials: 'same-origin', ...init }
    const response = await options.fetch(path, request).catch((cause: unknown) => {
      throw networkError(cause)
    })
    if (response.ok) return response
    if (response.status === 401) options.onUnauthenticated()
    throw await errorOf(response)
  }
  return {
    async get(path, schema, query) {
      const headers = { accept: 'application/json' }
      const response = await call(withQuery(path, query), { headers })
      return { body: schema.parse(await response.json()), headers: response.headers }
    },
    async write({ method, path, body, schema, idempotencyKey }) {
      const headers = new Headers({
        accept: 'application/json',
        'content-type': 'application/json',
        'idempotency-key': idempotencyKey,
      })
      const token = options.csrfToken()
      if (token !== null) headers.set('x-csrf-token', token)
      const response = await call(path, { method, headers, body: JSON.stringify(body ?? {}) })
      const json: unknown = response.status === 204 ? null : await response.json()
      return { body: schema.parse(json), headers: response.headers }
    },
  }
}
