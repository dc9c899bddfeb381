import { GatewayCloseCodes, GatewayOpcodes } from 'discord-api-types/v10'
import type { RawData, WebSocket } from 'ws'
import type { Clock, Timer } from '../../clock.ts'
import { roundTrip, toBuffer } from '../../socket.ts'
import { createFrameEncoder } from './compression.ts'
import type { Compression } from './compression.ts'
import { parseFrame } from './frames.ts'
import type { ClientFrame } from './frames.ts'
import { createRateWindow } from './rate-window.ts'
import { controlFrame } from './session.ts'
import type { Link, Session } from './session.ts'

/** One WebSocket of a client, with its compression context, its heartbeat and its frame budget. */
export type Connection = Link & {
  /** The session that was opened or resumed on it. */
  readonly session: Session | undefined
  /** Sets `session`. */
  serve(session: Session | undefined): void
  close(code: number, reason: string): void
  /** Resolves when the client has received all that was sent so far, or is gone. */
  received(): Promise<void>
  /** Cuts the TCP connection without a close frame. */
  drop(): void
}

/** How one connection behaves; `clock` is real time, because clients beat in real time. */
export type ConnectionOptions = {
  compression: Compression
  clock: Clock
  heartbeatMs: number
  /** While true, heartbeats are not acknowledged and nothing is sent. */
  silent(connection: Connection): boolean
  onFrame(
    frame: Exclude<ClientFrame, { op: GatewayOpcodes.Heartbeat }>,
    connection: Connection,
  ): void
  onClose(connection: Connection, code: number): void
}

const framesPerMinute = 120
// Some clients lose a HELLO that arrives together with the upgrade.
const helloDelayMs = 5

/** Speaks the transport part of the gateway protocol on `socket`; everything else goes to `onFrame`. */
export function createConnection(socket: WebSocket, options: ConnectionOptions): Connection {
  const { clock, heartbeatMs } = options
  const encoder = createFrameEncoder(options.compression)
  const budget = createRateWindow(framesPerMinute, 60_000)
  let deadline: Timer | undefined
  // What a silenced client did not get; it gets it when the silence is lifted before it gives up.
  let unsent: string[] = []
  let encoding = 0
  const encoded: (() => void)[] = []
  const write = (frame: string): void => {
    encoding += 1
    encoder.encode(frame, (data) => {
      encoding -= 1
      if (data !== undefined && socket.readyState === socket.OPEN) socket.send(data)
      if (encoding > 0) return
      for (const done of encoded.splice(0)) done()
    })
  }
  let session: Session | undefined
  const connection: Connection = {
    get session() {
      return session
    },
    serve(next) {
      session = next
    },
    send(frame) {
      if (socket.readyState !== socket.OPEN) return
      unsent.push(frame)
      if (options.silent(connection)) return
      const due = unsent
      unsent = []
      for (const one of due) write(one)
    },
    async received() {
      if (encoding > 0) await new Promise<void>((resolve) => encoded.push(resolve))
      await roundTrip(socket, clock)
    },
    close: (code, reason) => socket.close(code, reason),
    drop: () => socket.terminate(),
  }
  const expectHeartbeat = (): void => {
    deadline?.cancel()
    // Assumed: Discord cuts a connection some time after the interval; half an interval is given here.
    deadline = clock.after(heartbeatMs * 1.5, () =>
      connection.close(GatewayCloseCodes.SessionTimedOut, 'Session timed out.'),
    )
  }
  const receive = (data: RawData): void => {
    if (socket.readyState !== socket.OPEN) return
    if (!budget.allow(clock.now())) {
      connection.close(GatewayCloseCodes.RateLimited, 'You are being rate limited.')
      return
    }
    const frame = parseFrame(toBuffer(data))
    if (frame === 'decode_error')
      connection.close(GatewayCloseCodes.DecodeError, 'Error while decoding payload.')
    else if (frame === 'unknown_opcode')
      connection.close(GatewayCloseCodes.UnknownOpcode, 'Unknown opcode.')
    else if (frame.op === GatewayOpcodes.Heartbeat) {
      expectHeartbeat()
      connection.send(controlFrame(GatewayOpcodes.HeartbeatAck, null))
    } else options.onFrame(frame, connection)
  }
  socket.on('message', receive)
  socket.on('error', () => socket.terminate())
  socket.on('close', (code) => {
    deadline?.cancel()
    encoder.end()
    options.onClose(connection, code)
  })
  clock.after(helloDelayMs, () =>
    connection.send(
      controlFrame(GatewayOpcodes.Hello, { heartbeat_interval: heartbeatMs, _trace: ['sandbox'] }),
    ),
  )
  expectHeartbeat()
  return connection
}
