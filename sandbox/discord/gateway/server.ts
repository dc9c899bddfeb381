import { GatewayCloseCodes } from 'discord-api-types/v10'
import type { IncomingMessage, Server } from 'node:http'
import { WebSocketServer } from 'ws'
import type { WebSocket } from 'ws'
import { createVirtualClock } from '../../clock.ts'
import type { Clock } from '../../clock.ts'
import type { SandboxContext } from '../../context.ts'
import type { Compression } from './compression.ts'
import { createConnection } from './connection.ts'
import type { Connection } from './connection.ts'
import { createFanOut } from './fan-out.ts'
import { runOutages } from './outage.ts'
import { createRegistry } from './registry.ts'
import { createSessions } from './sessions.ts'
import { createSessionStarts } from './session-starts.ts'
import type { SessionStarts } from './session-starts.ts'

/** Settings of the gateway. `wireClock` is real time: clients beat in real time, also while the world's clock is moved. */
export type GatewayOptions = {
  wireClock?: Clock
  heartbeatMs?: number | undefined
  /** How many sessions may start in a day. */
  startsPerDay?: number
  /** How many sessions may start in 5 s. Assumed: 16, as larger bots have, so that a restart need not wait. */
  maxConcurrency?: number
}

/** The running gateway. */
export type Gateway = {
  /** The budget of Identify, which GET /gateway/bot shows. */
  starts: SessionStarts
  /** Whether a connected bot asked for one of these intents. */
  hears(intents: number): boolean
  /** Resolves when every bot has received what was sent to it up to now. */
  settle(): Promise<void>
  close(): Promise<void>
}

const path = '/gateway'
const compressions: readonly Compression[] = ['none', 'zlib-stream', 'zstd-stream']
// Larger messages are refused by the protocol's own rule before this one is met.
const maxPayload = 1 << 20

/** Serves the gateway at `/gateway` of a server; upgrades of other paths are left to others. */
export function attachGateway(
  httpServer: Server,
  { world }: Pick<SandboxContext, 'world'>,
  options: GatewayOptions = {},
): Gateway {
  const { wireClock = createVirtualClock(), heartbeatMs = 41_250 } = options
  const starts = createSessionStarts(
    world.clock,
    options.startsPerDay ?? 1000,
    options.maxConcurrency ?? 16,
  )
  const open = new Map<Connection, string>()
  const registry = createRegistry(world)
  const resumeUrl = (connection: Connection): string => open.get(connection) ?? ''
  const sessions = createSessions({ world, registry, starts, resumeUrl }, wireClock)
  const webSockets = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload })
  const stopOutages = runOutages(world)
  // The whole gateway is gone while `down` is on: who is connected is cut off, and nobody comes in.
  const stopFalls = world.gatewayFaults.onAdd(({ kind }) => {
    if (kind === 'down') for (const connection of open.keys()) connection.drop()
  })
  const stopListening = world.onDispatch(createFanOut(world, wireClock, () => registry.all()))

  const accept = (socket: WebSocket, request: IncomingMessage): void => {
    const query = new URL(request.url ?? path, 'http://localhost').searchParams
    const compression = compressions.find((known) => known === (query.get('compress') ?? 'none'))
    const connection = createConnection(socket, {
      compression: compression ?? 'none',
      clock: wireClock,
      heartbeatMs,
      silent: ({ session }) => session?.bot === true && world.gatewayFaults.has('silence'),
      onFrame: (frame, from) => sessions.onFrame(frame, from),
      onClose(closed, code) {
        open.delete(closed)
        sessions.onClose(closed, code)
      },
    })
    open.set(connection, `ws://${request.headers.host ?? 'localhost'}${path}`)
    if (!['9', '10'].includes(query.get('v') ?? '10'))
      connection.close(GatewayCloseCodes.InvalidAPIVersion, 'Invalid API version.')
    else if (compression === undefined || (query.get('encoding') ?? 'json') !== 'json')
      connection.close(
        GatewayCloseCodes.DecodeError,
        'Only JSON with zlib-stream or zstd-stream is spoken here.',
      )
  }
  const upgrade: Parameters<Server['on']>[1] = (request: IncomingMessage, socket, head): void => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost')
    if (pathname !== path && pathname !== `${path}/`) return
    if (world.gatewayFaults.has('down')) {
      socket.destroy()
      return
    }
    webSockets.handleUpgrade(request, socket, head, accept)
  }
  httpServer.on('upgrade', upgrade)

  return {
    starts,
    hears: (intents) =>
      [...open.keys()].some(
        ({ session }) => session?.bot === true && (session.intents & intents) !== 0,
      ),
    async settle() {
      const bots = [...open.keys()].filter((connection) => connection.session?.bot === true)
      await Promise.all(bots.map((connection) => connection.received()))
    },
    close() {
      stopListening()
      stopOutages()
      stopFalls()
      httpServer.off('upgrade', upgrade)
      for (const connection of open.keys()) connection.drop()
      return new Promise((resolve) => webSockets.close(() => resolve()))
    },
  }
}
