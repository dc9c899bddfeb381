import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { jsonSchemaTransform } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Access } from '../access/access.ts'
import { keyAllows, type Actor } from '../access/actor.ts'
import { errorBody } from '../contract.ts'
import type { Services } from '../context.ts'
import { coreError } from '../errors.ts'
import type { Texts } from '../i18n/texts.ts'
import { requestLocale, type Caller } from './caller.ts'
import { bodyLimit, isUtf8Json, parseJsonBody } from './json-body.ts'
import { limitHeaders, type LimitPolicy, type Limits, type RateLimits } from './limits.ts'
import { performRoute } from './perform.ts'
import type { AnyRoute, RouteInput } from './route.ts'
import { createFailures, type Failures } from './failures.ts'
import { wireOf, type RawBodies } from './wire.ts'

/** What serving routes needs. */
export type RoutesOptions = {
  services: Services
  texts: Texts
  access: Access
  limits: Limits
  rateLimits: RateLimits
}

/** Who makes each running request, once it is known. */
export type Callers = WeakMap<FastifyRequest, Caller>

type Door = RoutesOptions & { callers: Callers; bodies: RawBodies; failures: Failures }

/** Turns zod schemas into the API description. */
export const transformSchema = jsonSchemaTransform

const allMethods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE'] as const

function checkAccess(route: AnyRoute, actor: Actor): void {
  const { access } = route
  if (access.kind === 'public') return
  if (!actor.user && !actor.key) throw coreError('not_authenticated')
  if (access.kind === 'session') {
    if (!actor.session) throw coreError('permission_denied')
  } else if (actor.key && access.scope && !keyAllows(actor, access.scope)) {
    throw coreError('permission_denied')
  }
}

/** Whom an idempotency key and a limit belong to. */
function callerKey(actor: Actor, address: string): string {
  if (actor.key) return `key:${actor.key.id}`
  return actor.user ? `user:${actor.user.id}` : `address:${address}`
}

type Count = { policy: LimitPolicy; key: string }

/** The limit that a call counts against, if any. */
function limitOf(route: AnyRoute, actor: Actor, address: string, limits: RateLimits): Count | null {
  const { key, user } = actor
  if (route.limit) {
    const policy = limits[route.limit]
    return policy && { policy, key: address }
  }
  if (key && !user) return null
  const reads = route.method === 'GET' || route.changesNothing
  const policy = key ? limits.keys : reads ? null : limits.writes
  return policy && { policy, key: callerKey(actor, address) }
}

function createGuard(options: Door, route: AnyRoute) {
  const { access, limits, rateLimits, callers, failures } = options
  return async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const resolve = () => access.resolveActor(request.headers)
    const actor = await (route.countsFailures ? failures.watch(request.ip, resolve) : resolve())
    callers.set(request, { actor, locale: requestLocale(request, actor) })
    checkAccess(route, actor)
    if (route.pageForm) access.checkOrigin(request.headers)
    else if (route.method !== 'GET') access.checkForgery(actor, request.headers)
    const count = limitOf(route, actor, request.ip, rateLimits)
    if (count) {
      const result = await limits.take(count.policy, count.key)
      reply.headers(limitHeaders(count.policy, result))
      if (!result.allowed) throw coreError('rate_limited', { retryAfterMs: result.retryAfterMs })
    }
  }
}

function describe(route: AnyRoute) {
  const { summary, tags, params, query, body, responses, access, hidden } = route
  const writes = route.method !== 'GET' && route.method !== 'DELETE'
  const security = access.kind === 'public' ? [] : [{ key: [] }, { session: [] }]
  // What is taken away leaves nothing to say.
  const said = Object.keys(responses).length > 0
  const nothing = route.method === 'DELETE' && !said ? { 204: z.null() } : {}
  return {
    summary,
    tags: [...tags],
    security: access.kind === 'session' ? [{ session: [] }] : security,
    ...(access.kind === 'caller' && access.scope && { 'x-scope': access.scope }),
    ...(hidden && { hide: true }),
    ...(params && { params }),
    ...(query && { querystring: query }),
    ...(body && writes && { body }),
    response: { ...responses, ...nothing, default: errorBody },
  }
}

function addRoute(app: FastifyInstance, options: Door, route: AnyRoute): void {
  const { services, texts, callers, bodies } = options
  app.route({
    method: route.method,
    url: route.path,
    schema: describe(route),
    ...(route.bodyLimit !== undefined && { bodyLimit: route.bodyLimit }),
    onRequest: createGuard(options, route),
    async handler(request, reply) {
      const caller = callers.get(request)
      if (!caller) throw new Error('the guard of a route runs before its handler')
      const answer = await performRoute(services, texts, route, {
        params: request.params,
        query: request.query,
        body: request.body,
        // Only `set-cookie`, which a request does not carry, is ever parsed into a list.
        headers: request.headers as RouteInput<unknown, unknown, unknown>['headers'],
        wire: wireOf(request, bodies),
        caller,
        callerKey: callerKey(caller.actor, request.ip),
      })
      reply.code(answer.status).headers(answer.headers ?? {})
      return reply.send(answer.body)
    },
  })
}

/** Answers every other method of the known paths with 405, before a body is read. */
function addOtherMethods(app: FastifyInstance, routes: readonly AnyRoute[]): void {
  const known = new Map<string, { url: string; methods: Set<string> }>()
  for (const { path, method } of routes) {
    const shape = path.replaceAll(/:\w+/g, ':')
    const entry = known.get(shape) ?? { url: path, methods: new Set<string>() }
    entry.methods.add(method)
    known.set(shape, entry)
  }
  for (const { url, methods } of known.values()) {
    if (methods.has('GET')) methods.add('HEAD')
    const allow = [...methods, 'OPTIONS'].join(', ')
    app.route({
      method: allMethods.filter((method) => !methods.has(method)),
      url,
      schema: { hide: true },
      exposeHeadRoute: false,
      onRequest: async (request, reply) => {
        reply.header('allow', allow)
        if (request.method === 'OPTIONS') return reply.code(204).send()
        throw coreError('method_not_allowed')
      },
      handler: (_request, reply) => reply.code(204).send(),
    })
  }
}

/** Adds routes with their checks, in a scope of their own that reads JSON bodies only. */
export function registerRoutes(
  app: FastifyInstance,
  given: RoutesOptions & { callers: Callers },
  routes: readonly AnyRoute[],
): void {
  const bodies: RawBodies = new WeakMap()
  const { limits, services } = given
  const pageForms = new Set(routes.filter((one) => one.pageForm).map(({ path }) => path))
  const options: Door = { ...given, bodies, failures: createFailures(limits, services.clock) }
  app.register(async (scope) => {
    scope.setValidatorCompiler(() => () => true)
    scope.setSerializerCompiler(() => (data) => JSON.stringify(data))
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser(
      'application/json',
      { parseAs: 'buffer', bodyLimit },
      async (request: FastifyRequest, body: Buffer) => {
        if (!isUtf8Json(request.headers['content-type'] ?? '')) {
          throw coreError('unsupported_media_type')
        }
        bodies.set(request, body)
        return parseJsonBody(body)
      },
    )
    scope.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string', bodyLimit },
      async (request: FastifyRequest, body: string) => {
        const { url = '' } = request.routeOptions
        if (!pageForms.has(url)) throw coreError('unsupported_media_type')
        return Object.fromEntries(new URLSearchParams(body))
      },
    )
    for (const route of routes) addRoute(scope, options, route)
    addOtherMethods(scope, routes)
  })
}
