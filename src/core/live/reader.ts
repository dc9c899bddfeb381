import { encodeFrame, type Connection } from './connection.ts'
import { closeCodes, type ServerFrame } from './dialect.ts'

/** Bytes that may wait for one reader before it is cut. */
export const slowReaderBytes = 2 ** 20

/** One connection that follows a group. */
export type Reader = {
  connection: Connection
  /** Facts up to this position were sent, or are none of this reader's business. */
  position: number
  filter: Record<string, unknown> | null
  /** Bytes of a replay or snapshot still on their way; they do not count as being slow. */
  backlog: number
  /** Newest frames of moments by key, for a reader that does not keep up. */
  held: Map<string, Buffer>
  /** Nothing more reaches this reader. */
  gone: boolean
}

/** Makes the reader of a connection that has not begun yet. */
export function createReader(connection: Connection): Reader {
  return { connection, position: 0, filter: null, backlog: 0, held: new Map(), gone: false }
}

/** Sends frames whose size is not the reader's fault. */
export function sendBacklog(reader: Reader, frames: readonly Buffer[]): void {
  for (const frame of frames) reader.connection.send(frame)
  reader.backlog = reader.connection.buffered()
}

/** Whether too much waits for a reader beside its backlog. */
export function isSlow(reader: Reader): boolean {
  const buffered = reader.connection.buffered()
  reader.backlog = Math.min(reader.backlog, buffered)
  return buffered - reader.backlog > slowReaderBytes
}

/** Bytes that may wait before a reader gets only the newest of what changes quickly. */
const lateReaderBytes = 2 ** 16

/** Sends what was held back from a reader that has caught up; false while it has not. */
export function release(reader: Reader): boolean {
  if (reader.connection.buffered() - reader.backlog > lateReaderBytes) return false
  for (const frame of reader.held.values()) reader.connection.send(frame)
  reader.held.clear()
  return true
}

/** Sends a frame, or holds it back in place of an older one of the same key. */
export function sendOrHold(reader: Reader, key: string, bytes: Buffer): void {
  if (reader.held.size === 0 || release(reader)) {
    if (reader.connection.buffered() - reader.backlog <= lateReaderBytes) {
      reader.connection.send(bytes)
      return
    }
  }
  reader.held.delete(key)
  reader.held.set(key, bytes)
}

/** Tells a reader that it must fetch the state anew, and ends its connection. */
export function cutReader(reader: Reader, reason: string, cursor: string): void {
  reader.gone = true
  const resync: ServerFrame = { type: 'resync', reason, cursor }
  reader.connection.send(encodeFrame(resync))
  reader.connection.close(closeCodes.tryAgainLater, reason)
}
