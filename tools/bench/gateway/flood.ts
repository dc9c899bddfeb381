import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import {
  constants,
  createDeflate,
  createDeflateRaw,
  type Deflate,
  type DeflateRaw,
} from 'node:zlib'
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
const inOnePiece = { flush: constants.Z_SYNC_FLUSH, readableHighWaterMark: 1 << 28 }

type Client = { socket: Duplex; sequence: number; deflates: boolean; turn: Promise<unknown> }

/** A payload through a compression context. */
function compressed(deflate: Deflate | DeflateRaw, payload: Buffer): Promise<Buffer> {
  return new Promise((resolve) => {
    deflate.write(payload, () => {
      const data: unknown = deflate.read()
      resolve(Buffer.isBuffer(data) ? data : Buffer.alloc(0))
    })
  })
}

/** One unmasked frame (RFC 6455, section 5.2). */
function frameOf(payload: Buffer, isBinary: boolean): Buffer {
  const small = payload.length < 126
  const head = Buffer.alloc(small ? 2 : 4)
  head[0] = isBinary ? 0x82 : 0x81
  head[1] = small ? payload.length : 126
  if (!small) head.writeUInt16BE(payload.length, 2)
  return Buffer.concat([head, payload])
}

function dispatchesOf(from: number, count: number): Dispatch[] {
  const mark = (s: number): Dispatch => ({ op: 0, t: 'TYPING_START', s, d: {} })
  const between = Array.from({ length: count }, (_, nth) => presence(from + 1 + nth))
  return [mark(from), ...between, mark(from + 1 + count)]
}

/**
 * A whole flood as frames, some hundred in one piece. Compressed ones begin with an empty dictionary,
 * so that they fit into any connection after a full flush.
 */
async function piecesOf(from: number, count: number, deflates: boolean): Promise<Buffer[]> {
  const deflate = deflates ? createDeflateRaw(inOnePiece) : null
  const frames: Buffer[] = []
  for (const dispatch of dispatchesOf(from, count)) {
    const text = Buffer.from(JSON.stringify(dispatch))
    frames.push(frameOf(deflate ? await compressed(deflate, text) : text, deflates))
  }
  deflate?.close()
  return Array.from({ length: Math.ceil(frames.length / framesPerWrite) }, (_, nth) =>
    Buffer.concat(frames.slice(nth * framesPerWrite, (nth + 1) * framesPerWrite)),
  )
}

/** Floods that are made once for all readers of a round. */
function createPieces() {
  const made = new Map<boolean, { key: string; pieces: Promise<Buffer[]> }>()
  return (from: number, count: number, deflates: boolean): Promise<Buffer[]> => {
    const key = `${from} ${count}`
    const held = made.get(deflates)
    if (held?.key === key) return held.pieces
    const pieces = piecesOf(from, count, deflates)
    made.set(deflates, { key, pieces })
    return pieces
  }
}

function createFlood() {
  const clients = new Map<string, Client>()
  const piecesFor = createPieces()
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false })
  const server = createServer((_request, response) => {
    const { port } = server.address() as AddressInfo
    const session_start_limit = { total: 1_000, remaining: 999, reset_after: 1, max_concurrency: 1 }
    const body = { url: `ws://127.0.0.1:${port}`, shards: 1, session_start_limit }
    response.setHeader('content-type', 'application/json').end(JSON.stringify(body))
  })

  function converse(ws: WebSocket, socket: Duplex, deflate: Deflate | null): void {
    const client: Client = {
      socket,
      sequence: 3,
      deflates: deflate !== null,
      turn: Promise.resolve(),
    }
    // One after another: an answer inside of a flood would break its dictionary.
    const say = (body: object) => {
      client.turn = client.turn.then(async () => {
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
      void client.turn.then(() => clients.set(token, client))
    })
  }

  server.on('upgrade', (request, socket, head) => {
    const options = { ...inOnePiece, flush: constants.Z_FULL_FLUSH }
    const deflate = request.url?.includes('compress=zlib-stream') ? createDeflate(options) : null
    sockets.handleUpgrade(request, socket, head, (ws) => converse(ws, socket, deflate))
  })

  function clientOf(token: string): Client {
    const client = clients.get(token)
    if (!client) throw new Error(`${token} has not identified`)
    return client
  }

  return {
    async start() {
      server.listen(0, '127.0.0.1')
      await once(server, 'listening')
      return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
    },
    async pour(token: string, count: number) {
      const client = clientOf(token)
      const pieces = await piecesFor(client.sequence, count, client.deflates)
      client.sequence += count + 2
      const work = client.turn.then(async () => {
        for (const piece of pieces) {
          if (!client.socket.write(piece)) await once(client.socket, 'drain')
        }
      })
      client.turn = work
      await work
      return {}
    },
  }
}

const flood = createFlood()
answerParent(order, (asked) =>
  'start' in asked ? flood.start() : flood.pour(asked.token, asked.count),
)
