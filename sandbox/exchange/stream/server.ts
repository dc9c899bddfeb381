import type { IncomingMessage, Server } from 'node:http'
import { WebSocketServer, type WebSocket } from 'ws'
import { createVirtualClock, type VirtualClock } from '../../clock.ts'
import type { Desk } from '../desk.ts'
import { ExchangeError } from '../errors.ts'
import { authenticate } from '../rest/auth.ts'
import { createStreamConnection, type StreamConnection } from './connection.ts'

/** The running streams. */
export type Streams = {
  /** Sends what there is, and resolves when every client has received it. */
  settle(): Promise<void>
  close(): Promise<void>
}

const path = '/upbit/websocket/v1'
const privatePath = `${path}/private`
const pushMs = 250
const connectsPerSecond = 5

function refusalOf(desk: Desk, request: IncomingMessage): string | undefined {
  try {
    const { authorization } = request.headers
    const ip = request.socket.remoteAddress ?? ''
    authenticate(desk.state, { authorization, parameters: '', ip, now: desk.clock.now() }, null)
    return undefined
  } catch (error) {
    return error instanceof ExchangeError ? error.message : 'The token is not valid.'
  }
}

/**
 * Serves the streams of the exchange; upgrades of other paths are left to others. `wire` is the time
 * that connections live in: real time unless given, also while the world's clock is moved.
 */
export function attachStreams(
  server: Server,
  desk: Desk,
  wire: VirtualClock = createVirtualClock(),
): Streams {
  const open = new Set<StreamConnection>()
  const sockets = new WebSocketServer({
    noServer: true,
    perMessageDeflate: true,
    maxPayload: 1 << 16,
  })
  let connects: number[] = []

  const push = (): void => {
    const now = desk.clock.now()
    for (const connection of open) connection.push(now)
  }
  const beat = (): void => {
    if (open.size > 0) push()
    wire.after(pushMs, beat)
  }
  const accept = (socket: WebSocket, request: IncomingMessage): void => {
    const isPrivate = new URL(request.url ?? path, 'http://localhost').pathname === privatePath
    const refused = isPrivate ? refusalOf(desk, request) : undefined
    if (refused !== undefined) {
      socket.send(
        Buffer.from(JSON.stringify({ error: { name: 'INVALID_AUTH', message: refused } })),
      )
      socket.close(1008, 'INVALID_AUTH')
      return
    }
    const connection = createStreamConnection(socket, desk, { isPrivate, wire })
    open.add(connection)
    socket.on('close', () => open.delete(connection))
  }
  const upgrade: Parameters<Server['on']>[1] = (request: IncomingMessage, socket, head): void => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost')
    if (pathname !== path && pathname !== privatePath) return
    const now = wire.now()
    connects = [...connects.filter((at) => at > now - 1000), now]
    if (connects.length > connectsPerSecond)
      return void socket.end('HTTP/1.1 429 Too Many Requests\r\nConnection: close\r\n\r\n')
    sockets.handleUpgrade(request, socket, head, accept)
  }
  const stopListening = desk.engine.onEvent((event) => {
    for (const connection of open) connection.tell(event)
  })
  server.on('upgrade', upgrade)
  beat()

  return {
    async settle() {
      push()
      await Promise.all([...open].map((connection) => connection.received()))
    },
    close() {
      stopListening()
      server.off('upgrade', upgrade)
      wire.close()
      for (const connection of open) connection.close()
      return new Promise((resolve) => sockets.close(() => resolve()))
    },
  }
}
