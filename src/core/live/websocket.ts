import fastifyWebsocket, { type WebsocketPluginOptions } from '@fastify/websocket'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { RawData, WebSocket } from 'ws'
import type { Actor } from '../access/actor.ts'
import { requestLocale } from '../http/caller.ts'
import type { Connection } from './connection.ts'
import { keySubprotocolPrefix, subprotocol } from './dialect.ts'
import { actorOfHeaders, countedAddress, liveQuery, pathParams } from './door.ts'
import type { Live, LiveConnection } from './live.ts'
import type { Topic } from './topic.ts'

/** Bytes of one message that are still received, so that its sender can be told that it is too big. */
const receivedBytes = 2 ** 20
/** How long a closed connection may take to say good-bye, in milliseconds. */
const closeTimeout = 5_000

function textOf(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString()
  return data instanceof ArrayBuffer ? Buffer.from(data).toString() : data.toString()
}

function connectionOf(socket: WebSocket): Connection {
  return {
    send: (frame) => socket.send(frame, { binary: false }),
    buffered: () => socket.bufferedAmount,
    probe: () => socket.ping(),
    close: (code, reason) => socket.close(code, reason),
  }
}

async function actorOf(live: Live, request: FastifyRequest, ticket?: string): Promise<Actor> {
  const { access } = live
  const { headers } = request
  if (ticket !== undefined) return access.redeemTicket(ticket)
  const offered = headers['sec-websocket-protocol']?.split(',') ?? []
  const key = offered.map((item) => item.trim()).find((item) => item !== '' && item !== subprotocol)
  if (key !== undefined) {
    const named = key.startsWith(keySubprotocolPrefix)
    return access.actorOfKey(named ? key.slice(keySubprotocolPrefix.length) : key)
  }
  return actorOfHeaders(live, headers)
}

function serve(live: Live, topic: Topic): (socket: WebSocket, request: FastifyRequest) => void {
  return (socket, request) => {
    const connection = connectionOf(socket)
    let open: LiveConnection | null = null
    let closed = false
    socket.on('close', () => {
      closed = true
      open?.closed()
    })
    socket.on('message', (data, isBinary) => open?.receive(isBinary ? null : textOf(data)))
    socket.on('pong', () => open?.alive())
    // What the client says waits until it is known who it is.
    socket.pause()
    const begin = async (): Promise<void> => {
      const { cursor, snapshot, ticket } = liveQuery.parse(request.query)
      let locale = requestLocale(request, null)
      try {
        const actor = await actorOf(live, request, ticket)
        locale = requestLocale(request, actor)
        const params = pathParams.parse(request.params)
        const address = countedAddress(request.ip)
        const asked = { topic, params, actor, locale, address, cursor, snapshot }
        open = await live.open(asked, connection)
      } catch (error) {
        live.refuse(connection, error, locale)
      }
      if (closed) open?.closed()
      else socket.resume()
    }
    void begin()
  }
}

function registerAddress(app: FastifyInstance, url: string, live: Live, topic: Topic): void {
  app.route({
    method: 'GET',
    url,
    schema: { hide: true },
    handler: (_request, reply) => reply.code(426).header('upgrade', 'websocket').send(),
    wsHandler: serve(live, topic),
  })
}

/**
 * Serves the live topics as WebSockets of this HTTP server, whose router ignores the final slash.
 * Closing the server stops them.
 */
export function registerLive(app: FastifyInstance, live: Live): void {
  const options: WebsocketPluginOptions['options'] & { closeTimeout: number } = {
    maxPayload: receivedBytes,
    perMessageDeflate: false,
    closeTimeout,
    // Who offers nothing but a key must get it back, or the connection fails (RFC 6455 §4.1).
    handleProtocols: (offered) =>
      offered.has(subprotocol) ? subprotocol : ([...offered][0] ?? false),
  }
  app.register(fastifyWebsocket, {
    options,
    errorHandler: (_error, socket) => socket.terminate(),
    preClose(done) {
      live.stop()
      this.websocketServer.close()
      done()
    },
  })
  app.register(async (scope) => {
    for (const topic of live.topics) {
      for (const path of topic.paths) registerAddress(scope, path, live, topic)
    }
  })
}
