import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { silentLog } from '#core/log.ts'
import { createRedisSignals } from '#core/signals-redis.ts'
import { createLocalSignals } from '#core/signals.ts'
import { databases } from '../../../test/support/databases.ts'
import {
  counterTables,
  listenTo,
  startLiveProcess,
  type Listener,
  type ReadFrame,
} from '../../../test/support/live.ts'
import { redisUrl } from '../../../test/support/redis.ts'
import { forgetEpoch } from './cursor.ts'
import { closeCodes } from './dialect.ts'

const [sqlite, postgres] = databases()
assert.ok(sqlite)

const isUpdate = (frame: ReadFrame) => frame.type === 'counter_update'
const updates = ({ frames }: Listener) => frames.filter(isUpdate)
const hello = (listener: Listener) => listener.next(({ type }) => type === 'hello')

test('a cursor outlives a restart, but not another history of the database', async () => {
  const { database, close } = await sqlite.open([counterTables])
  const signals = createLocalSignals()
  const first = await startLiveProcess(database, { signals })
  const listener = listenTo(`${await first.listen()}/ws/counters`)
  await hello(listener)
  await first.count('a')
  await first.settle()
  const cursor = await listener.sync()
  await first.stop()
  assert.equal(await listener.closed, closeCodes.restart)

  const second = await startLiveProcess(database, { signals })
  await second.count('a')
  const resumed = listenTo(`${await second.listen()}/ws/counters?cursor=${cursor}`)
  assert.equal((await hello(resumed))['resumed'], true)
  await second.settle()
  await resumed.sync()
  assert.deepEqual(
    updates(resumed).map(({ version }) => version),
    [2],
  )
  await second.stop()
  await resumed.closed

  await forgetEpoch(database)
  const third = await startLiveProcess(database, { signals })
  const renewed = listenTo(`${await third.listen()}/ws/counters?cursor=${cursor}`)
  assert.equal((await hello(renewed))['resumed'], false)
  await renewed.next(({ type }) => type === 'snapshot')
  await third.stop()
  await renewed.closed
  await close()
})

test('a cursor is good for ten minutes of changes, however long nothing happened', async () => {
  const { database, close } = await sqlite.open([counterTables])
  const process = await startLiveProcess(database)
  const base = await process.listen()
  const resumes = async (cursor: string) => {
    const listener = listenTo(`${base}/ws/counters?cursor=${cursor}`)
    const { resumed } = await hello(listener)
    await listener.close()
    return resumed
  }
  await process.count('a')
  await process.settle()
  const old = process.services.cursor()
  process.clock.advance(3_600_000)
  assert.equal(await resumes(old), true)
  await process.count('a')
  await process.settle()
  process.clock.advance(600_000)
  assert.equal(await resumes(old), true)
  process.clock.advance(1)
  assert.equal(await resumes(old), false)
  assert.equal(await resumes(process.services.cursor()), true)
  await process.stop()
  await close()
})

test('connections are counted', async () => {
  const { database, close } = await sqlite.open([counterTables])
  const process = await startLiveProcess(database, { limits: { total: 2 } })
  const base = await process.listen()
  const crowd = [1, 2].map(() => listenTo(`${base}/ws/counters`))
  await Promise.all(crowd.map(hello))
  const third = listenTo(`${base}/ws/counters`)
  assert.equal(await third.closed, closeCodes.tooMany)
  await process.stop()
  await Promise.all(crowd.map(({ closed }) => closed))
  await close()
})

test(
  'two processes wake each other over Redis, tell all the same, and take over readers',
  { skip: postgres === undefined || redisUrl === null },
  async () => {
    assert.ok(postgres)
    const url = redisUrl ?? ''
    const { database, again, close } = await postgres.open([counterTables])
    const prefix = `muster-test-${randomUUID()}`
    const signals = [1, 2].map(() => createRedisSignals(url, prefix, silentLog))
    const [ofLeft, ofRight] = signals
    assert.ok(ofLeft && ofRight)
    while (!signals.every((each) => each.connected())) await nextTurn()
    const left = await startLiveProcess(database, { signals: ofLeft })
    const right = await startLiveProcess(again(), { signals: ofRight })
    const readers = [await left.listen(), await right.listen()].map((base) =>
      listenTo(`${base}/ws/counters`),
    )
    await Promise.all(readers.map(hello))
    await Promise.all(
      Array.from({ length: 60 }, (_, n) => (n % 2 ? left : right).count(`shared ${n % 5}`)),
    )
    await left.count('last')
    await Promise.all(readers.map((reader) => reader.next(({ id }) => id === 'last')))
    const [cursors = [], others] = readers.map((reader) =>
      updates(reader).map(({ cursor }) => cursor),
    )
    assert.equal(cursors.length, 61)
    assert.deepEqual(others, cursors)

    const moved = listenTo(`${readers[1]?.socket.url}?cursor=${cursors[29]}`)
    assert.equal((await hello(moved))['resumed'], true)
    await moved.sync()
    assert.deepEqual(
      updates(moved).map(({ cursor }) => cursor),
      cursors.slice(30),
    )
    await Promise.all([left.stop(), right.stop()])
    await Promise.all([...readers, moved].map(({ closed }) => closed))
    await Promise.all(signals.map((each) => each.close()))
    await close()
  },
)

test(
  'a reader that comes from a process ahead hears nothing twice',
  { skip: postgres === undefined },
  async () => {
    assert.ok(postgres)
    const { database, again, close } = await postgres.open([counterTables])
    const ahead = await startLiveProcess(database)
    const behind = await startLiveProcess(again())
    await ahead.count('a')
    await ahead.count('a')
    await ahead.settle()
    assert.equal(behind.services.outbox.position(), 0)
    const cursor = ahead.services.cursor()
    const reader = listenTo(`${await behind.listen()}/ws/counters?cursor=${cursor}`)
    assert.equal((await hello(reader))['resumed'], true)
    await ahead.count('a')
    await ahead.settle()
    await behind.settle()
    await reader.sync()
    assert.deepEqual(
      updates(reader).map(({ version }) => version),
      [3],
    )
    await Promise.all([ahead.stop(), behind.stop()])
    await reader.closed
    await close()
  },
)
