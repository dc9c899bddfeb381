import assert from 'node:assert/strict'
import { test } from 'node:test'
import WebSocket from 'ws'
import { openExchange, signed } from '../test-client.ts'
import { sandboxKey } from '../state.ts'

type Frame = Record<string, unknown>

/** A client that keeps what it received. */
async function connect(url: string, headers: Record<string, string> = {}) {
  const socket = new WebSocket(url, { headers })
  const frames: Frame[] = []
  let isBinary = true
  socket.on('message', (data: Buffer, binary) => {
    isBinary &&= binary
    frames.push(JSON.parse(data.toString()))
  })
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
  const waitFor = async (found: (frame: Frame) => boolean): Promise<Frame> => {
    for (;;) {
      const frame = frames.find(found)
      if (frame) return frame
      await new Promise((resolve) => socket.once('message', resolve))
    }
  }
  return { socket, frames, waitFor, isBinary: () => isBinary }
}

test('public streams begin with a snapshot, follow the price, and name their mistakes', async () => {
  await using world = await openExchange()
  const url = `${world.sandbox.origin.replace('http', 'ws')}/upbit/websocket/v1`
  const { socket, frames, waitFor, isBinary } = await connect(url)
  const say = (value: unknown): void => socket.send(JSON.stringify(value))
  say([{ ticket: 't' }])
  await waitFor(({ error }) => JSON.stringify(error)?.includes('NO_TYPE'))
  socket.send('{')
  await waitFor(({ error }) => JSON.stringify(error)?.includes('WRONG_FORMAT'))
  socket.send('PING')
  await waitFor(({ status }) => status === 'UP')
  say([
    { ticket: 't' },
    { type: 'ticker', codes: ['KRW-BTC'] },
    { type: 'trade', codes: ['KRW-BTC'], is_only_realtime: true },
    { type: 'orderbook', codes: ['KRW-BTC'], is_only_snapshot: true },
  ])
  await waitFor(({ type, stream_type }) => type === 'ticker' && stream_type === 'SNAPSHOT')
  await waitFor(({ type, stream_type }) => type === 'orderbook' && stream_type === 'SNAPSHOT')
  await world.advance(1)
  await world.control('/exchange/price', { market: 'KRW-BTC', price: 90_000_000 })
  await world.sandbox.settle()
  const ticker = await waitFor(
    ({ type, stream_type }) => type === 'ticker' && stream_type === 'REALTIME',
  )
  assert.equal(ticker['trade_price'], 90_000_000)
  assert.equal((await waitFor(({ type }) => type === 'trade'))['trade_price'], 90_000_000)
  assert.ok(frames.every(({ type, stream_type }) => type !== 'trade' || stream_type === 'REALTIME'))
  say([{ ticket: 't' }, { type: 'ticker', codes: ['KRW-BTC'] }, { format: 'SIMPLE' }])
  assert.equal((await waitFor(({ ty }) => ty === 'ticker'))['tp'], 90_000_000)
  assert.ok(isBinary())
  socket.terminate()
})

test('private streams tell of orders and balances, to those who sign', async () => {
  await using world = await openExchange()
  const url = `${world.sandbox.origin.replace('http', 'ws')}/upbit/websocket/v1/private`
  const refused = await connect(url)
  await refused.waitFor(({ error }) => JSON.stringify(error)?.includes('INVALID_AUTH'))
  const { socket, frames, waitFor } = await connect(url, {
    authorization: `Bearer ${signed(sandboxKey, '', 'stream')}`,
  })
  socket.send(JSON.stringify([{ ticket: 't' }, { type: 'myOrder' }, { type: 'myAsset' }]))
  socket.send(JSON.stringify([{ ticket: 't' }, { method: 'LIST_SUBSCRIPTIONS' }]))
  await waitFor(({ method }) => method === 'LIST_SUBSCRIPTIONS')
  await world.control('/exchange/stream', { fault: 'duplicate', times: 1 })
  await world.client.send('POST', '/orders', {
    market: 'KRW-BTC',
    side: 'bid',
    ord_type: 'price',
    price: '10000',
    identifier: 'mine',
  })
  await world.advance(300)
  await waitFor(({ type, state }) => type === 'myOrder' && state === 'cancel')
  const states = frames.filter(({ type }) => type === 'myOrder').map(({ state }) => state)
  assert.deepEqual(states, ['wait', 'wait', 'trade', 'cancel'])
  const trade = await waitFor(({ state }) => state === 'trade')
  assert.equal(trade['identifier'], 'mine')
  assert.equal(typeof trade['trade_fee'], 'number')
  assert.match(JSON.stringify(await waitFor(({ type }) => type === 'myAsset')), /"currency":"KRW"/)
  socket.terminate()
})
