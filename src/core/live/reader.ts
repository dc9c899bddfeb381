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
  /** Nothing more reaches this reader. */
  gone: boolean
}

/** Makes the reader of a connection that has not begun yet. */
export function createReader(connection: Connection): Reader {
  return { connection, position: 0, filter: null, backlog: 0, gone: false }
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

/** Tells a reader that it must fetch the state anew, and ends its connection. */
export function cutReader(reader: Reader, reason: string, cursor: string): void {
  reader.gone = true
  const resync: ServerFrame = { type: 'resync', reason, cursor }
  reader.connection.send(encodeFrame(resync))
  reader.connection.close(closeCodes.tryAgainLater, reason)
}
