import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { systemClock, type Clock } from '../clock.ts'
import { coreError } from '../errors.ts'
import { requestLocale } from '../http/caller.ts'
import { actorOfHeaders, countedAddress, liveQuery, pathParams } from './door.ts'
import type { Live, LiveConnection } from './live.ts'
import { createEventEncoder, sseConnection } from './sse-connection.ts'
import type { Topic } from './topic.ts'

const otherMethods = ['POST', 'PUT', 'PATCH', 'DELETE'] as const

/** Where a reader wants to go on: what its browser remembers wins over the address. */
function cursorOf(request: FastifyRequest, asked: string | undefined): string | undefined {
  const last = request.headers['last-event-id']
  return typeof last === 'string' && last !== '' ? last : asked
}

type Wire = { encode: (frame: Buffer) => Buffer; clock: Clock }

function serve(live: Live, topic: Topic, wire: Wire) {
  return (request: FastifyRequest, reply: FastifyReply): void => {
    reply.hijack()
    const { raw } = reply
    let open: LiveConnection | null = null
    const connection = sseConnection(raw, {
      ...wire,
      headers: reply.getHeaders(),
      onTaken: () => open?.alive(),
    })
    let closed = false
    raw.on('error', () => {})
    raw.once('close', () => {
      closed = true
      open?.closed()
    })
    const begin = async (): Promise<void> => {
      const { cursor, snapshot, ticket } = liveQuery.parse(request.query)
      let locale = requestLocale(request, null)
      try {
        const actor = await (ticket === undefined
          ? actorOfHeaders(live, request.headers)
          : live.access.redeemTicket(ticket))
        locale = requestLocale(request, actor)
        const params = pathParams.parse(request.params)
        const address = countedAddress(request.ip)
        const from = cursorOf(request, cursor)
        const asked = { topic, params, actor, locale, address, cursor: from, snapshot }
        open = await live.open(asked, connection)
      } catch (error) {
        live.refuse(connection, error, locale)
      }
      if (closed) open?.closed()
    }
    void begin()
  }
}

/**
 * Serves the live topics that name `streams` as server-sent events: the frames of the WebSocket, with
 * the same checks, for clients and proxies that speak plain HTTP only. `Last-Event-ID` or `?cursor=`
 * resume; comments keep the connection open. `Live.stop` ends the streams. The clock, real time by
 * default, counts how long a stream's end may take.
 */
export function registerSse(app: FastifyInstance, live: Live, clock: Clock = systemClock): void {
  const wire: Wire = { encode: createEventEncoder(), clock }
  app.register(async (scope) => {
    for (const topic of live.topics) {
      for (const url of topic.streams ?? []) {
        const schema = { hide: true }
        const handler = serve(live, topic, wire)
        scope.route({ method: 'GET', url, schema, exposeHeadRoute: false, handler })
        scope.route({
          method: [...otherMethods],
          url,
          schema,
          onRequest: async (_request, reply) => {
            reply.header('allow', 'GET')
            throw coreError('method_not_allowed')
          },
          handler: (_request, reply) => reply.send(),
        })
      }
    }
  })
}
