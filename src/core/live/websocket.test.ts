import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { databases, type TestDatabase } from '../../../test/support/databases.ts'
import {
  counterTables,
  listenTo,
  startLiveProcess,
  type Listener,
  type LiveProcess,
  type ReadFrame,
} from '../../../test/support/live.ts'
import { parseCursor } from './cursor.ts'
import { closeCodes, heartbeatMs } from './dialect.ts'

const [sqlite] = databases()
assert.ok(sqlite)

const isUpdate = (frame: ReadFrame) => frame.type === 'counter_update'
const updates = ({ frames }: Listener) => frames.filter(isUpdate)
const hello = (listener: Listener) => listener.next(({ type }) => type === 'hello')

describe('live topics over WebSocket', () => {
  let opened: TestDatabase
  let process: LiveProcess
  let base: string
  const open: Listener[] = []
  const listen = (...args: Parameters<typeof listenTo>) => {
    const listener = listenTo(`${base}${args[0]}`, args[1])
    open.push(listener)
    return listener
  }
  const refusal = async (listener: Listener) => ({
    frame: await listener.next(({ type }) => type === 'error').catch(() => null),
    code: await listener.closed,
  })

  before(async () => {
    opened = await sqlite.open([counterTables])
    process = await startLiveProcess(opened.database, { limits: { perPerson: 2, total: 300 } })
    base = await process.listen()
  })
  after(async () => {
    await Promise.all(open.map((listener) => listener.close()))
    await process.stop()
    await opened.close()
  })

  test('hello, snapshot, then numbered changes; a filter; both spellings of the address', async () => {
    await process.count('first')
    const listener = listen('/ws/counters/?snapshot=1')
    const first = await hello(listener)
    assert.equal(first['heartbeat_ms'], heartbeatMs)
    assert.equal(first['server_time'], '2030-01-01T00:00:00.000Z')
    assert.equal(first['resumed'], false)
    const snapshot = await listener.next(({ type }) => type === 'snapshot')
    assert.equal(snapshot.cursor, first.cursor)
    assert.deepEqual(snapshot['counters'], [{ id: 'first', version: 1 }])
    listener.send({ type: 'subscribe', filter: { id: 'wanted' } })
    await listener.sync()
    await process.count('unwanted')
    await process.count('wanted')
    await process.settle()
    assert.equal(await listener.sync(), process.services.cursor())
    assert.deepEqual(
      updates(listener).map(({ id, version }) => [id, version]),
      [['wanted', 1]],
    )
    await listener.close()
  })

  test('200 sockets read the same bytes, each fact once', async () => {
    const crowd = Array.from({ length: 200 }, () => listen('/ws/counters'))
    await Promise.all(crowd.map(hello))
    await Promise.all(Array.from({ length: 25 }, (_, n) => process.count(`crowd ${n % 3}`)))
    await process.settle()
    await Promise.all(crowd.map((listener) => listener.sync()))
    const [one, ...others] = crowd.map(updates)
    assert.equal(one?.length, 25)
    for (const other of others) assert.deepEqual(other, one)
    const positions = (one ?? []).map(({ cursor }) => parseCursor(cursor ?? '')?.position ?? 0)
    assert.ok(positions.every((position, n) => n === 0 || position === (positions[n - 1] ?? 0) + 1))
    await Promise.all(crowd.map((listener) => listener.close()))
  })

  test('a visitor never hears of what only a key may see', async () => {
    const stranger = listen('/ws/counters?snapshot=1')
    const trusted = listen('/ws/counters?snapshot=1', {
      protocols: ['muster', 'muster.key.a-token-for-tests'],
    })
    await Promise.all([hello(stranger), hello(trusted)])
    await process.count('hidden name', { secret: true })
    await process.settle()
    await Promise.all([stranger.sync(), trusted.sync()])
    assert.equal(trusted.socket.protocol, 'muster')
    assert.equal(updates(trusted).length, 1)
    assert.doesNotMatch(JSON.stringify(stranger.frames), /hidden name/)
    assert.equal((await refusal(listen('/ws/counters/hidden%20name'))).code, closeCodes.notFound)
  })

  test('credentials: key, ticket once, cookies only from our own pages', async () => {
    const { ticket } = await process.access.tickets.create({
      session_id: null,
      key_id: 'environment',
    })
    const invited = listen(`/ws/counters?ticket=${ticket}`)
    await hello(invited)
    const again = await refusal(listen(`/ws/counters?ticket=${ticket}`))
    assert.equal(again.code, closeCodes.notAuthenticated)
    assert.equal(again.frame?.['code'], 'invalid_token')
    const bad = listen('/ws/counters', { protocols: ['muster', 'muster.key.wrong'] })
    assert.equal((await refusal(bad)).code, closeCodes.notAuthenticated)
    const foreign = listen('/ws/counters', { headers: { origin: 'https://elsewhere.example' } })
    assert.equal((await refusal(foreign)).code, closeCodes.permissionDenied)
    await hello(listen('/ws/counters', { headers: { origin: 'http://127.0.0.1:8080' } }))
    assert.equal(
      (await refusal(listen('/ws/counters/forbidden'))).code,
      closeCodes.permissionDenied,
    )
    const french = listen('/ws/counters/nobody?lang=fr')
    assert.equal((await refusal(french)).frame?.['detail'], 'Introuvable.')
  })

  test('bad frames are answered, and after ten of them the connection ends', async () => {
    const listener = listen('/ws/counters')
    await hello(listener)
    for (const text of [
      '',
      '{',
      '[]',
      '"ping"',
      '{"type":"x"}',
      '{"type":"resume"}',
      'null',
      '1',
    ]) {
      listener.socket.send(text)
    }
    listener.socket.send(Buffer.from('{"type":"ping"}'))
    listener.socket.send('{"type":"subscribe","filter":7}')
    await listener.sync()
    const errors = () => listener.frames.filter(({ code }) => code === 'malformed_request').length
    assert.equal(errors(), 10)
    listener.socket.send('{')
    assert.equal(await listener.closed, closeCodes.tooMany)
    const big = listen('/ws/counters')
    await hello(big)
    big.send({ type: 'subscribe', filter: { text: 'x'.repeat(900_000) } })
    assert.equal(await big.closed, closeCodes.tooBig)
    const flood = listen('/ws/counters')
    await hello(flood)
    for (let n = 0; n < 500; n += 1) flood.send({ type: 'ping' })
    assert.equal(await flood.closed, closeCodes.tooMany)
  })

  test('resume by query and by frame; a foreign cursor gets a snapshot', async () => {
    const listener = listen('/ws/counters')
    const { cursor } = await hello(listener)
    await listener.close()
    await process.count('missed')
    await process.count('missed')
    await process.settle()
    const byQuery = listen(`/ws/counters?cursor=${cursor}`)
    assert.equal((await hello(byQuery))['resumed'], true)
    await byQuery.sync()
    assert.equal(updates(byQuery).length, 2)
    const byFrame = listen('/ws/counters')
    await hello(byFrame)
    byFrame.send({ type: 'resume', cursor })
    await byFrame.next(({ resumed }) => resumed === true)
    await byFrame.sync()
    assert.deepEqual(updates(byFrame), updates(byQuery))
    for (const wrong of ['1-1', 'nonsense', '', `${process.epoch}-999999`]) {
      const other = listen(`/ws/counters?cursor=${wrong}`)
      assert.equal((await hello(other))['resumed'], false)
      await other.next(({ type }) => type === 'snapshot')
      await other.close()
    }
  })

  test('a reader that does not read is cut with a hint, and delays nobody', async () => {
    const slow = listen('/ws/counters')
    const quick = listen('/ws/counters')
    await Promise.all([hello(slow), hello(quick)])
    slow.socket.pause()
    const long = 'x'.repeat(200_000)
    let written = 0
    const { connections } = process.live.stats()
    while (process.live.stats().connections === connections) {
      await process.count(long)
      await process.settle()
      written += 1
      assert.ok(written < 200)
    }
    await quick.sync()
    assert.equal(updates(quick).length, written)
    slow.socket.resume()
    const resync = await slow.next(({ type }) => type === 'resync')
    assert.equal(resync['reason'], 'slow_reader')
    assert.equal(await slow.closed, closeCodes.tryAgainLater)
  })

  test('a frame that cannot be built sends readers for the whole state', async () => {
    const listener = listen('/ws/counters')
    const { cursor } = await hello(listener)
    await process.count('broken', { type: 'broken' })
    await process.settle()
    assert.equal((await listener.next(({ type }) => type === 'resync'))['reason'], 'frame_failed')
    assert.equal(await listener.closed, closeCodes.tryAgainLater)
    const again = listen(`/ws/counters?cursor=${cursor}`)
    assert.equal((await hello(again))['resumed'], false)
    await again.next(({ type }) => type === 'snapshot')
  })

  test('ended keys and lost rights close the connection at once', async () => {
    const { id, key } = await process.access.keys.create({ name: 'reader', scopes: ['admin'] })
    const listener = listen('/ws/counters', { protocols: ['muster', `muster.key.${key}`] })
    await hello(listener)
    process.ended.add(id)
    await process.live.recheck((actor) => actor.key?.id === id)
    assert.equal(await listener.closed, closeCodes.notAuthenticated)

    const second = await process.access.keys.create({ name: 'second', scopes: ['admin'] })
    const demoted = listen('/ws/counters', { protocols: ['muster', `muster.key.${second.key}`] })
    const other = listen('/ws/counters')
    await Promise.all([hello(demoted), hello(other)])
    process.demoted.add(second.id)
    await process.live.recheck()
    await process.count('after', { secret: true })
    await process.settle()
    assert.equal(await demoted.closed, closeCodes.tryAgainLater)
    const last = demoted.frames.at(-1)
    assert.deepEqual([last?.type, last?.['reason']], ['resync', 'rights_changed'])
    await other.sync()
    assert.equal(other.socket.readyState, other.socket.OPEN)
  })

  test('silence ends a connection; an answered ping keeps it', async () => {
    const listener = listen('/ws/counters')
    await hello(listener)
    const silent = listen('/ws/counters')
    await hello(silent)
    silent.socket.pause()
    for (let beat = 0; beat < 3; beat += 1) {
      const pinged = new Promise((resolve) => listener.socket.once('ping', resolve))
      process.clock.advance(heartbeatMs)
      await pinged
      await listener.sync()
    }
    process.clock.advance(heartbeatMs)
    await listener.sync()
    silent.socket.resume()
    assert.equal(await silent.closed, closeCodes.idle)
  })
})
