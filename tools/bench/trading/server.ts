import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { WebSocketServer } from 'ws'
import { z } from 'zod'
import { answerParent } from '../child.ts'

/**
 * The bare other side: answers every request with the same bytes, and pours price messages over whoever
 * connects and says how many.
 */
const order = z.object({ answer: z.string() })

const markets = ['KRW-BTC', 'KRW-ETH', 'KRW-XRP', 'KRW-SOL']

function messageOf(nth: number): Buffer {
  const price = 100_000_000 + 1_000 * Math.round(500 * Math.sin(nth / 40))
  return Buffer.from(
    JSON.stringify({
      type: 'ticker',
      code: markets[nth % markets.length],
      opening_price: 100_000_000,
      high_price: 101_000_000,
      low_price: 99_000_000,
      trade_price: price,
      prev_closing_price: 100_000_000,
      change: 'RISE',
      signed_change_price: price - 100_000_000,
      signed_change_rate: (price - 100_000_000) / 100_000_000,
      trade_volume: 0.00123,
      acc_trade_volume_24h: 1_234.5678,
      acc_trade_price_24h: 123_456_789_012.5,
      trade_timestamp: 1_800_000_000_000 + nth,
      market_state: 'ACTIVE',
      timestamp: 1_800_000_000_000 + nth,
      stream_type: 'REALTIME',
    }),
  )
}

const kept = Array.from({ length: 4_000 }, (_, nth) => messageOf(nth))
let answer = ''

const server = createServer((request, response) => {
  request.resume().on('end', () => {
    const length = Buffer.byteLength(answer)
    response
      .writeHead(200, { 'content-type': 'application/json', 'content-length': length })
      .end(answer)
  })
})
const sockets = new WebSocketServer({ server, perMessageDeflate: false })
sockets.on('connection', (socket, request) => {
  const count = Number(new URL(request.url ?? '/', 'http://localhost').searchParams.get('count'))
  // Whoever is ready says a word.
  socket.once('message', () => {
    for (let nth = 0; nth < count; nth += 1) socket.send(kept[nth % kept.length] ?? '')
  })
})
const listening = once(server.listen(0, '127.0.0.1'), 'listening')

answerParent(order, async (asked) => {
  await listening
  answer = asked.answer
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
})
