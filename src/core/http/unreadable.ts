import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import { AppError, coreError } from '../errors.ts'
import { newReference, type Random } from '../ids.ts'
import type { ErrorReply } from './error-reply.ts'

/** What Node says of a connection whose bytes are no request. */
export type Unreadable = (error: Error & { code?: string }, socket: Socket) => void

/** What Node's names of these mistakes are here. */
const refusals: Record<string, AppError> = {
  ERR_HTTP_REQUEST_TIMEOUT: new AppError('malformed_request', 408),
  HPE_HEADER_OVERFLOW: new AppError('payload_too_large', 431),
}

/**
 * Answers bytes that are no request (an unknown method, a header that is too long, one that never ends) as every other
 * mistake is answered, and closes the connection. Nothing is known of who sent them, nor of their language.
 */
export function createUnreadable({
  errorReply,
  headers,
  random,
}: {
  errorReply: (error: unknown, locale: 'en', requestId: string) => ErrorReply
  headers: Record<string, string>
  random: Random
}): Unreadable {
  return (error, socket) => {
    if (error.code === 'ECONNRESET' || socket.destroyed) return
    if (socket.writable) {
      const requestId = newReference(random)
      const refusal = refusals[error.code ?? ''] ?? coreError('malformed_request')
      const { status, body } = errorReply(refusal, 'en', requestId)
      const text = JSON.stringify(body)
      const sent = {
        ...headers,
        'x-request-id': requestId,
        'content-type': 'application/json; charset=utf-8',
        'content-length': String(Buffer.byteLength(text)),
        connection: 'close',
      }
      const lines = Object.entries(sent).map(([name, value]) => `${name}: ${value}`)
      const head = [`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`, ...lines].join('\r\n')
      socket.write(`${head}\r\n\r\n${text}`)
    }
    socket.destroy(error)
  }
}
