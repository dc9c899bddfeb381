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
  const closed = new Promise<number>((resolve) => socket.once('close', resolve))
  return { socket, frames, waitFor, closed, isBinary: () => isBinary }
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

test('a connection says that it is up every ten seconds, and is cut when its client is silent for two minutes', async () => {
  await using world = await openExchange()
  const url = `${world.sandbox.origin.replace('http', 'ws')}/upbit/websocket/v1`
  const [silent, awake] = [await connect(url), await connect(url)]
  const ups = () => silent.frames.filter(({ status }) => status === 'UP').length
  await world.advanceWire(119_000)
  await silent.waitFor(() => ups() >= 11)
  assert.equal(ups(), 11)
  awake.socket.send('PING')
  await awake.waitFor(() => awake.frames.length >= 12)
  await world.advanceWire(2_000)
  assert.equal(await silent.closed, 1_000)
  assert.equal(awake.socket.readyState, awake.socket.OPEN)
  // A ping frame counts as a word, too; `pong` comes back once the server has read it.
  awake.socket.ping()
  await new Promise((resolve) => awake.socket.once('pong', resolve))
  await world.advanceWire(119_500)
  assert.equal(awake.socket.readyState, awake.socket.OPEN)
  awake.socket.terminate()
})

test('five messages in a second and a hundred in a minute are heard, no more; connections are counted too', async () => {
  await using world = await openExchange()
  const url = `${world.sandbox.origin.replace('http', 'ws')}/upbit/websocket/v1`
  const talk = async (client: Awaited<ReturnType<typeof connect>>, times: number) => {
    const before = client.frames.filter(({ method }) => method !== undefined).length
    for (let nth = 0; nth < times; nth += 1)
      client.socket.send(JSON.stringify([{ ticket: 't' }, { method: 'LIST_SUBSCRIPTIONS' }]))
    await client.waitFor(
      () => client.frames.filter(({ method }) => method !== undefined).length >= before + times,
    )
  }
  const hasty = await connect(url)
  await talk(hasty, 5)
  hasty.socket.send(JSON.stringify([{ ticket: 't' }]))
  await hasty.waitFor(({ error }) => JSON.stringify(error)?.includes('TOO_MANY_REQUEST'))
  assert.equal(await hasty.closed, 1_008)

  await world.advanceWire(1_001)
  const steady = await connect(url)
  for (let second = 0; second < 20; second += 1) {
    await talk(steady, 5)
    await world.advanceWire(1_001)
  }
  steady.socket.send(JSON.stringify([{ ticket: 't' }]))
  assert.equal(await steady.closed, 1_008)

  await world.advanceWire(1_001)
  const all = await Promise.allSettled(Array.from({ length: 7 }, () => connect(url)))
  assert.deepEqual(all.map(({ status }) => status).toSorted(), [
    ...Array.from({ length: 5 }, () => 'fulfilled'),
    'rejected',
    'rejected',
  ])
  for (const one of all) if (one.status === 'fulfilled') one.value.socket.terminate()
})

test('candles are streamed as they form, and are those of REST', async () => {
  await using world = await openExchange()
  const url = `${world.sandbox.origin.replace('http', 'ws')}/upbit/websocket/v1`
  const { socket, waitFor } = await connect(url)
  const codes = ['KRW-BTC']
  const types = ['candle.1s', 'candle.1m', 'candle.15m', 'candle.240m']
  socket.send(JSON.stringify([{ ticket: 't' }, ...types.map((type) => ({ type, codes }))]))
  for (const type of types.slice(1))
    await waitFor((frame) => frame['type'] === type && frame['stream_type'] === 'SNAPSHOT')
  await world.advance(2)
  await world.control('/exchange/price', { market: 'KRW-BTC', price: 91_000_000 })
  await world.sandbox.settle()
  for (const type of types) {
    const told = await waitFor(
      (frame) => frame['type'] === type && frame['trade_price'] === 91_000_000,
    )
    assert.equal(told['stream_type'], 'REALTIME')
    const [, size = '', unit] = /^candle\.(\d+)(\w)$/.exec(type) ?? []
    const path = unit === 's' ? 'seconds' : `minutes/${size}`
    const { json } = await world.client.quote(`/candles/${path}?market=KRW-BTC`)
    const [same] = Array.isArray(json) ? json : []
    for (const name of ['candle_date_time_utc', 'opening_price', 'high_price', 'trade_price'])
      assert.equal(told[name], Object(same)[name], `${type} ${name}`)
  }
  socket.send(JSON.stringify([{ ticket: 't' }, { type: 'candle.2m', codes }]))
  await waitFor(({ error }) => JSON.stringify(error)?.includes('INVALID_PARAM'))
  socket.terminate()
})
