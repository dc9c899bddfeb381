import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import type { FaultAction, Faults, Service } from './control/faults.ts'
import type { SandboxContext } from './context.ts'
import { DiscordError } from './discord/errors.ts'
import type { Upload } from './discord/message-body.ts'
import { canonicalStatus } from './google/errors.ts'
import { RateLimited, type Limits } from './discord/rest/limits.ts'
import type { CallRecord } from './discord/world.ts'
import { parseJson, parseMultipart } from './multipart.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Files of a multipart request. */
    uploads: Upload[]
    /** This request's entry in the log of calls, if a bot made it. */
    callRecord: CallRecord | null
    /** The connection is cut instead of sending the answer. */
    dropAnswer: boolean
    /** Sent instead of the answer. */
    otherAnswer: FaultAction | null
  }
}

const largestBodyBytes = 26 * 1024 * 1024
const keptCalls = 10_000
const wholeForm = 'application/x-www-form-urlencoded'

/**
 * `/api/…` without a version means the current one, and `%40` is decoded so that `@me` and `@original` are found.
 * Google's own client libraries keep only the origin of another root: their paths are found there too.
 */
function rewriteUrl(url: string): string {
  const [path = '/', ...query] = url.split('?')
  const current = path
    .replace(/^\/api\/(v\d+\/)?/, '/api/v10/')
    .replace(/^\/(v1|v4|drive\/v3)\//, '/google$&')
    .replaceAll('%40', '@')
  return [current, ...query].join('?')
}

function serviceOf(url: string): Service | undefined {
  if (url.startsWith('/api/')) return 'discord'
  if (url.startsWith('/google/')) return 'google'
  return url.startsWith('/upbit/') ? 'upbit' : undefined
}

function addParsers(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => {
    try {
      done(null, parseJson(body.toString()))
    } catch (error) {
      done(error instanceof Error ? error : null)
    }
  })
  app.addContentTypeParser(wholeForm, { parseAs: 'string' }, (_request, body, done) =>
    done(null, Object.fromEntries(new URLSearchParams(body.toString()))),
  )
  app.addContentTypeParser(
    'multipart/form-data',
    { parseAs: 'buffer' },
    async (request: FastifyRequest, body: Buffer) => {
      const parsed = parseMultipart(body, request.headers['content-type'] ?? '')
      request.uploads = parsed.uploads
      return parsed.body
    },
  )
  app.addContentTypeParser('*', (_request, _payload, done) => done(null, undefined))
}

function addErrors(app: FastifyInstance): void {
  app.setErrorHandler(async (error, _request, reply) => {
    if (error instanceof RateLimited) reply.headers(error.headers)
    if (error instanceof DiscordError) return reply.code(error.status).send(error.toJSON())
    if (error instanceof Error && 'statusCode' in error && error.statusCode === 413)
      return reply.code(413).send({ message: 'Request entity too large', code: 40005 })
    reply.log.error(error)
    return reply.code(500).send({ message: '500: Internal Server Error', code: 0 })
  })
}

/** Bots' calls, and those that answer interactions by token, are kept for the log. */
function addCallLog(app: FastifyInstance, { world }: SandboxContext): void {
  const byToken = /^\/api\/v10\/(interactions|webhooks)\/\d+\//
  let n = 0
  app.addHook('onRequest', async (request) => {
    const isBot = request.headers.authorization?.startsWith('Bot ') ?? false
    if (!request.url.startsWith('/api/') || !(isBot || byToken.test(request.url))) return
    n += 1
    const record: CallRecord = {
      n,
      at: world.clock.now(),
      method: request.method,
      path: request.url,
      route: request.routeOptions.url ?? request.url,
      status: 0,
      body: null,
    }
    request.callRecord = record
    world.calls.push(record)
    if (world.calls.length > 2 * keptCalls) world.calls.splice(0, keptCalls)
  })
  app.addHook('preHandler', async (request) => {
    if (request.callRecord) request.callRecord.body = request.body ?? null
  })
  app.addHook('onSend', async (request, reply, payload) => {
    if (request.callRecord) request.callRecord.status = reply.statusCode
    return payload
  })
}

/** Control is for tools and for the sandbox's own page: pages of other origins are kept out. */
function addOriginCheck(app: FastifyInstance): void {
  const loopback = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/
  app.addHook('onRequest', async (request, reply) => {
    if (!request.url.startsWith('/_control/')) return
    const { host = '', origin } = request.headers
    if (loopback.test(host) && (origin === undefined || origin === `http://${host}`)) return
    await reply.code(403).send({ error: 'Only for this address itself' })
  })
}

function addActivity(app: FastifyInstance, { activity }: SandboxContext): void {
  app.addHook('onRequest', async (request, reply) => {
    if (serviceOf(request.url) === undefined) return
    const closed = new Promise<void>((resolve) => reply.raw.once('close', resolve))
    void activity.track(closed)
  })
}

function addLimits(app: FastifyInstance, limits: Limits): void {
  app.addHook('onRequest', async (request, reply) => {
    if (!request.url.startsWith('/api/') || !limits.isBanned(request.ip)) return
    await reply
      .code(429)
      .type('text/html')
      .send('<!doctype html><title>Access denied</title><p>Error 1015: You are being rate limited.')
  })
  app.addHook('onSend', async (request, reply, payload) => {
    const counted = [401, 403, 429].includes(reply.statusCode)
    const isShared = reply.getHeader('x-ratelimit-scope') === 'shared'
    if (counted && !isShared && request.url.startsWith('/api/')) limits.countInvalid(request.ip)
    return payload
  })
}

/** People's own tokens come without a scheme; programs say Bot, Bearer or Basic. */
function isPerson(authorization: string | undefined): boolean {
  return authorization !== undefined && !/^(Bot|Bearer|Basic) /.test(authorization)
}

/** Google's pages for people: forms, the editor, spreadsheets. */
const isGooglePage = /^\/google\/(forms|forms\.gle|spreadsheets|home|signin)(\/|$|\?)/

/** What a fault answers unless it names a body: an error in the shape of its service. */
function faultBody(service: Service, { status, body }: FaultAction): unknown {
  if (body !== undefined) return body
  const message = `${status}: Injected Fault`
  if (service === 'upbit') return { error: { name: 'server_error', message } }
  if (service !== 'google') return { message, code: 0 }
  return { error: { code: status, message, status: canonicalStatus(status ?? 500) } }
}

function addFaults(app: FastifyInstance, { clock }: SandboxContext, faults: Faults): void {
  app.addHook('onRequest', async (request: FastifyRequest, reply: FastifyReply) => {
    const service = serviceOf(request.url)
    if (service === undefined) return
    // A fault is aimed at the program: what people do in the client page goes on.
    if (isPerson(request.headers.authorization)) return
    const route = request.routeOptions.url ?? request.url
    const isPage = isGooglePage.test(request.url)
    const action = faults.take({ service, method: request.method, route, isPage })
    if (!action) return
    if (action.delay_ms !== undefined) {
      const delay = action.delay_ms
      await new Promise<void>((resolve) => clock.after(delay, resolve))
    }
    if (action.drop === 'before') {
      reply.hijack()
      request.raw.socket.destroy()
      return
    }
    request.dropAnswer = action.drop === 'after'
    if (action.headers) reply.headers(action.headers)
    if (action.served === true) request.otherAnswer = action
    if (action.status === undefined || action.served === true) return
    reply.code(action.status).header('date', new Date(clock.now()).toUTCString())
    await reply.send(faultBody(service, action))
  })
  app.addHook('onSend', async (request, reply, payload) => {
    if (request.dropAnswer) request.raw.socket.destroy()
    const other = request.otherAnswer
    if (!other) return payload
    reply.code(other.status ?? 500)
    const body = faultBody(serviceOf(request.url) ?? 'discord', other)
    return typeof body === 'string' ? body : JSON.stringify(body)
  })
}

/** The HTTP server of the sandbox, without routes: parsers, error answers, log of calls, limits and faults. */
export function createServer(
  context: SandboxContext,
  { limits, faults }: { limits: Limits; faults: Faults },
): FastifyInstance {
  const app = Fastify({
    logger: false,
    bodyLimit: largestBodyBytes,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 1000 },
    rewriteUrl: (request) => rewriteUrl(request.url ?? '/'),
  })
  app.decorateRequest('uploads')
  app.decorateRequest('callRecord', null)
  app.decorateRequest('dropAnswer', false)
  app.decorateRequest('otherAnswer', null)
  app.addHook('onRequest', async (request) => {
    request.uploads = []
  })
  addOriginCheck(app)
  addCallLog(app, context)
  // Before activity is counted, so that settling does not wait for requests that a fault holds back.
  addFaults(app, context, faults)
  addActivity(app, context)
  addLimits(app, limits)
  addParsers(app)
  addErrors(app)
  return app
}
