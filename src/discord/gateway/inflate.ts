import { constants } from 'node:zlib'
import { z } from 'zod'

/** Inflates one frame after another; null while a frame is not complete. Throws on damage. */
export type Inflate = (data: Uint8Array) => string | null

const pieceBytes = 64 * 1_024
/** Nothing that Discord sends is larger; more is damage, or worse. */
const mostBytes = 128 * 2 ** 20

/** What every zlib stream of Node.js is made of: a native handle, and what was left over. */
const zlibStream = z.object({
  _handle: z.custom<{ writeSync(...parts: unknown[]): void }>(
    (handle) => typeof handle === 'object' && handle !== null && 'writeSync' in handle,
  ),
  _writeState: z.instanceof(Uint32Array),
})

/** A frame is complete when it ends like this (Discord: "Transport Compression"). */
function isComplete(data: Uint8Array): boolean {
  const { length } = data
  return (
    length >= 4 &&
    data[length - 4] === 0 &&
    data[length - 3] === 0 &&
    data[length - 2] === 255 &&
    data[length - 1] === 255
  )
}

/**
 * Inflates with the context of a zlib stream of Node.js, at once instead of through a queue of work
 * and events: that is several times faster for small frames. Null when this Node.js is made
 * otherwise; then it is better to do without compression.
 */
export function createInflate(stream: unknown): Inflate | null {
  const parsed = zlibStream.safeParse(stream)
  if (!parsed.success) return null
  const { _handle: handle, _writeState: left } = parsed.data
  let out = Buffer.allocUnsafe(pieceBytes)
  let written = 0

  function grow(): void {
    if (out.length >= mostBytes) throw new Error('a frame of the gateway is too large')
    out = Buffer.concat([out], out.length * 2)
  }

  return (data) => {
    let read = 0
    for (;;) {
      const room = out.length - written
      const size = data.length - read
      handle.writeSync(constants.Z_SYNC_FLUSH, data, read, size, out, written, room)
      const [roomLeft = 0, unread = 0] = left
      written += room - roomLeft
      read += size - unread
      if (roomLeft > 0) break
      grow()
    }
    if (Reflect.get(Object(stream), 'errored')) {
      throw new Error('a frame of the gateway is damaged')
    }
    if (!isComplete(data)) return null
    const text = out.toString('utf8', 0, written)
    written = 0
    // A big guild needs a big buffer once, not for ever.
    if (out.length > 16 * pieceBytes) out = Buffer.allocUnsafe(pieceBytes)
    return text
  }
}
