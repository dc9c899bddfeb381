import { z } from 'zod'

const patienceMs = 8_000
/** Gateway opcode 10, Hello (https://docs.discord.com/developers/events/gateway#hello-event). */
const hello = z.object({ op: z.literal(10) })

function isHello(text: unknown): boolean {
  try {
    return typeof text === 'string' && hello.safeParse(JSON.parse(text)).success
  } catch {
    return false
  }
}

/**
 * Connects to the gateway and waits for its greeting. Nobody identifies, so that no session start is
 * used and the running bot is not disturbed. Resolves with the reason of the failure, or null.
 */
export function failureToGreet(url: string): Promise<string | null> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`${url}?v=10&encoding=json`)
    const patience = AbortSignal.timeout(patienceMs)
    const end = (reason: string | null) => {
      resolve(reason)
      socket.close()
    }
    patience.addEventListener('abort', () => end('no greeting in time'))
    socket.addEventListener('error', () => end('the connection failed'))
    socket.addEventListener('close', ({ code }) => end(`closed with ${code}`))
    socket.addEventListener('message', ({ data }) => end(isHello(data) ? null : 'no greeting'))
  })
}
