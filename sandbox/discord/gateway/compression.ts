import { constants, createDeflate, createZstdCompress } from 'node:zlib'

/** How frames travel on one connection: as text, or as one shared compression context per connection. */
export type Compression = 'none' | 'zlib-stream' | 'zstd-stream'

/**
 * Turns frames into what is sent, in order; `send` is called once for each, with undefined when the encoder was ended
 * before. `end` frees the context.
 */
export type FrameEncoder = {
  encode(frame: string, send: (data: string | Buffer | undefined) => void): void
  end(): void
}

// A whole compressed frame must fit in the readable side, because it is read only when the frame is complete.
const readableHighWaterMark = 1 << 28

const plain: FrameEncoder = {
  encode: (frame, send) => send(frame),
  end: () => undefined,
}

/**
 * An encoder with one compression context for the whole connection. Every frame is flushed, so a zlib frame ends
 * in `00 00 ff ff` and one WebSocket message always holds one gateway payload
 * (https://docs.discord.com/developers/events/gateway#transport-compression).
 */
export function createFrameEncoder(compression: Compression): FrameEncoder {
  if (compression === 'none') return plain
  // Transform options are passed through by node:zlib, though its option type does not list this one.
  const options = { readableHighWaterMark }
  const stream =
    compression === 'zlib-stream'
      ? createDeflate({ ...options, flush: constants.Z_SYNC_FLUSH })
      : createZstdCompress({ ...options, flush: constants.ZSTD_e_flush })
  return {
    encode(frame, send) {
      stream.write(frame, () => {
        const data: unknown = stream.read()
        send(Buffer.isBuffer(data) ? data : undefined)
      })
    },
    end: () => stream.destroy(),
  }
}
