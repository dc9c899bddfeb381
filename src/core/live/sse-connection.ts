import type { ServerResponse } from 'node:http'
import { z } from 'zod'
import type { Clock } from '../clock.ts'
import type { Connection } from './connection.ts'
import { closeCodes } from './dialect.ts'

const anyFrame = z.looseObject({ type: z.string(), cursor: z.string().optional() })

/**
 * One frame as a server-sent event (WHATWG HTML §9.2). Its id is the cursor, so that a browser comes
 * back with it; the id is emptied by `resync`, after which the state must be fetched anew.
 */
function eventOf(frame: Buffer): Buffer {
  const text = frame.toString()
  const { type, cursor } = anyFrame.parse(JSON.parse(text))
  const id = type === 'resync' ? 'id\n' : cursor === undefined ? '' : `id: ${cursor}\n`
  return Buffer.from(`${id}data: ${text}\n\n`)
}

/** Makes each event once, however many readers get the same frame. */
export function createEventEncoder(): (frame: Buffer) => Buffer {
  const events = new WeakMap<Buffer, Buffer>()
  return (frame) => {
    const event = events.get(frame) ?? eventOf(frame)
    events.set(frame, event)
    return event
  }
}

const statusByCode: Record<number, number> = {
  [closeCodes.notAuthenticated]: 401,
  [closeCodes.permissionDenied]: 403,
  [closeCodes.notFound]: 404,
  [closeCodes.tooMany]: 429,
  [closeCodes.tryAgainLater]: 503,
  [closeCodes.restart]: 503,
}

/** How long the last bytes may take to leave after the end, in milliseconds. */
const endTimeout = 5_000

/** What an answer needs to become a stream. */
export type SseOptions = {
  encode: (frame: Buffer) => Buffer
  /** Headers that every answer of the server carries. */
  headers: Record<string, string | string[] | number | undefined>
  /** Counts how long the end may take. */
  clock: Clock
  /** Told whenever the other side was seen to take something. */
  onTaken: () => void
}

/**
 * A response as a connection. It becomes a stream with the first frame that is no refusal; a refusal
 * before that is answered with its status and a JSON body like that of every route.
 */
export function sseConnection(response: ServerResponse, options: SseOptions): Connection {
  const { encode, headers, clock, onTaken } = options
  let refusal = ''

  function refuse(code: number): void {
    const status = statusByCode[code] ?? 500
    const { code: name = 'busy', detail = '' } = refusal
      ? z.looseObject({ code: z.string(), detail: z.string() }).partial().parse(JSON.parse(refusal))
      : {}
    response.writeHead(status, {
      ...headers,
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store',
      ...((status === 429 || status === 503) && { 'retry-after': '1' }),
    })
    response.end(JSON.stringify({ detail, code: name }))
  }

  function begin(): void {
    response.writeHead(200, {
      ...headers,
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
      connection: 'close',
    })
  }

  return {
    send(frame) {
      if (response.writableEnded) return
      if (!response.headersSent) {
        const isRefusal = anyFrame.parse(JSON.parse(frame.toString())).type === 'error'
        if (isRefusal) return void (refusal = frame.toString())
        begin()
      }
      response.write(encode(frame))
    },
    buffered: () => response.writableLength,
    probe() {
      if (!response.headersSent || response.writableEnded) return
      response.write(': still here\n\n', (error) => {
        if (!error) onTaken()
      })
    },
    close(code) {
      if (response.writableEnded) return
      if (!response.headersSent) return refuse(code)
      response.end()
      const timer = clock.after(endTimeout, () => response.destroy())
      response.once('close', () => timer.cancel())
    },
  }
}
