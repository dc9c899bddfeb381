import type { RawData, WebSocket } from 'ws'
import type { Clock } from './clock.ts'

const patienceMs = 1000

/**
 * Resolves when the client has taken in everything sent so far, is gone, or has kept silent for one second: a client
 * answers a ping after every frame before it (RFC 6455, section 5.5.2).
 */
export function roundTrip(socket: WebSocket, clock: Clock): Promise<void> {
  if (socket.readyState !== socket.OPEN) return Promise.resolve()
  return new Promise((resolve) => {
    const finish = (): void => {
      patience.cancel()
      socket.off('pong', finish)
      socket.off('close', finish)
      resolve()
    }
    const patience = clock.after(patienceMs, finish)
    socket.on('pong', finish)
    socket.on('close', finish)
    socket.ping()
  })
}

/** A received message as one piece. */
export function toBuffer(data: RawData): Buffer {
  if (Buffer.isBuffer(data)) return data
  return Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data)
}
