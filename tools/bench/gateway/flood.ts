import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { WebSocketServer, type WebSocket } from 'ws'
import { z } from 'zod'
import { answerParent } from '../child.ts'
import { guildCreate, presence, ready, type Dispatch } from './dispatches.ts'

/** A gateway that sends presence dispatches as fast as the reader takes them, uncompressed. */
const order = z.union([
  z.object({ start: z.literal(true) }),
  /** To the client that identified with this token. */
  z.object({ token: z.string(), count: z.number().int().positive() }),
])

const said = z.object({ op: z.number(), d: z.unknown() })
const identify = z.object({ token: z.string() })
const framesPerWrite = 200

type Client = { socket: Duplex; sequence: number }

/** One unmasked text frame (RFC 6455, section 5.2). */
function frameOf(dispatch: Dispatch): Buffer {
  const payload = Buffer.from(JSON.stringify(dispatch))
  const small = payload.length < 126
  const head = Buffer.alloc(small ? 2 : 4)
  head[0] = 0x81
  head[1] = small ? payload.length : 126
  if (!small) head.writeUInt16BE(payload.length, 2)
  return Buffer.concat([head, payload])
}

/** Whole frames, some hundred in one piece. */
function piecesOf(from: number, count: number): Buffer[] {
  const mark = (s: number): Dispatch => ({ op: 0, t: 'TYPING_START', s, d: {} })
  const frames = [
    frameOf(mark(from)),
    ...Array.from({ length: count }, (_, nth) => frameOf(presence(from + 1 + nth))),
    frameOf(mark(from + 1 + count)),
  ]
  const pieces: Buffer[] = []
  for (let at = 0; at < frames.length; at += framesPerWrite) {
    pieces.push(Buffer.concat(frames.slice(at, at + framesPerWrite)))
  }
  return pieces
}

function createFlood() {
  const clients = new Map<string, Client>()
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false })
  const server = createServer((_request, response) => {
    const { port } = server.address() as AddressInfo
    const session_start_limit = { total: 1_000, remaining: 999, reset_after: 1, max_concurrency: 1 }
    const body = { url: `ws://127.0.0.1:${port}`, shards: 1, session_start_limit }
    response.setHeader('content-type', 'application/json').end(JSON.stringify(body))
  })

  function converse(ws: WebSocket, socket: Duplex): void {
    const say = (body: object) => ws.send(JSON.stringify(body))
    say({ op: 10, d: { heartbeat_interval: 41_250 } })
    ws.on('message', (data: Buffer) => {
      const { op, d } = said.parse(JSON.parse(data.toString()))
      if (op === 1) say({ op: 11 })
      if (op !== 2) return
      const { port } = server.address() as AddressInfo
      say(ready(`ws://127.0.0.1:${port}`))
      say(guildCreate)
      clients.set(identify.parse(d).token, { socket, sequence: 3 })
    })
  }

  server.on('upgrade', (request, socket, head) => {
    sockets.handleUpgrade(request, socket, head, (ws) => converse(ws, socket))
  })

  return {
    async start() {
      server.listen(0, '127.0.0.1')
      await once(server, 'listening')
      return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
    },
    async pour(token: string, count: number) {
      const client = clients.get(token)
      if (!client) throw new Error(`${token} has not identified`)
      const pieces = piecesOf(client.sequence, count)
      client.sequence += count + 2
      for (const piece of pieces) {
        if (!client.socket.write(piece)) await once(client.socket, 'drain')
      }
      return {}
    },
  }
}

const flood = createFlood()
answerParent(order, (asked) =>
  'start' in asked ? flood.start() : flood.pour(asked.token, asked.count),
)
