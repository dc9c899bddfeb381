import type { z } from 'zod'
import type { Scope } from '../access/actor.ts'
import type { Context } from '../context.ts'

/** Who may call a route at all; the use case decides about the object. */
export type RouteAccess =
  /** Anybody; the view hides what a visitor may not see. */
  | { kind: 'public' }
  /** A signed-in person or a key, which needs the scope where one is named. */
  | { kind: 'caller'; scope?: Scope }
  /** A signed-in person only. */
  | { kind: 'session' }

/** What a route was called with, parsed. */
export type RouteInput<Params, Query, Body> = {
  params: Params
  query: Query
  body: Body
  /** Request headers by lower-case name (`if-match`, `if-none-match`, …). */
  headers: Readonly<Record<string, string | undefined>>
  wire: Wire
}

/** A request as it came, for what is signed or depends on where it came from. */
export type Wire = {
  method: string
  /** Path and query as they were sent. */
  url: string
  /** The bytes of the body. */
  body: Buffer
  /** Address of the caller, behind trusted proxies. */
  address: string
  /**
   * Came over loopback, straight (no proxy in between) and from no page of a browser: from a program
   * on this machine.
   */
  isLocal: boolean
}

/**
 * What a route answers. A missing body means an empty one; a text or the bytes of a
 * file go out as they are, with the `content-type` of the headers, and everything else as JSON. The answer of a GET
 * carries an `etag`, by its content where the route names none, and may become a 304.
 */
export type RouteAnswer = {
  status: number
  headers?: Record<string, string | string[]>
  body?: unknown
}

/**
 * One HTTP route. `perform` runs the use case; `respond` is pure and turns its result into the
 * answer. They are apart because the answer of a write is stored in the write's own transaction
 * (`Idempotency-Key`): `respond` gets exactly what the unit of work returned.
 */
export type Route<Params, Query, Body, Result> = {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** With `:name` parameters and without a final slash; both spellings are served. */
  path: string
  summary: string
  tags: readonly string[]
  access: RouteAccess
  /** Bodies are at most this large, in bytes, when the usual limit is too generous. */
  bodyLimit?: number
  /**
   * The use case itself recognises a repeated `Idempotency-Key`: its work is more than one
   * transaction.
   */
  ownIdempotency?: true
  /**
   * The work is more than one transaction, with calls to other services between them: a repeated
   * `Idempotency-Key` gets the first answer once that has been given; before, the work itself must
   * bear being done twice.
   */
  inSteps?: true
  /** Keys that are not valid are counted by address, and too many of them lock it out for a while. */
  countsFailures?: true
  /**
   * Takes what a form of our own pages sends, besides JSON: instead of a session's token the request
   * must name our origin.
   */
  pageForm?: true
  /** Calls per address are limited by this policy, whoever calls. */
  limit?: 'login'
  /** A question whose body is too long for an address: it does not count as a write. */
  changesNothing?: true
  /**
   * How mistakes in the request are answered: `django` (default) with 400 and messages by field,
   * `fastapi` with 422 and a list of `{loc, msg, type}`. A path parameter that cannot be is 404 in
   * the first shape and 422 in the second.
   */
  validation?: 'django' | 'fastapi'
  /** Left out of the API description: pages for browsers. */
  hidden?: boolean
  params?: z.ZodType<Params>
  query?: z.ZodType<Query>
  body?: z.ZodType<Body>
  /** Schemas of the answers by status, for the API description. */
  responses: Record<number, z.ZodType>
  /** Checks who calls before anything of the request is read; throws `AppError`. */
  authorise?(
    context: Context,
    sent: Pick<RouteInput<unknown, unknown, unknown>, 'headers' | 'wire'>,
  ): Promise<void>
  perform(context: Context, input: RouteInput<Params, Query, Body>): Promise<Result>
  respond(result: Result, context: Context, input: RouteInput<Params, Query, Body>): RouteAnswer
}

/** A route of any shape, as the manifest lists them. */
export type AnyRoute = Route<unknown, unknown, unknown, unknown>

/** Checks one route's types and forgets them, so that routes of all shapes fit one list. */
export function route<Params = unknown, Query = unknown, Body = unknown, Result = unknown>(
  definition: Route<Params, Query, Body, Result>,
): AnyRoute {
  return definition
}
