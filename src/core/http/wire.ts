import type { FastifyRequest } from 'fastify'
import type { Wire } from './route.ts'

const loopback = /^(127\.|::1$|::ffff:127\.)/
const loopbackHost = /^(127\.\d+\.\d+\.\d+|localhost|\[::1\])(:\d+)?$/i
/** What proxies and browsers add, and programs on this machine do not. */
const foreignHeaders = [
  'x-forwarded-for',
  'x-real-ip',
  'forwarded',
  'via',
  'origin',
  'sec-fetch-site',
]

/** Bodies of requests that are being served. */
export type RawBodies = WeakMap<FastifyRequest, Buffer>

function isLocal(request: FastifyRequest): boolean {
  const { localAddress = '', remoteAddress = '' } = request.socket
  return (
    loopback.test(localAddress) &&
    loopback.test(remoteAddress) &&
    loopbackHost.test(request.headers.host ?? '') &&
    foreignHeaders.every((name) => request.headers[name] === undefined)
  )
}

/** A request as it came. */
export function wireOf(request: FastifyRequest, bodies: RawBodies): Wire {
  return {
    method: request.method,
    url: request.originalUrl,
    body: bodies.get(request) ?? Buffer.alloc(0),
    address: request.ip,
    isLocal: isLocal(request),
  }
}
