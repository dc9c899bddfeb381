import type { z } from 'zod'
import type { Scope } from '../access/actor.ts'
import type { Context } from '../context.ts'

/** Who may call a route at all; the use case decides about the object. */
export type RouteAccess =
  /** Anybody; the view hides what a visitor may not see. */
  | { kind: 'public' }
  /** A signed-in person or a key with this scope. */
  | { kind: 'caller'; scope: Scope }
  /** A signed-in person only. */
  | { kind: 'session' }

/** What a route was called with, parsed. */
export type RouteInput<Params, Query, Body> = {
  params: Params
  query: Query
  body: Body
  /** Lower-case request headers that take part in the protocol (`if-match`, `if-none-match`, …). */
  headers: Record<string, string | undefined>
}

/** What a route answers; a missing body means an empty one. */
export type RouteAnswer = {
  status: number
  headers?: Record<string, string>
  body?: unknown
}

/**
 * One HTTP route. `perform` runs the use case; `respond` is pure and turns its result into the
 * answer. They are apart because the answer of a write is stored in the write's own transaction
 * (`Idempotency-Key`): `respond` gets exactly what the unit of work returned.
 */
export type Route<Params, Query, Body, Result> = {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  /** With `:name` parameters and without a final slash; both spellings are served. */
  path: string
  summary: string
  tags: readonly string[]
  access: RouteAccess
  params?: z.ZodType<Params>
  query?: z.ZodType<Query>
  body?: z.ZodType<Body>
  /** Schemas of the answers by status, for the API description. */
  responses: Record<number, z.ZodType>
  perform(context: Context, input: RouteInput<Params, Query, Body>): Promise<Result>
  respond(result: Result, context: Context, input: RouteInput<Params, Query, Body>): RouteAnswer
}

/** A route of any shape, as the manifest lists them. */
export type AnyRoute = Route<unknown, unknown, unknown, unknown>

/** Checks one route's types and forgets them, so that routes of all shapes fit one list. */
export function route<Params = unknown, Query = unknown, Body = unknown, Result = unknown>(
  definition: Route<Params, Query, Body, Result>,
): AnyRoute {
  return definition as unknown as AnyRoute
}
