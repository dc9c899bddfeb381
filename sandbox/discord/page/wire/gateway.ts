import * as z from 'zod/mini'

const frame = z.object({
  op: z.number(),
  d: z.optional(z.unknown()),
  s: z.nullish(z.number()),
  t: z.nullish(z.string()),
})
const hello = z.object({ heartbeat_interval: z.number() })

const op = { dispatch: 0, heartbeat: 1, identify: 2, reconnect: 7, invalid: 9, hello: 10 } as const
const refusedToken = 4004
const firstDelayMs = 300
const longestDelayMs = 5000

/** How the connection is doing: `refused` means that the token is not known (any more). */
export type LinkState = 'connecting' | 'open' | 'lost' | 'refused'

/** Settings of a connection for one person. */
export type GatewayOptions = {
  url: string
  token: string
  onDispatch: (type: string, data: unknown) => void
  onLink: (state: LinkState) => void
}

/** A connection that is kept up until it is closed. */
export type GatewayLink = { send: (opcode: number, data: unknown) => void; close: () => void }

/**
 * Connects a person to the gateway and starts a new session whenever the connection is lost: everything shown is
 * loaded again then, so there is nothing to resume.
 */
export function connectGateway({ url, token, onDispatch, onLink }: GatewayOptions): GatewayLink {
  let socket: WebSocket | undefined
  let beat: ReturnType<typeof setInterval> | undefined
  let retry: ReturnType<typeof setTimeout> | undefined
  let sequence: number | null = null
  let delay = firstDelayMs
  let ended = false

  const write = (opcode: number, data: unknown): void => {
    if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify({ op: opcode, d: data }))
  }
  const greet = (data: unknown): void => {
    const { heartbeat_interval: interval } = hello.parse(data)
    clearInterval(beat)
    beat = setInterval(() => write(op.heartbeat, sequence), interval)
    write(op.identify, { token, properties: { os: 'web', browser: 'sandbox', device: '' } })
  }
  const receive = (text: string): void => {
    const parsed = frame.safeParse(JSON.parse(text))
    if (!parsed.success) return
    const { op: opcode, d: data, s, t } = parsed.data
    if (opcode === op.hello) greet(data)
    else if (opcode === op.heartbeat) write(op.heartbeat, sequence)
    else if (opcode === op.reconnect || opcode === op.invalid) socket?.close(4000)
    else if (opcode === op.dispatch && t) {
      sequence = s ?? sequence
      if (t === 'READY') {
        delay = firstDelayMs
        onLink('open')
      }
      onDispatch(t, data)
    }
  }
  const open = (): void => {
    onLink('connecting')
    sequence = null
    const current = new WebSocket(`${url}?v=10&encoding=json`)
    socket = current
    current.addEventListener('message', (event: MessageEvent<unknown>) => {
      if (typeof event.data === 'string') receive(event.data)
    })
    current.addEventListener('close', ({ code }) => {
      clearInterval(beat)
      if (ended || socket !== current) return
      if (code === refusedToken) {
        onLink('refused')
        return
      }
      onLink('lost')
      retry = setTimeout(open, delay)
      delay = Math.min(delay * 2, longestDelayMs)
    })
  }
  open()
  return {
    send: write,
    close() {
      ended = true
      clearInterval(beat)
      clearTimeout(retry)
      socket?.close(1000)
    },
  }
}
