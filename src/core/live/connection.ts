/** The way to one reader; a WebSocket, or anything else that takes text frames one after another. */
export type Connection = {
  /** Queues one frame, UTF-8 JSON. */
  send(frame: Buffer): void
  /** Bytes that were queued and have not left yet. */
  buffered(): number
  /** Asks the other side for a sign of life. */
  probe(): void
  /** Ends the connection after what is queued; later calls do nothing. */
  close(code: number, reason: string): void
}

/** A frame as bytes, ready for every connection that wants it. */
export function encodeFrame(frame: { type: string; cursor?: string | undefined }): Buffer {
  return Buffer.from(JSON.stringify(frame))
}
