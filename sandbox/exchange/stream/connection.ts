import type { WebSocket } from 'ws'
import type { Clock, Timer } from '../../clock.ts'
import { roundTrip, toBuffer } from '../../socket.ts'
import type { Desk } from '../desk.ts'
import type { OrderEvent } from '../orders/matching.ts'
import { createFeed } from './feed.ts'
import { written } from './names.ts'
import { readStreamRequest, type Format } from './request.ts'

/** One client of the streams. */
export type StreamConnection = {
  /** Sends what happened in the markets since the last time. */
  push(now: number): void
  /** Tells of an order of the account. */
  tell(event: OrderEvent): void
  /** Resolves when the client has received everything. */
  received(): Promise<void>
  close(): void
}

const idleMs = 120_000
const statusMs = 10_000
const messageLimit = { perSecond: 5, perMinute: 100 }

/** Writes messages, with the faults that are on. */
function createWriter(socket: WebSocket, { streamFaults }: Desk): (text: string) => void {
  let held: string | undefined
  const write = (text: string): void => {
    if (socket.readyState === socket.OPEN) socket.send(Buffer.from(text))
  }
  return (text) => {
    if (streamFaults.take('silence')) return
    if (streamFaults.take('drop')) return socket.terminate()
    if (held === undefined && streamFaults.take('reorder')) {
      held = text
      return
    }
    write(text)
    if (streamFaults.take('duplicate')) write(text)
    if (held !== undefined) write(held)
    held = undefined
  }
}

/** Counts what a client says. */
function createBudget(wire: Clock): () => boolean {
  let said: number[] = []
  return () => {
    const now = wire.now()
    said = [...said.filter((at) => at > now - 60_000), now]
    const lately = said.filter((at) => at > now - 1000)
    return said.length <= messageLimit.perMinute && lately.length <= messageLimit.perSecond
  }
}

/** Serves one client. `wire` is real time, also while the world's clock is moved. */
export function createStreamConnection(
  socket: WebSocket,
  desk: Desk,
  { isPrivate, wire }: { isPrivate: boolean; wire: Clock },
): StreamConnection {
  let format: Format = 'DEFAULT'
  let idle: Timer | undefined
  let status: Timer | undefined
  const write = createWriter(socket, desk)
  const feed = createFeed(desk, isPrivate, (message) => write(written(message, format)))
  const isWithinBudget = createBudget(wire)
  const answer = (json: unknown): void => {
    if (socket.readyState === socket.OPEN) socket.send(Buffer.from(JSON.stringify(json)))
  }
  const stayAwake = (): void => {
    idle?.cancel()
    idle = wire.after(idleMs, () => socket.close(1000, 'idle'))
  }
  const sayStatus = (): void => {
    answer({ status: 'UP' })
    status = wire.after(statusMs, sayStatus)
  }
  const receive = (text: string): void => {
    stayAwake()
    if (text === 'PING') return answer({ status: 'UP' })
    if (!isWithinBudget()) {
      answer({ error: { name: 'TOO_MANY_REQUEST', message: 'Too many messages.' } })
      return socket.close(1008, 'too many messages')
    }
    const request = readStreamRequest(text, isPrivate)
    if ('error' in request)
      return answer({ error: { name: request.error, message: request.error } })
    const { ticket } = request
    if ('list' in request)
      return answer({ method: 'LIST_SUBSCRIPTIONS', result: feed.list(), ticket })
    format = request.format
    feed.subscribe(request.subscriptions)
  }
  socket.on('message', (data) => receive(toBuffer(data).toString()))
  socket.on('ping', stayAwake)
  socket.on('error', () => socket.terminate())
  socket.on('close', () => {
    idle?.cancel()
    status?.cancel()
  })
  stayAwake()
  status = wire.after(statusMs, sayStatus)
  return {
    push: (now) => feed.push(now),
    tell: (event) => feed.tell(event),
    received: () => roundTrip(socket, wire),
    close: () => socket.terminate(),
  }
}
