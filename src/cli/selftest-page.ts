import { keySubprotocolPrefix, subprotocol } from '#core/live/dialect.ts'
import type { SelftestPage } from '#core/selftest.ts'

/** A live page that can be closed. */
export type OpenPage = SelftestPage & { close(): void }

function parse(data: unknown): unknown {
  try {
    return typeof data === 'string' ? JSON.parse(data) : null
  } catch {
    return null
  }
}

/**
 * Opens a live address with a key and keeps what comes. Throws `late` when it does not open, or an
 * awaited frame does not come, within `patienceMs`.
 */
export async function openPage(
  url: string,
  key: string,
  patience: { ms: number; late: () => Error },
): Promise<OpenPage> {
  const socket = new WebSocket(url, [subprotocol, `${keySubprotocolPrefix}${key}`])
  const frames: unknown[] = []
  const arrivals = new EventTarget()
  socket.addEventListener('message', ({ data }) => {
    frames.push(parse(data))
    arrivals.dispatchEvent(new Event('frame'))
  })
  const wait = (target: EventTarget, type: string, done: () => boolean): Promise<void> =>
    new Promise((resolve, reject) => {
      const inTime = AbortSignal.timeout(patience.ms)
      const look = () => {
        if (done()) resolve()
      }
      target.addEventListener(type, look, { signal: inTime })
      socket.addEventListener('close', () => reject(patience.late()), { signal: inTime })
      inTime.addEventListener('abort', () => reject(patience.late()))
      look()
    })
  await wait(socket, 'open', () => socket.readyState === WebSocket.OPEN)
  return {
    async until(shape, fits) {
      const find = () => {
        for (const frame of frames) {
          const parsed = shape.safeParse(frame)
          if (parsed.success && fits(parsed.data)) return parsed
        }
        return null
      }
      await wait(arrivals, 'frame', () => find() !== null)
      const frame = find()
      if (!frame) throw patience.late()
      return frame.data
    },
    close: () => socket.close(),
  }
}
