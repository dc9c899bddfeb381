import type { FastifyInstance, FastifyReply, FastifyRequest, HTTPMethods } from 'fastify'
import { z } from 'zod'
import { DiscordError, invalidForm } from '../errors.ts'
import type { Upload } from '../message-body.ts'
import type { World } from '../world.ts'
import { authenticate, type Actor } from './auth.ts'
import { buckets } from './buckets.ts'
import { bucketHeaders, type Bucket, type Limits } from './limits.ts'

/** One authenticated request, as handlers see it. */
export type Call = {
  readonly world: World
  readonly limits: Limits
  readonly actor: Actor
  /** A part of the path, decoded. Ids are checked to be ids; `@me` as a user id is the caller's. */
  readonly param: (name: string) => string
  readonly query: unknown
  readonly body: unknown
  readonly uploads: readonly Upload[]
  /** What the caller wants to read in the audit log. */
  readonly reason: string | null
  /** Sets the status of a successful answer; 200 unless set, or 204 when there is nothing to say. */
  readonly status: (code: number) => void
}

/** Answers a call: a value becomes JSON, undefined becomes 204 without a body. */
export type Handler = (call: Call) => unknown

/** `scopes`: any of these lets an OAuth2 token in. `bucket`: the route's rate limit. */
export type RouteOptions = { scopes?: readonly string[]; bucket?: Bucket }

/** Adds a route beneath `/api/v10`. */
export type Route = (
  method: HTTPMethods,
  path: string,
  handler: Handler,
  options?: RouteOptions,
) => void

const params = z.record(z.string(), z.string())
const majors = ['channel_id', 'guild_id', 'webhook_id', 'application_id']

function requireScope(actor: Actor, scopes: readonly string[]): void {
  if (actor.kind !== 'oauth' || scopes.some((scope) => actor.scopes.includes(scope))) return
  throw new DiscordError(403, 50026, 'Missing required OAuth2 scope')
}

function reasonOf(request: FastifyRequest): string | null {
  const header = request.headers['x-audit-log-reason']
  if (typeof header !== 'string') return null
  try {
    return decodeURIComponent(header).slice(0, 512)
  } catch {
    return header.slice(0, 512)
  }
}

function paramReader(given: Record<string, string>, actor: Actor): (name: string) => string {
  return (name) => {
    const value = given[name] ?? ''
    if (name === 'user_id' && value === '@me') return actor.user_id
    if (name.endsWith('_id') && !/^\d{1,20}$/.test(value))
      throw invalidForm([
        {
          path: [name],
          code: 'NUMBER_TYPE_COERCE',
          message: `Value "${value}" is not snowflake.`,
        },
      ])
    return value
  }
}

/** Makes the function by which route files add their routes to the server. */
export function createRouter(app: FastifyInstance, world: World, limits: Limits): Route {
  return (method, path, handler, { scopes = [], bucket } = {}) => {
    const ownBucket = bucket ?? { ...buckets.fallback, name: `${String(method)} ${path}` }
    const answer = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
      const actor = authenticate(world, request.headers.authorization)
      requireScope(actor, scopes)
      const given = params.parse(request.params)
      if (actor.kind === 'bot') {
        limits.countGlobal()
        const major = majors.map((name) => given[name]).find((id) => id !== undefined)
        const state = limits.count(ownBucket, major ?? '')
        reply.headers(bucketHeaders(state, world.clock.now()))
      }
      let status: number | undefined
      const value: unknown = await handler({
        world,
        limits,
        actor,
        param: paramReader(given, actor),
        query: request.query,
        body: request.body ?? {},
        uploads: request.uploads,
        reason: reasonOf(request),
        status: (code) => {
          status = code
        },
      })
      if (value === undefined) return void (await reply.code(status ?? 204).send())
      await reply.code(status ?? 200).send(value)
    }
    app.route({ method, url: `/api/v10${path}`, handler: answer })
  }
}
