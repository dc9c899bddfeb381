import { once } from 'node:events'
import { constants, createInflate, createZstdDecompress } from 'node:zlib'
import { WebSocket } from 'ws'

/** A gateway payload as it arrives. */
export type Frame = { op: number; t: string | null; s: number | null; d: Record<string, unknown> }

/** A bare client of the gateway for tests: it does nothing by itself. */
export type TestClient = {
  frames: Frame[]
  send(op: number, d: unknown): void
  sendText(text: string): void
  identify(token: string, intents: number, more?: object): void
  /** The next frame, from the beginning on, that was not asked for before and fits. */
  next(fits: (frame: Frame) => boolean): Promise<Frame>
  dispatched(name: string): Promise<Frame>
  closed: Promise<number>
  close(code?: number): Promise<void>
}

type Decode = (data: Buffer, emit: (text: string) => void) => void

function decoder(compress: string | undefined): Decode {
  if (compress === undefined) return (data, emit) => emit(data.toString('utf8'))
  const flush = constants.Z_SYNC_FLUSH
  const options = { readableHighWaterMark: 1 << 26, flush }
  const stream =
    compress === 'zlib-stream'
      ? createInflate(options)
      : createZstdDecompress({ ...options, flush: constants.ZSTD_e_flush })
  return (data, emit) => {
    stream.write(data, () => {
      const text: unknown = stream.read()
      emit(Buffer.isBuffer(text) ? text.toString('utf8') : '')
    })
  }
}

/** Connects to the gateway of a sandbox. */
export async function connect(
  origin: string,
  compress?: string,
  query = 'v=10',
): Promise<TestClient> {
  const suffix = compress === undefined ? '' : `&compress=${compress}`
  const socket = new WebSocket(
    `${origin.replace('http', 'ws')}/gateway?${query}&encoding=json${suffix}`,
  )
  const decode = decoder(compress)
  const frames: Frame[] = []
  const taken = new Set<Frame>()
  const waiting = new Set<() => void>()
  socket.on('message', (data: Buffer) =>
    decode(data, (text) => {
      frames.push(JSON.parse(text) as Frame)
      for (const look of waiting) look()
    }),
  )
  const closed = new Promise<number>((resolve) => socket.on('close', resolve))
  await once(socket, 'open')
  const client: TestClient = {
    frames,
    send: (op, d) => socket.send(JSON.stringify({ op, d })),
    sendText: (text) => socket.send(text),
    identify: (token, intents, more = {}) =>
      client.send(2, {
        token,
        intents,
        properties: { os: 'test', browser: 'test', device: 'test' },
        ...more,
      }),
    next: (fits) =>
      new Promise((resolve) => {
        const look = (): void => {
          const found = frames.find((frame) => !taken.has(frame) && fits(frame))
          if (found === undefined) return
          taken.add(found)
          waiting.delete(look)
          resolve(found)
        }
        waiting.add(look)
        look()
      }),
    dispatched: (name) => client.next((frame) => frame.t === name),
    closed,
    async close(code = 1000) {
      socket.close(code)
      await closed
    },
  }
  return client
}
