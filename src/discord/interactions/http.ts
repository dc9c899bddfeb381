import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Clock } from '#core/clock.ts'
import { pong } from './callback.ts'
import { interactionPayload } from './payload.ts'
import type { FirstAnswer } from './first-answer.ts'
import type { Router } from './router.ts'
import type { SignatureCheck, SignatureHeaders } from './signature.ts'

/** Where Discord posts interactions when the door is HTTP; the server takes it with a final slash too. */
export const interactionsPath = '/api/discord/interactions'
/** Addresses of the same that older wishes name. */
const otherPaths = ['/api/v1/discord/events/interactions']
/** Largest body that is read: a full modal with the message it came from stays far below. */
const bodyLimit = 256 * 1_024
/** Requests in flight from which on signatures are checked on other threads. */
const busyFrom = 3

function header(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name]
  return typeof value === 'string' ? value : undefined
}

function signatureHeaders(request: FastifyRequest): SignatureHeaders {
  return {
    signature: header(request, 'x-signature-ed25519'),
    timestamp: header(request, 'x-signature-timestamp'),
  }
}

function plain(reply: FastifyReply, status: number, text: string): FastifyReply {
  return reply.code(status).type('text/plain; charset=utf-8').send(text)
}

function json(reply: FastifyReply, body: object): FastifyReply {
  return reply.code(200).type('application/json').send(JSON.stringify(body))
}

/** Tells the router what became of the answer, once the response has left or broken off. */
function reportDelivery(reply: FastifyReply, first: FirstAnswer): void {
  reply.raw.once('close', () => {
    const done = reply.raw.writableFinished
      ? first.left()
      : first.failed(new Error('the connection broke'))
    // The router answers for its own errors.
    void done.catch(() => {})
  })
}

function parseBody(body: Buffer) {
  try {
    return interactionPayload.safeParse(JSON.parse(body.toString('utf8'))).data
  } catch {
    return undefined
  }
}

/**
 * Serves the interactions endpoint: the signature is checked over the raw body before anything is
 * parsed or logged, and the answer goes inline.
 */
export function registerInteractionsEndpoint(
  app: FastifyInstance,
  needs: { check: SignatureCheck; router: Router; clock: Clock },
): void {
  const { check, router, clock } = needs
  const receivedAt = new WeakMap<FastifyRequest, number>()
  let inFlight = 0

  async function serve(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
    const checked = check.verify(signatureHeaders(request), body, inFlight > busyFrom)
    const genuine = typeof checked === 'boolean' ? checked : await checked
    if (!genuine) return plain(reply, 401, 'invalid request signature')
    const payload = parseBody(body)
    if (!payload) return plain(reply, 400, 'malformed interaction')
    if (payload.type === 1) return json(reply, pong)
    const first = await router.handle(payload, receivedAt.get(request) ?? clock.now())
    reportDelivery(reply, first)
    return json(reply, first.callback)
  }

  void app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => {
      done(null, body)
    })
    for (const path of [interactionsPath, ...otherPaths])
      scope.post(path, {
        bodyLimit,
        schema: { hide: true },
        onRequest: async (request, reply) => {
          receivedAt.set(request, clock.now())
          if (check.plausible(signatureHeaders(request))) return
          await plain(reply, 401, 'invalid request signature')
        },
        handler: async (request, reply) => {
          inFlight += 1
          try {
            return await serve(request, reply)
          } finally {
            inFlight -= 1
          }
        },
      })
  })
}
