import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { WebSocketServer } from 'ws'
import { z } from 'zod'
import { answerParent } from '../child.ts'
import { monotonicMs } from './monotonic.ts'

/** Sends the same bytes to everybody, and does nothing else. */
const order = z.union([
  z.object({ do: z.literal('start') }),
  z.object({ do: z.literal('tell'), text: z.string() }),
])

const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false })
server.on('connection', (socket) => socket.send('{"type":"hello"}'))
const listening = once(server, 'listening')

answerParent(order, async (asked) => {
  await listening
  if (asked.do === 'start') {
    return { url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/` }
  }
  const at = monotonicMs()
  const bytes = Buffer.from(asked.text)
  for (const socket of server.clients) socket.send(bytes, { binary: false })
  return { at }
})
