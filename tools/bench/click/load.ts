import { once } from 'node:events'
import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { z } from 'zod'
import { ed25519PrivateKey } from '#sandbox/discord/interactions/signing.ts'
import { answerParent } from '../child.ts'
import { percentile } from '../report.ts'
import { clickBody, clickPlace, clickRequest, clicksOf } from './clicks.ts'

const order = z.object({
  url: z.string(),
  privateKey: z.string(),
  place: clickPlace,
  connections: z.number().int().positive(),
  /** Clicks of each connection; even, so that everybody has left at the end. */
  clicks: z.number().int().positive().multipleOf(2),
  /** Clicks made before, anywhere. */
  from: z.number().int(),
})

type Sent = { answered: number; took: number[]; firstAnswer: string }

/** A body of known length; the servers under test never answer in chunks. */
function bodyOf(text: string): string | null {
  const end = text.indexOf('\r\n\r\n')
  if (end < 0) return null
  const length = Number(/\r\ncontent-length: (\d+)/i.exec(text.slice(0, end))?.[1])
  const body = text.slice(end + 4)
  return body.length < length ? null : body
}

/** Sends one click after another over one connection; every answer must update the message. */
function send(socket: Socket, requests: readonly Buffer[]): Promise<Sent> {
  return new Promise((resolve, reject) => {
    const sent: Sent = { answered: 0, took: [], firstAnswer: '' }
    let received = ''
    let at = 0
    const next = () => {
      const request = requests[sent.answered]
      if (!request) return resolve(sent)
      at = performance.now()
      socket.write(request)
    }
    socket.on('error', reject).on('close', () => reject(new Error('the server closed')))
    socket.on('data', (data) => {
      received += data.toString('latin1')
      const body = bodyOf(received)
      if (body === null) return
      sent.took.push(performance.now() - at)
      const good = received.startsWith('HTTP/1.1 200') && body.startsWith('{"type":7')
      if (!good) return reject(new Error(`a click was refused: ${received}`))
      sent.firstAnswer ||= Buffer.from(body, 'latin1').toString()
      sent.answered += 1
      received = ''
      next()
    })
    next()
  })
}

answerParent(order, async ({ url, privateKey, place, connections, clicks, from }) => {
  const target = new URL(url)
  const key = ed25519PrivateKey(privateKey)
  const now = Date.now()
  const lines = Array.from({ length: connections }, (_, connection) =>
    clicksOf(connection, clicks, from + connection * clicks).map((click) =>
      clickRequest(target, key, clickBody(place, click), now),
    ),
  )
  const sockets = await Promise.all(
    lines.map(async () => {
      const socket = connect(Number(target.port), target.hostname).setNoDelay(true)
      await once(socket, 'connect')
      return socket
    }),
  )
  const startedAt = performance.now()
  const sent = await Promise.all(sockets.map((socket, index) => send(socket, lines[index] ?? [])))
  const seconds = (performance.now() - startedAt) / 1_000
  for (const socket of sockets) socket.removeAllListeners('close').destroy()
  const took = sent.flatMap((one) => one.took)
  return {
    rate: took.length / seconds,
    p50: percentile(took, 50),
    p99: percentile(took, 99),
    answer: sent[0]?.firstAnswer ?? '',
  }
})
