import { z } from 'zod'

/** How often a client shows that it is there, in milliseconds; told to it in `hello`. */
export const heartbeatMs = 30_000

/** Why the server closes a connection (RFC 6455 §7.4; 4000 and up are ours). */
export const closeCodes = {
  /** The server restarts: come again, with the cursor. */
  restart: 1012,
  /** The reader was cut; a `resync` frame said why. Come again, without the cursor. */
  tryAgainLater: 1013,
  internalError: 1011,
  notAuthenticated: 4401,
  permissionDenied: 4403,
  notFound: 4404,
  idle: 4408,
  tooBig: 4413,
  tooMany: 4429,
} as const

/** After these codes coming again by itself is of no use. */
export const finalCloseCodes: ReadonlySet<number> = new Set([
  closeCodes.notAuthenticated,
  closeCodes.permissionDenied,
  closeCodes.notFound,
])

/** The WebSocket subprotocol; a key may be offered beside it as `muster.key.<key>`. */
export const subprotocol = 'muster'

/** Prefix of the subprotocol that carries an API key. */
export const keySubprotocolPrefix = 'muster.key.'

/** What a client may say. */
export const clientFrame = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ping') }),
  z.object({ type: z.literal('resume'), cursor: z.string().max(64) }),
  z.object({
    type: z.literal('subscribe'),
    filter: z.record(z.string().max(64), z.json()).default({}),
  }),
])

/** What the server says on every address; all other types belong to the address's module. */
export const serverFrame = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('hello'),
    cursor: z.string(),
    server_time: z.string(),
    heartbeat_ms: z.number(),
    resumed: z.boolean(),
  }),
  z.object({ type: z.literal('pong'), cursor: z.string(), server_time: z.string() }),
  z.object({ type: z.literal('resync'), reason: z.string(), cursor: z.string() }),
  z.object({
    type: z.literal('error'),
    code: z.string(),
    detail: z.string(),
    cursor: z.string().optional(),
  }),
])

/** A frame of the dialect itself, as the server sends it. */
export type ServerFrame = z.infer<typeof serverFrame>
