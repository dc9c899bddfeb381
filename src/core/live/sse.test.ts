import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { after, before, describe, test } from 'node:test'
import { systemClock } from '../clock.ts'
import { databases, type TestDatabase } from '../../../test/support/databases.ts'
import { openStream, type EventStream } from '../../../test/support/event-stream.ts'
import { counterTables, startLiveProcess, type LiveProcess } from '../../../test/support/live.ts'
import { parseCursor } from './cursor.ts'
import { heartbeatMs } from './dialect.ts'
import { encodeFrame } from './connection.ts'
import { slowReaderBytes } from './reader.ts'
import { createEventEncoder, sseConnection } from './sse-connection.ts'

const path = '/api/counters/stream'
const authorization = 'Bearer a-token-for-tests'
const positionOf = (cursor: string) => parseCursor(cursor)?.position ?? 0
const types = ({ events }: EventStream) => events.map(({ data }) => data.type)
const versions = ({ events }: EventStream, id: string) =>
  events
    .filter(({ data }) => data.type === 'counter_update' && data['id'] === id)
    .map(({ data }) => Number(data['version']))

for (const store of databases()) {
  describe(`server-sent events on ${store.name}`, () => {
    let opened: TestDatabase
    let process: LiveProcess
    let base: string
    const all: EventStream[] = []
    const open = async (address: string, headers: Record<string, string> = {}) => {
      const stream = await openStream(`${base}${address}`, headers)
      all.push(stream)
      return stream
    }

    before(async () => {
      opened = await store.open([counterTables])
      process = await startLiveProcess(opened.database, { limits: { total: 20 } })
      base = (await process.listen()).replace('ws', 'http')
    })
    after(async () => {
      for (const stream of all) stream.close()
      await process.stop()
      await opened.close()
    })

    test('hello, snapshot, then numbered changes, with the cursor as id; both spellings', async () => {
      await process.count('first')
      await process.settle()
      const stream = await open(`${path}/?snapshot=1`)
      assert.equal(stream.status, 200)
      assert.equal(stream.headers['content-type'], 'text/event-stream; charset=utf-8')
      await stream.until(({ events }) => events.length === 2)
      await process.count('first')
      await process.settle()
      await stream.until(({ events }) => events.length === 3)
      assert.deepEqual(types(stream), ['hello', 'snapshot', 'counter_update'])
      for (const { data, lastEventId } of stream.events) assert.equal(data['cursor'], lastEventId)
      assert.equal(stream.lastEventId, process.services.cursor())
    })

    test('who comes back with the last id misses nothing and gets nothing twice', async () => {
      await process.count('back')
      let lastEventId = ''
      const seen: number[] = []
      for (let round = 0; round < 6; round += 1) {
        const headers = lastEventId === '' ? {} : { 'last-event-id': lastEventId }
        // The address still has its first, outdated cursor, as a browser's does.
        const stream = await open(`/api/counters/back/stream?cursor=${process.epoch}-0`, headers)
        await stream.until(({ events }) => events.length > 0)
        assert.equal(stream.events[0]?.data['resumed'], true)
        const known = seen.length
        const now = await process.count('back')
        await process.settle()
        await stream.until((one) => versions(one, 'back').at(-1) === now)
        seen.push(...stream.events.slice(1).map((one) => positionOf(one.lastEventId)))
        assert.ok(seen.length > known)
        lastEventId = stream.lastEventId
        stream.close()
        for (let n = 0; n < round; n += 1) await process.count('back')
        await process.settle()
      }
      assert.equal(seen.length, 1 + 6 + 15 - 5)
      assert.deepEqual(
        seen,
        seen.map((_, n) => (seen[0] ?? 0) + n),
      )
      const lost = await open(path, { 'last-event-id': '77-1' })
      await lost.until(({ events }) => events.length > 0)
      assert.equal(lost.events[0]?.data['resumed'], false)
    })

    test('the same people see the same as over WebSocket', async () => {
      const stranger = await open(`${path}?snapshot=1`)
      const trusted = await open(`${path}?snapshot=1`, { authorization })
      await process.count('hidden name', { secret: true })
      await process.count('shown', {})
      await process.settle()
      await trusted.until((one) => versions(one, 'hidden name').length === 1)
      await stranger.until((one) => versions(one, 'shown').length === 1)
      assert.doesNotMatch(stranger.body, /hidden name/)
      const { ticket } = await process.access.tickets.create({
        session_id: null,
        key_id: 'environment',
      })
      assert.equal((await open(`/api/counters/hidden%20name/stream?ticket=${ticket}`)).status, 200)
      const refusals: [string, Record<string, string>, number, string][] = [
        ['/api/counters/hidden%20name/stream', {}, 404, 'not_found'],
        [`${path}?ticket=${ticket}`, {}, 401, 'invalid_token'],
        [path, { authorization: 'Bearer wrong' }, 401, 'invalid_token'],
        [path, { origin: 'https://elsewhere.example' }, 403, 'permission_denied'],
        ['/api/counters/forbidden/stream', {}, 403, 'permission_denied'],
      ]
      for (const [address, headers, status, code] of refusals) {
        const refused = await open(address, headers)
        await refused.ended
        assert.deepEqual([refused.status, JSON.parse(refused.body).code], [status, code], address)
        assert.equal(typeof JSON.parse(refused.body).detail, 'string')
      }
      for (const method of ['PUT', 'DELETE']) {
        const other = await fetch(`${base}${path}`, { method })
        assert.equal(other.headers.get('allow'), 'GET')
        await other.body?.cancel()
      }
    })

    test('comments keep it open for as long as somebody takes them', async () => {
      const stream = await open(path)
      await stream.until(({ events }) => events.length === 1)
      for (let beat = 1; beat <= 8; beat += 1) {
        process.clock.advance(heartbeatMs)
        await stream.until(({ comments }) => comments === beat)
      }
      assert.deepEqual(types(stream), ['hello'])
    })

    test('whoever leaves makes room; lost rights and a restart end the stream', async () => {
      const { key } = await process.access.keys.create({ name: 'k', scopes: ['admin'] })
      const stream = await open(path, { authorization: `Bearer ${key}` })
      const served = process.live.stats().connections
      await stream.until(({ events }) => events.length === 1)
      const [{ id } = { id: '' }] = await process.access.keys.list()
      process.demoted.add(id)
      await process.live.recheck()
      await stream.ended
      assert.deepEqual(types(stream), ['hello', 'resync'])
      assert.equal(stream.lastEventId, '')
      assert.equal(process.live.stats().connections, served - 1)
      const last = await open(path)
      await last.until(({ events }) => events.length === 1)
      process.live.stop()
      await last.ended
      const late = await open(path)
      assert.equal(late.status, 503)
    })
  })
}

test('what a reader does not take counts, and ends after what is queued', async (t) => {
  const made = Promise.withResolvers<ReturnType<typeof sseConnection>>()
  const server = createServer((_request, response) => {
    const encode = createEventEncoder()
    const onTaken = () => {}
    made.resolve(sseConnection(response, { encode, headers: {}, clock: systemClock, onTaken }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => server.close())
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const opening = openStream(`http://127.0.0.1:${port}/`)
  const connection = await made.promise
  const text = 'x'.repeat(6 * 2 ** 20)
  const frame = { type: 'big', text }
  connection.send(encodeFrame(frame))
  assert.ok(connection.buffered() > slowReaderBytes)
  connection.close(1013, 'slow_reader')
  const stream = await opening
  await stream.ended
  assert.equal(stream.events[0]?.data['text'], text)
})
