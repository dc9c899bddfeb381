import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { constants, createDeflate, type Deflate } from 'node:zlib'
import { WebSocketServer, type WebSocket } from 'ws'
import { z } from 'zod'
import { answerParent } from '../child.ts'
import { guildCreate, presence, ready, type Dispatch } from './dispatches.ts'

/** A gateway that sends presence dispatches as fast as the reader takes them, as the reader wants them. */
const order = z.union([
  z.object({ start: z.literal(true) }),
  /** To the client that identified with this token. */
  z.object({ token: z.string(), count: z.number().int().positive() }),
])

const said = z.object({ op: z.number(), d: z.unknown() })
const identify = z.object({ token: z.string() })
const framesPerWrite = 200

type Client = { socket: Duplex; sequence: number; deflate: Deflate | null }

/** A payload through the one compression context of a connection. */
function compressed(deflate: Deflate, payload: Buffer): Promise<Buffer> {
  return new Promise((resolve) => {
    deflate.write(payload, () => {
      const data: unknown = deflate.read()
      resolve(Buffer.isBuffer(data) ? data : Buffer.alloc(0))
    })
  })
}

/** One unmasked frame (RFC 6455, section 5.2). */
async function frameOf(dispatch: object, deflate: Deflate | null): Promise<Buffer> {
  const text = Buffer.from(JSON.stringify(dispatch))
  const payload = deflate ? await compressed(deflate, text) : text
  const small = payload.length < 126
  const head = Buffer.alloc(small ? 2 : 4)
  head[0] = deflate ? 0x82 : 0x81
  head[1] = small ? payload.length : 126
  if (!small) head.writeUInt16BE(payload.length, 2)
  return Buffer.concat([head, payload])
}

/** Whole frames, some hundred in one piece. */
async function piecesOf({ sequence: from, deflate }: Client, count: number): Promise<Buffer[]> {
  const mark = (s: number): Dispatch => ({ op: 0, t: 'TYPING_START', s, d: {} })
  const frames = [await frameOf(mark(from), deflate)]
  for (let nth = 1; nth <= count; nth += 1) {
    frames.push(await frameOf(presence(from + nth), deflate))
  }
  frames.push(await frameOf(mark(from + 1 + count), deflate))
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

  function converse(ws: WebSocket, socket: Duplex, deflate: Deflate | null): void {
    let turn = Promise.resolve()
    const say = (body: object) => {
      turn = turn.then(async () => {
        const text = Buffer.from(JSON.stringify(body))
        if (deflate) ws.send(await compressed(deflate, text))
        else ws.send(text, { binary: false })
      })
    }
    say({ op: 10, d: { heartbeat_interval: 41_250 } })
    ws.on('message', (data: Buffer) => {
      const { op, d } = said.parse(JSON.parse(data.toString()))
      if (op === 1) say({ op: 11 })
      if (op !== 2) return
      const { port } = server.address() as AddressInfo
      say(ready(`ws://127.0.0.1:${port}`))
      say(guildCreate)
      const { token } = identify.parse(d)
      void turn.then(() => clients.set(token, { socket, sequence: 3, deflate }))
    })
  }

  server.on('upgrade', (request, socket, head) => {
    const options = { flush: constants.Z_SYNC_FLUSH, readableHighWaterMark: 1 << 28 }
    const deflate = request.url?.includes('compress=zlib-stream') ? createDeflate(options) : null
    sockets.handleUpgrade(request, socket, head, (ws) => converse(ws, socket, deflate))
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
      const pieces = await piecesOf(client, count)
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
