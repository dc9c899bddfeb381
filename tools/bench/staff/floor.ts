import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { WebSocketServer } from 'ws'
import { z } from 'zod'
import { answerParent } from '../child.ts'
import { monotonicMs } from '../fanout/monotonic.ts'

/** The least that brings changes to pages: a bare server that sends frames as large as ours, as often. */
const order = z.union([
  z.object({ start: z.literal(true) }),
  z.object({ perSecond: z.number().positive(), seconds: z.number().positive() }),
])

const lookMs = 10
const filling = 'x'.repeat(600)

const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false })
server.on('connection', (socket) => socket.send('{"type":"hello"}'))

function tell(): void {
  const status = `at ${monotonicMs().toFixed(2)}`
  const type = 'staff_discord_status'
  const frame = Buffer.from(JSON.stringify({ type, discord_custom_status: status, filling }))
  for (const socket of server.clients) socket.send(frame, { binary: false })
}

answerParent(order, async (asked) => {
  if ('start' in asked) {
    if (server.address() === null) await once(server, 'listening')
    return { url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}` }
  }
  const { perSecond, seconds } = asked
  const startedAt = performance.now()
  for (let sent = 0; sent < perSecond * seconds;) {
    const due = Math.floor(((performance.now() - startedAt) / 1_000) * perSecond)
    for (; sent < Math.min(due, perSecond * seconds); sent += 1) tell()
    await pause(lookMs)
  }
  return {}
})
