import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import WebSocket from 'ws'
import type { Database } from '#core/db/database.ts'
import { databases, type TestDatabase } from '../../../test/support/databases.ts'
import { counterTables, startLiveProcess, type LiveProcess } from '../../../test/support/live.ts'
import { createManualClock } from '../../../test/support/manual-clock.ts'
import { LiveClient, type LiveClientOptions, type LiveClientState } from './client.ts'
import { closeCodes, heartbeatMs } from './dialect.ts'

const [sqlite] = databases()
assert.ok(sqlite)

/** A page: holds counters as its frames say, and notes what it is told. */
function createPage(address: () => string, options: Partial<LiveClientOptions> = {}) {
  const clock = createManualClock(0)
  const counters = new Map<string, number>()
  const applied: unknown[] = []
  const states: LiveClientState[] = []
  const sockets: WebSocket[] = []
  const waiting = new Set<() => void>()
  const look = () => waiting.forEach((each) => each())
  const client = new LiveClient({
    url: 'ws://set.below',
    openSocket(url, events) {
      const { search } = new URL(url)
      const socket = new WebSocket(`${address()}${search}`)
      sockets.push(socket)
      socket.on('error', () => {})
      socket.on('message', (data) => events.message(Buffer.isBuffer(data) ? data.toString() : ''))
      socket.on('message', look)
      socket.on('close', (code) => events.close(code))
      socket.on('close', look)
      return { send: (text) => socket.send(text), close: () => socket.close() }
    },
    clock,
    random: () => 0.5,
    cursor: null,
    versions(frame) {
      const { id, version } = frame
      return typeof id === 'string' && typeof version === 'number' ? [{ id, version }] : []
    },
    onFrame(frame) {
      applied.push(frame)
      if (frame.type === 'snapshot') {
        counters.clear()
        for (const { id, version } of frame['counters'] as { id: string; version: number }[]) {
          counters.set(id, version)
        }
      } else if (frame.type === 'counter_update') {
        counters.set(String(frame['id']), Number(frame['version']))
      }
    },
    onState(state) {
      states.push(state)
      look()
    },
    ...options,
  })
  const until = (condition: () => boolean) =>
    new Promise<void>((resolve) => {
      const check = () => {
        if (!condition()) return
        waiting.delete(check)
        resolve()
      }
      waiting.add(check)
      check()
    })
  return {
    client,
    clock,
    counters,
    applied,
    states,
    sockets,
    until,
    is: (kind: LiveClientState['kind']) => until(() => client.state.kind === kind),
  }
}

describe('the live client against the real server', () => {
  let opened: TestDatabase
  let database: Database
  let process: LiveProcess
  let base = ''
  const address = () => `${base}/ws/counters`

  before(async () => {
    opened = await sqlite.open([counterTables])
    database = opened.database
    process = await startLiveProcess(database)
    base = await process.listen()
  })
  after(async () => {
    await process.stop()
    await opened.close()
  })

  test('starts with the state, follows, resumes after a restart, and notes its age', async () => {
    await process.count('a')
    const page = createPage(address)
    page.client.connect()
    await page.is('live')
    assert.deepEqual([...page.counters], [['a', 1]])
    await process.count('a')
    await page.until(() => page.counters.get('a') === 2)
    page.clock.advance(12_000)

    await process.stop()
    await page.is('reconnecting')
    assert.equal(page.client.state.freshAt, 0)
    process = await startLiveProcess(database)
    await process.count('a')
    base = await process.listen()
    const seen = page.applied.length
    page.clock.advance(500)
    await page.is('live')
    await page.until(() => page.counters.get('a') === 3)
    const since = page.applied.slice(seen) as { type: string; resumed?: boolean }[]
    assert.deepEqual(
      since.map(({ type }) => type),
      ['hello', 'counter_update'],
    )
    page.client.close()
  })

  test('a page that begins with a cursor gets only what came later; nothing older is shown', async () => {
    await process.settle()
    const cursor = process.services.cursor()
    await process.count('b')
    await process.count('b')
    const page = createPage(address, { cursor })
    page.client.connect()
    await page.is('live')
    await page.until(() => page.counters.get('b') === 2)
    await process.settle()
    await process.count('c')
    await page.until(() => page.counters.has('c'))
    const frames = page.applied as { type: string; id?: string; version: number }[]
    assert.equal(frames[0]?.type, 'hello')
    const ofB = frames.filter(({ id }) => id === 'b').map(({ version }) => version)
    assert.deepEqual(
      ofB,
      [...new Set(ofB)].sort((a, b) => a - b),
    )
    assert.ok(frames.every(({ id }) => id !== 'a'))
    page.client.close()
  })

  test('after a resync it fetches the whole state again', async () => {
    const page = createPage(address)
    page.client.connect()
    await page.is('live')
    await process.count('d', { type: 'broken' })
    await page.is('reconnecting')
    page.clock.advance(1_000)
    await page.is('live')
    assert.equal(page.counters.get('d'), 1)
    page.client.close()
  })

  test('waits longer and longer, then gives up nothing', async () => {
    const real = base
    base = 'ws://127.0.0.1:9'
    const page = createPage(address)
    page.client.connect()
    for (const delay of [600, 1_200, 2_400, 4_800, 9_000, 9_000]) {
      await page.until(() => page.sockets.at(-1)?.readyState === WebSocket.CLOSED)
      const tries = page.sockets.length
      page.clock.advance(delay - 1)
      assert.equal(page.sockets.length, tries)
      page.clock.advance(1)
      assert.equal(page.sockets.length, tries + 1)
    }
    await page.until(() => page.sockets.at(-1)?.readyState === WebSocket.CLOSED)
    assert.equal(page.client.state.kind, 'connecting')
    base = real
    page.clock.advance(9_000)
    await page.is('live')
    page.client.close()
  })

  test('a refusal is final until it is told to try again', async () => {
    let allowed = false
    const page = createPage(() => (allowed ? address() : `${base}/ws/counters/nobody`))
    page.client.connect()
    await page.is('refused')
    assert.equal(page.client.state.reason, 'not_found')
    page.clock.advance(600_000)
    assert.equal(page.sockets.length, 1)
    allowed = true
    page.client.connect()
    await page.is('live')
    page.client.close()
  })

  test('a silent connection is given up; pings keep a live one', async () => {
    const times: number[] = []
    const page = createPage(address, { onServerTime: (serverTime) => times.push(serverTime) })
    page.client.connect()
    await page.is('live')
    const { live } = process
    for (let beat = 0; beat < 5; beat += 1) {
      const pong = page.sockets.at(-1)
      const answered = new Promise((resolve) => pong?.once('message', resolve))
      page.clock.advance(heartbeatMs * 0.8)
      await answered
    }
    assert.equal(page.sockets.length, 1)
    page.sockets[0]?.pause()
    page.clock.advance(heartbeatMs * 3)
    await page.until(() => page.sockets.length === 2)
    await page.is('live')
    page.sockets[0]?.terminate()
    assert.ok(live.stats().connections >= 1)
    page.client.close()
    assert.deepEqual(new Set(times), new Set([process.clock.now()]))
    assert.ok(times.length >= 6)
  })

  test('offline closes at once, online connects at once, a filter is kept', async () => {
    const page = createPage(address, { filter: { id: 'wanted' } })
    page.client.connect()
    await page.is('live')
    page.client.setOnline(false)
    assert.equal(page.client.state.kind, 'offline')
    assert.notEqual(page.client.state.freshAt, null)
    await process.count('unwanted')
    page.client.setOnline(true)
    await page.is('live')
    await process.count('unwanted')
    await process.count('wanted')
    await page.until(() => page.counters.has('wanted'))
    const seen = page.applied.slice(-2) as { id?: string }[]
    assert.equal(seen.at(-1)?.id, 'wanted')
    page.client.close()
    assert.equal(closeCodes.restart, 1012)
  })
})
