import type { Locale } from '../i18n/locale.ts'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import fastifySwagger from '@fastify/swagger'
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import type { Module } from '../module.ts'
import { coreError } from '../errors.ts'
import { newReference } from '../ids.ts'
import { requestLocale } from './caller.ts'
import { registerCspReports } from './csp-reports.ts'
import { registerDocs } from './docs.ts'
import { createErrorReply, type ErrorReply, type ErrorShape } from './error-reply.ts'
import { registerHealth, type ReadyChecks } from './health.ts'
import { bodyLimit } from './json-body.ts'
import { registerRoutes, transformSchema, type Callers, type RoutesOptions } from './routes.ts'
import { securityHeaders } from './security-headers.ts'
import { createUnreadable, type Unreadable } from './unreadable.ts'
import { registerWeb } from './web.ts'

/** What the HTTP door is made of. */
export type HttpOptions = RoutesOptions & {
  modules: readonly Pick<Module, 'routes' | 'errorShape' | 'pages'>[]
  checks: ReadyChecks
  /** The program's version, for the API description. */
  version: string
  /** Folder of the built web app. */
  webRoot: string
  /** `FRAME_ANCESTORS`: origins that may show our pages in a frame, or `'none'`. */
  frameAncestors: string
  /** `TRUSTED_PROXIES`: addresses whose `X-Forwarded-For` is believed; empty for nobody. */
  trustedProxies: string
}

/** The HTTP door. Others add their raw routes and WebSockets to `app` before `listen`. */
export type HttpServer = {
  app: FastifyInstance
  /** Opens the port (0: any) and returns the address. */
  listen(options: { host: string; port: number }): Promise<string>
  /** Opens one more port with the same answers. After `listen`. */
  listenToo(options: { host: string; port: number }): Promise<void>
  /** Takes no more requests, lets the running ones finish, and closes. */
  close(): Promise<void>
}

const requestIdShape = /^[\w.:/+=-]{1,128}$/

function createFastify(
  options: HttpOptions,
  { refuse, unreadable }: { refuse: (...args: Refusal) => void; unreadable: Unreadable },
): FastifyInstance {
  const { random } = options.services
  return Fastify({
    clientErrorHandler: unreadable,
    bodyLimit,
    logger: false,
    forceCloseConnections: 'idle',
    // Whatever comes over an open connection is still answered: the rest of the program ends after the door.
    return503OnClosing: false,
    requestTimeout: 30_000,
    trustProxy: options.trustedProxies || false,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 1_000 },
    genReqId(request) {
      const given = request.headers['x-request-id']
      return typeof given === 'string' && requestIdShape.test(given) ? given : newReference(random)
    },
    frameworkErrors: (error, request, reply) => refuse(error, request, reply),
  })
}

/** Programs say so; whoever accepts anything is shown what a browser is. */
function isForProgram({ headers }: FastifyRequest): boolean {
  const { accept = '' } = headers
  const speaksJson = [accept, headers['content-type']].some((one) => one?.includes('json'))
  return speaksJson && !accept.includes('text/html')
}

/** The body of an error as whoever asks under this address expects it. */
function shaped(
  shapes: readonly ErrorShape[],
  request: FastifyRequest,
  { reply, locale }: { reply: ErrorReply; locale: Locale },
): { type: string; body: string } {
  const [path = '/'] = request.url.split('?')
  const shape = shapes.find((one) => one.covers(path))
  const page = isForProgram(request) ? undefined : shape?.page?.(reply, locale)
  if (page !== undefined) return { type: 'text/html; charset=utf-8', body: page }
  const body = shape ? shape.body({ ...reply, requestId: request.id }) : reply.body
  return { type: 'application/json; charset=utf-8', body: JSON.stringify(body) }
}

type Refusal = [error: unknown, request: FastifyRequest, reply: FastifyReply]

function registerDescription(app: FastifyInstance, version: string): void {
  app.register(fastifySwagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Muster', version },
      components: {
        securitySchemes: {
          key: { type: 'http', scheme: 'bearer', description: 'An API key (mk_…).' },
          session: {
            type: 'apiKey',
            in: 'header',
            name: 'X-CSRF-Token',
            description: 'On writes, beside the session cookie; the value is in GET /api/me.',
          },
        },
      },
    },
    transform: transformSchema,
  })
}

/** Makes the HTTP door. Nothing listens before `listen`. */
export function createHttpServer(options: HttpOptions): HttpServer {
  const { services, texts, access, modules, limits } = options
  const { metrics } = services
  const headers = securityHeaders({
    publicUrl: services.publicUrl,
    frameAncestors: options.frameAncestors,
  })
  const errorReply = createErrorReply({ texts, log: services.log, random: services.random })

  const callers: Callers = new WeakMap()
  const shapes = modules.flatMap((module) => module.errorShape ?? [])

  const refuse = (...[error, request, reply]: Refusal): void => {
    const locale = callers.get(request)?.locale ?? requestLocale(request, null)
    const answer = errorReply(error, locale, request.id)
    const { type, body } = shaped(shapes, request, { reply: answer, locale })
    reply
      .code(answer.status)
      .headers({ ...headers, 'x-request-id': request.id, ...answer.headers })
      .header('content-type', type)
      .send(body)
  }

  const unreadable = createUnreadable({ errorReply, headers, random: services.random })
  const app = createFastify(options, { refuse, unreadable })
  app.setErrorHandler((error, request, reply) => refuse(error, request, reply))
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(headers).header('x-request-id', request.id)
    // Before a body of an unknown kind could be refused for its kind.
    const [path = '/'] = request.url.split('?')
    const isPage = request.method === 'GET' || request.method === 'HEAD'
    if (request.is404 && (!isPage || shapes.some((shape) => shape.covers(path)))) {
      throw coreError('not_found')
    }
  })
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'unknown'
    metrics.request(request.method, route, reply.statusCode, reply.elapsedTime / 1_000)
  })
  registerDescription(app, options.version)
  const routes = [...access.routes, ...modules.flatMap((module) => module.routes)]
  registerRoutes(app, { ...options, callers }, routes)
  registerHealth(app, { checks: options.checks, metrics, access })
  registerCspReports(app, { limits, log: services.log })
  app.register(async (scope) => registerDocs(scope))
  const pages = modules.flatMap((module) => module.pages ?? [])
  registerWeb(app, { webRoot: options.webRoot, texts, clock: services.clock, pages })

  const further: Server[] = []
  return {
    app,
    listen: (address) => app.listen(address),
    async listenToo({ host, port }) {
      await app.ready()
      const server = createServer((request, response) => app.routing(request, response))
      server.requestTimeout = 30_000
      server.on('clientError', unreadable)
      server.listen(port, host)
      await once(server, 'listening')
      further.push(server)
    },
    async close() {
      for (const server of further) {
        server.close()
        server.closeIdleConnections()
      }
      await app.close()
    },
  }
}
